"""Applications: what was asked, what was sent, what was done with it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.types import Instant, Json, Key, PublicId, choice
from registry.enterprises.models import Enterprise
from registry.extensions import Base
from registry.recognitions.models import Recognition
from registry.reference.models import Scheme


class ApplicationState(StrEnum):
    """Where an application stands; the table in `workflow` alone moves it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    IN_NOTICE = "in_notice"
    FORWARDED = "forwarded"
    RECOGNISED = "recognised"
    NOT_RECOGNISED = "not_recognised"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What may be done to an application."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    PASS = "pass"  # noqa: S105 - the word for passing, not a password
    """Approve at a stage that is not the last: on to the next."""
    REJECT = "reject"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    FORWARD = "forward"
    RECORD_RECOGNISED = "record_recognised"
    RECORD_NOT_RECOGNISED = "record_not_recognised"
    TAKE_EFFECT = "take_effect"
    UPHOLD_OBJECTION = "uphold_objection"
    RECONSIDER = "reconsider"


def _opening(context: Any) -> datetime:
    instant: datetime = context.get_current_parameters()["opened_at"]
    return instant


class Application(Base):
    """A firm's wish for a scheme. `stage` counts review stages passed (0 = the first is due)."""

    __tablename__ = "application"
    __table_args__ = (
        Index("ix_application_enterprise", "enterprise_id", "id"),
        Index("ix_application_state", "state", "stage", "waiting_since", "id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    scheme_code: Mapped[str] = mapped_column(ForeignKey("scheme.code"))
    state: Mapped[ApplicationState] = mapped_column(choice(ApplicationState, "state"))
    stage: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=0)
    """0, or 1 once it is reconsidered (复议) by officers who did not act before."""
    region_code: Mapped[str] = mapped_column(String(12))
    """Where the firm was when it applied: whose street checks it."""
    draft: Mapped[dict[str, Any]] = mapped_column(Json)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    waiting_since: Mapped[datetime] = mapped_column(Instant, default=_opening)
    """When it came to whoever holds it now: what waits longest is shown first."""
    due_on: Mapped[date | None]
    """Until when whoever holds it is to act."""
    recognition_id: Mapped[int | None] = mapped_column(ForeignKey("recognition.id"))
    version: Mapped[int] = mapped_column(default=1)
    enterprise: Mapped[Enterprise] = relationship()
    scheme: Mapped[Scheme] = relationship(lazy="joined")
    recognition: Mapped[Recognition | None] = relationship()
    revisions: Mapped[list[ApplicationRevision]] = relationship(
        back_populates="application", order_by="ApplicationRevision.no"
    )
    steps: Mapped[list[ApplicationStep]] = relationship(back_populates="application", order_by="ApplicationStep.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def latest(self) -> ApplicationRevision | None:
        """The revision last sent, or None while nothing was."""
        return self.revisions[-1] if self.revisions else None


class ApplicationRevision(Base):
    """What was sent, frozen with the facts, the findings and the rule version they rest on."""

    __tablename__ = "application_revision"
    __table_args__ = (UniqueConstraint("application_id", "no"),)

    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    no: Mapped[int]
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    assessment: Mapped[dict[str, Any] | None] = mapped_column(Json)
    document_ids: Mapped[list[str]] = mapped_column(Json)
    commitment: Mapped[str] = mapped_column(Text, default="")
    """The statement of research integrity (科研诚信承诺) in the words that were agreed to."""
    cross_checks: Mapped[list[Any] | None] = mapped_column(Json)
    """Notes of the cross-checks as they were when it was sent; None where nothing was checked."""
    application: Mapped[Application] = relationship(back_populates="revisions")
    remarks: Mapped[list[Remark]] = relationship(back_populates="revision", order_by="Remark.id")
    reasons: Mapped[list[CrossCheckReason]] = relationship(back_populates="revision", order_by="CrossCheckReason.id")


class Remark(Base):
    """An officer's note on one item of a revision, for the firm to answer."""

    __tablename__ = "remark"

    id: Mapped[Key]
    revision_id: Mapped[int] = mapped_column(ForeignKey("application_revision.id"), index=True)
    item: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[ApplicationRevision] = relationship(back_populates="remarks")


class CrossCheckReason(Base):
    """Why an officer let a revision pass in spite of a note of the cross-checks. Append-only, one a note."""

    __tablename__ = "cross_check_reason"
    __table_args__ = (UniqueConstraint("revision_id", "code"),)

    id: Mapped[Key]
    revision_id: Mapped[int] = mapped_column(ForeignKey("application_revision.id"))
    code: Mapped[str] = mapped_column(String(40))
    is_verified: Mapped[bool] = mapped_column(default=False)
    """Looked into and found right, by the officer's own word."""
    reason: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    author_name: Mapped[str] = mapped_column(String(120))
    written_at: Mapped[datetime] = mapped_column(Instant)
    revision: Mapped[ApplicationRevision] = relationship(back_populates="reasons")


class ApplicationStep(Base):
    """One act on an application: who, when, from which state to which, on which revision. Append-only."""

    __tablename__ = "application_step"
    __table_args__ = (Index("ix_application_step_application", "application_id", "id"),)

    id: Mapped[Key]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    revision_no: Mapped[int]
    round: Mapped[int]
    stage: Mapped[int]
    act: Mapped[Act] = mapped_column(choice(Act, "act"))
    source: Mapped[ApplicationState] = mapped_column(choice(ApplicationState, "source"))
    target: Mapped[ApplicationState] = mapped_column(choice(ApplicationState, "target"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    actor_name: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Instant)
    application: Mapped[Application] = relationship(back_populates="steps")


class AnnualConfirmation(Base):
    """What a firm said once in a year about everything that the registry holds of it. Append-only, one a year.

    `shown` are the sections as they were read, `answers` what was said of each.
    """

    __tablename__ = "annual_confirmation"
    __table_args__ = (UniqueConstraint("enterprise_id", "year"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    year: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    shown: Mapped[list[Any]] = mapped_column(Json)
    commitment: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    enterprise: Mapped[Enterprise] = relationship()
