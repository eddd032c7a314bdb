"""The demo's public notices: one that is over and one that runs, with objections open and answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from registry.applications.models import ApplicationState
from registry.cli.demo import words
from registry.cli.demo.cases import Case, Stage
from registry.cli.demo.timeline import Story
from registry.core.actor import Actor
from registry.core.clock import day_of
from registry.notices.models import Objection, PublicNotice
from registry.notices.services import PUBLIC, answer, close_due, object_, publish

_CITIZEN = Actor(None, PUBLIC, "203.0.113.7")
"""An address of the block kept for documentation."""


def notice_that_is_over(cases: Sequence[Case], stage: Stage) -> Story:
    """Published twenty working days ago; one objection was not upheld, one was; the others took effect."""
    source = stage.source("notice:over")
    at = yield stage.timeline.moment(20, source)
    notice = _publish(cases, stage, "第一批", at)
    at = yield stage.timeline.moment(16, source)
    first = _object(notice, 0, 0, at)
    second = None
    if len(notice.entries) > 1:
        at = yield stage.timeline.moment(15, source)
        second = _object(notice, 1, 2, at)
    at = yield stage.timeline.moment(12, source)
    answer(first, upheld=False, answer=words.DISMISSED, actor=stage.cast.actor("shending2"), at=at, on=day_of(at))
    if second is not None:
        at = yield stage.timeline.moment(11, source)
        answer(second, upheld=True, answer=words.UPHELD, actor=stage.cast.actor("chushen2"), at=at, on=day_of(at))
    at = yield stage.timeline.moment(9, source)
    close_due(day_of(at), at)


def notice_that_runs(cases: Sequence[Case], stage: Stage) -> Story:
    """Published six working days ago; one objection waits for its answer, one has it."""
    source = stage.source("notice:runs")
    at = yield stage.timeline.moment(6, source)
    notice = _publish(cases, stage, "第二批", at)
    answered = None
    if len(notice.entries) > 1:
        at = yield stage.timeline.moment(4, source)
        answered = _object(notice, 1, 1, at)
    at = yield stage.timeline.moment(2, source)
    _object(notice, 0, 3, at)
    if answered is not None:
        at = yield stage.timeline.moment(1, source)
        actor = stage.cast.actor("shending2")
        answer(answered, upheld=False, answer=words.RECALCULATED, actor=actor, at=at, on=day_of(at))


def _publish(cases: Sequence[Case], stage: Stage, which: str, at: datetime) -> PublicNotice:
    on = day_of(at)
    approved = [case.application for case in cases if case.application.state is ApplicationState.APPROVED]
    return publish(
        approved,
        title=words.NOTICE_TITLE.format(year=on.year, which=which),
        body=words.NOTICE_BODY,
        starts_on=on,
        actor=stage.cast.actor("chushen1"),
        at=at,
        on=on,
    )


def _object(notice: PublicNotice, entry: int, which: int, at: datetime) -> Objection:
    name, contact, matter = words.OBJECTIONS[which]
    return object_(
        notice.entries[entry], name=name, contact=contact, matter=matter, actor=_CITIZEN, at=at, on=day_of(at)
    )
