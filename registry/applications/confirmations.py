"""Once a year a firm looks at everything the registry holds of it and says whether it still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from registry.applications.models import AnnualConfirmation
from registry.applications.tasks import Task
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.ids import new_public_id
from registry.core.text import Text, msg
from registry.enterprises.members import SUBMITTERS, require_part
from registry.enterprises.models import Enterprise
from registry.extensions import db


class Answer(StrEnum):
    """What may be said of a task."""

    SAME = "same"
    CHANGED = "changed"
    UNSURE = "unsure"


ANSWER_LABELS: dict[Answer, Text] = {
    Answer.SAME: msg("无变化"),
    Answer.CHANGED: msg("有变化"),
    Answer.UNSURE: msg("不清楚"),
}

COMMITMENT = msg("我单位已核对以上内容，所作确认真实、准确；有变化的内容将按规定更新。")
"""What the submitter agrees to and what is frozen with the confirmation."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was read: what, its value, and where the value comes from with its day."""

    label: str
    value: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One task as it was read."""

    task: Task
    lines: tuple[Line, ...]


def confirm(
    enterprise: Enterprise,
    shown: Sequence[Shown],
    answers: Mapping[Task, Answer],
    *,
    agreed: bool,
    actor: Actor,
    at: datetime,
    on: date,
) -> AnnualConfirmation:
    """File the confirmation of the year of `on`: one answer to each task of `shown`.

    By the firm's submitter. Raises DomainError at a task without an answer or at `agreed`, Conflict where the year is
    confirmed already.
    """
    require_part(actor, enterprise.id, SUBMITTERS)
    db.session.scalars(select(Enterprise.id).where(Enterprise.id == enterprise.id).with_for_update()).one()
    if find_confirmation(enterprise.id, on.year) is not None:
        raise Conflict(msg("{year} 年度已经确认过，内容可在回执中查看。", year=on.year))
    for one in shown:
        if one.task not in answers:
            raise DomainError(msg("请选择这一项有没有变化。"), field=one.task.value)
    if agreed is not True:
        raise DomainError(msg("请勾选确认声明后再提交。"), field="agreed")
    row = AnnualConfirmation(
        public_id=new_public_id(),
        enterprise=enterprise,
        year=on.year,
        answers={one.task.value: answers[one.task].value for one in shown},
        shown=[_frozen(one) for one in shown],
        commitment=str(COMMITMENT),
        confirmed_at=at,
        confirmed_by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    record(
        Tag.CONFIRMATION_FILED,
        actor=actor,
        at=at,
        subject=("enterprise", enterprise.uscc),
        enterprise_id=enterprise.id,
        year=on.year,
        changed=[task for task, answer in row.answers.items() if answer != Answer.SAME.value],
    )
    return row


def find_confirmation(enterprise_id: int, year: int) -> AnnualConfirmation | None:
    """What the firm confirmed in that year, if it did."""
    return db.session.scalars(
        select(AnnualConfirmation).where(
            AnnualConfirmation.enterprise_id == enterprise_id, AnnualConfirmation.year == year
        )
    ).one_or_none()


def shown_in(confirmation: AnnualConfirmation) -> tuple[Shown, ...]:
    """The tasks as they were read when it was filed."""
    return tuple(Shown(Task(one["task"]), tuple(Line(*line) for line in one["lines"])) for one in confirmation.shown)


def answer_to(confirmation: AnnualConfirmation, task: Task) -> Answer:
    """What was said of a task."""
    return Answer(confirmation.answers[task.value])


def _frozen(one: Shown) -> dict[str, Any]:
    return {"task": one.task.value, "lines": [[line.label, line.value, line.source] for line in one.lines]}
