"""What every act on an application shares: the lock, the check of what was seen, the step and its audit event."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from registry.applications.models import Act, Application, ApplicationStep
from registry.applications.workflow import stage_working_days
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.locking import lock_row
from registry.core.text import msg
from registry.core.workflow import Transition
from registry.extensions import db
from registry.reference.queries import calendar

_TAGS = {
    Act.SUBMIT: Tag.APPLICATION_SUBMITTED,
    Act.RETURN: Tag.APPLICATION_RETURNED,
    Act.PASS: Tag.APPLICATION_PASSED,
    Act.APPROVE: Tag.APPLICATION_APPROVED,
    Act.REJECT: Tag.APPLICATION_REJECTED,
    Act.WITHDRAW: Tag.APPLICATION_WITHDRAWN,
    Act.PUBLISH: Tag.APPLICATION_IN_NOTICE,
    Act.FORWARD: Tag.APPLICATION_FORWARDED,
    Act.RECORD_RECOGNISED: Tag.APPLICATION_RECOGNISED,
    Act.RECORD_NOT_RECOGNISED: Tag.APPLICATION_NOT_RECOGNISED,
    Act.TAKE_EFFECT: Tag.APPLICATION_TAKEN_EFFECT,
    Act.UPHOLD_OBJECTION: Tag.APPLICATION_STRUCK,
    Act.RECONSIDER: Tag.APPLICATION_RECONSIDERED,
}


def lock(application: Application) -> None:
    """Hold the row until the transaction ends and see it as it is now, whatever was read before."""
    lock_row(application)


def require_seen(application: Application, seen_revision: int, seen_stage: int | None = None) -> None:
    """Raises Conflict where a newer revision came in, or another officer passed the stage, since the page was drawn."""
    latest = application.latest
    if latest is None or latest.no != seen_revision:
        raise Conflict(msg("企业已提交新的修订版，请查看最新内容后再办理。"))
    if seen_stage is not None and seen_stage != application.stage:
        raise Conflict(msg("其他经办人已办理了这个环节，请刷新页面查看最新状态。"))


def require_reason(reason: str, field: str = "reason") -> str:
    """The reason without outer blanks; DomainError where there is none."""
    if not reason.strip():
        raise DomainError(msg("请写明理由，企业会看到这段文字。"), field=field)
    return reason.strip()


def review_due(application: Application, stage: int, on: date) -> date:
    """The day by which the stage that begins on `on` is to be dealt with."""
    return calendar().add_working_days(on, stage_working_days(application.scheme, stage))


def carry_out(
    application: Application,
    transition: Transition,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    due_on: date | None = None,
    to_stage: int | None = None,
    to_round: int | None = None,
    **data: Any,
) -> ApplicationStep:
    """Move the application along `transition`, append the step and record the event. Who may was asked before."""
    step = ApplicationStep(
        application=application,
        revision_no=application.latest.no if application.latest else 0,
        round=application.round,
        stage=application.stage,
        act=Act(transition.act),
        source=application.state,
        target=transition.target,
        actor_id=actor.id,
        actor_name=actor.name,
        reason=reason,
        at=at,
    )
    db.session.add(step)
    application.state = step.target
    application.stage = application.stage if to_stage is None else to_stage
    application.round = application.round if to_round is None else to_round
    application.waiting_since = at
    application.due_on = due_on
    db.session.flush()
    record(
        _TAGS[step.act],
        actor=actor,
        at=at,
        subject=("application", application.public_id),
        enterprise_id=application.enterprise_id,
        before=step.source.value,
        after=step.target.value,
        stage=step.stage,
        round=step.round,
        revision=step.revision_no,
        reason=reason,
        **data,
    )
    return step
