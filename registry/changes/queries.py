"""Changes of a firm, those that wait, and what each asks of the titles that the firm held."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from sqlalchemy import Select, func, select

from registry.changes.models import ChangeKind, ChangeRequest, ChangeState, ChangeStep
from registry.core.paging import Cursor, instant_of
from registry.core.reading import fetch
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Succession
from registry.enterprises.queries import place_of, within
from registry.extensions import db
from registry.recognitions.models import Recognition
from registry.recognitions.queries import holds_on, recognitions_of
from registry.rules.identifiers.names import name_key
from registry.rules.lifecycle.duties import TitleDuty, title_duty

KEY_TYPES = (str, int)
"""What `paging.decode_cursor` is to expect of the cursors of `office_list`."""


@dataclass(frozen=True)
class DutyOfTitle:
    """A title held on the day of the change, what the change asks of it, and the day on which it was done."""

    title: Recognition
    duty: TitleDuty
    done_on: date | None


@dataclass(frozen=True)
class ChangeFilter:
    """What the office's list is narrowed by; None is any."""

    state: ChangeState | None = ChangeState.SUBMITTED
    kind: ChangeKind | None = None


def key(change: ChangeRequest) -> Cursor:
    """The sort key of a row of `office_list`."""
    return (change.submitted_at.astimezone(UTC).isoformat(timespec="microseconds"), change.id)


def changes_of(enterprise_id: int) -> Select[ChangeRequest]:
    """All changes of a firm, the last one filed first."""
    return select(ChangeRequest).where(ChangeRequest.enterprise_id == enterprise_id).order_by(ChangeRequest.id.desc())


def office_list(
    wanted: ChangeFilter, regions: Collection[str], on: date, cursor: Cursor | None = None
) -> Select[ChangeRequest]:
    """Changes of the firms of `regions`, those that wait longest first; after the row that `cursor` names."""
    statement = _wanted(select(ChangeRequest), wanted, regions, on)
    if cursor is not None and (since := instant_of(cursor[0])) is not None:
        row = ChangeRequest
        later = (row.submitted_at == since) & (row.id > cursor[1])
        statement = statement.where((row.submitted_at > since) | later)
    return statement.order_by(ChangeRequest.submitted_at, ChangeRequest.id)


def count_office_list(wanted: ChangeFilter, regions: Collection[str], on: date) -> int:
    """How many changes `office_list` pages through."""
    statement = _wanted(select(func.count(ChangeRequest.id)), wanted, regions, on)
    return db.session.scalar(statement) or 0


def duties(change: ChangeRequest, on: date) -> list[DutyOfTitle]:
    """What the change asks of each title that the firm held on the day, as it stands on `on`; by rank of the scheme."""
    done = dict(
        db.session.execute(
            select(ChangeStep.scheme_code, ChangeStep.done_on).where(ChangeStep.change_id == change.id)
        ).all()
    )
    return [
        DutyOfTitle(
            title, _duty(change, title.scheme_code, on, done.get(title.scheme_code)), done.get(title.scheme_code)
        )
        for title in titles_held(change.enterprise_id, change.effective_on)
    ]


def absorption_duties(merger: Succession, on: date) -> list[DutyOfTitle]:
    """What a merger asks of each title of the firm that goes on."""
    day = merger.effective_on
    return [
        DutyOfTitle(title, title_duty(title.scheme_code, "absorption", day, on), None)
        for title in titles_held(merger.successor_id, day)
    ]


def titles_held(enterprise_id: int, day: date) -> list[Recognition]:
    """One title for each scheme of which the firm held one on the day, by rank of the scheme."""
    held = {one.scheme_code: one for one in reversed(fetch(recognitions_of(enterprise_id))) if holds_on(one, day)}
    return sorted(held.values(), key=lambda one: (one.scheme.rank, one.scheme_code))


def namesakes(enterprise_id: int, name: str) -> list[Enterprise]:
    """Other firms of the register that bear the name now or later."""
    profile = EnterpriseProfile
    found = (
        select(Enterprise)
        .join(profile, profile.enterprise_id == Enterprise.id)
        .where(profile.name_key == name_key(name), profile.retired_at == FOREVER, Enterprise.id != enterprise_id)
    )
    return list(db.session.scalars(found.distinct().order_by(Enterprise.id)))


def _wanted(statement: Select[Any], wanted: ChangeFilter, regions: Collection[str], on: date) -> Select[Any]:
    statement = statement.join(Enterprise, Enterprise.id == ChangeRequest.enterprise_id).where(within(regions, on))
    if wanted.state is not None:
        statement = statement.where(ChangeRequest.state == wanted.state)
    if wanted.kind is not None:
        statement = statement.where(ChangeRequest.kind == wanted.kind)
    return statement


def _duty(change: ChangeRequest, scheme_code: str, on: date, done_on: date | None) -> TitleDuty:
    after = change.after
    return title_duty(
        scheme_code,
        change.kind.value,
        change.effective_on,
        on,
        reported_on=done_on,
        places=(place_of(change.enterprise_id, on), after.get("destination") or after.get("region_code") or ""),
        is_whole=after.get("is_whole"),
    )
