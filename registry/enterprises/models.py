"""The enterprise, what was so about it over which days, and who acts for it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.core.types import FAR, Day, Fen, Instant, Json, Key, PublicId, Recorded, Retired, choice
from registry.extensions import Base


class Presence(StrEnum):
    """Whether the enterprise is in the district."""

    ACTIVE = "active"
    MOVED_OUT = "moved_out"
    DEREGISTERED = "deregistered"


class SizeClass(StrEnum):
    """工信部联企业〔2011〕300号."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Enterprise(Base):
    """A registered enterprise, known by its unified social credit code for good."""

    __tablename__ = "enterprise"

    id: Mapped[Key]
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    uscc_override_reason: Mapped[str] = mapped_column(String(200), default="")
    """Why a code whose check digit fails was taken all the same."""
    registered_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class EnterpriseProfile(Base):
    """What was so about the enterprise over `[valid_from, valid_to)`, as believed over `[recorded_at, retired_at)`.

    Never edited: a correction retires the row and adds another.
    """

    __tablename__ = "enterprise_profile"
    __table_args__ = (
        CheckConstraint("valid_from < valid_to", name="period"),
        Index("ix_enterprise_profile_enterprise", "enterprise_id", "retired_at", "valid_from"),
        Index("ix_enterprise_profile_name_key", "name_key"),
    )

    id: Mapped[Key]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    valid_from: Mapped[date] = mapped_column(Day)
    valid_to: Mapped[date] = mapped_column(Day, default=FAR)
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(120))
    """The name without the accidents of writing, for matching."""
    name_sort: Mapped[str] = mapped_column(String(240))
    """Pinyin, for lists."""
    region_code: Mapped[str] = mapped_column(String(12))
    park: Mapped[str] = mapped_column(String(60), default="")
    industry_code: Mapped[str] = mapped_column(String(16), default="")
    size_class: Mapped[SizeClass | None] = mapped_column(choice(SizeClass, "size_class"))
    is_above_scale: Mapped[bool | None]
    is_listed: Mapped[bool | None]
    presence: Mapped[Presence] = mapped_column(choice(Presence, "presence"))
    legal_form: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    registered_capital: Mapped[Fen]
    source: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[Recorded]
    retired_at: Mapped[Retired]
    enterprise: Mapped[Enterprise] = relationship()


class MemberRole(StrEnum):
    """What a person may do for the firm."""

    SUBMITTER = "submitter"
    PREPARER = "preparer"
    AGENT = "agent"
    VIEWER = "viewer"


class MembershipState(StrEnum):
    """How far a person's claim to act for a firm has come."""

    REQUESTED = "requested"
    ACTIVE = "active"
    REFUSED = "refused"
    ENDED = "ended"


class Member(Base):
    """A person's place in a firm; a claim that an officer or the firm's submitter confirms."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("enterprise_id", "user_id"), Index("ix_member_user_id", "user_id"))

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[MemberRole] = mapped_column(choice(MemberRole, "role"))
    state: Mapped[MembershipState] = mapped_column(choice(MembershipState, "state"))
    statement: Mapped[str] = mapped_column(String(500), default="")
    """What the person wrote in support of the claim."""
    requested_at: Mapped[datetime] = mapped_column(Instant)
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str] = mapped_column(String(500), default="")
    takes_over: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The firm's submitters left: once an officer has confirmed the claim, their parts end."""
    documents: Mapped[list[str]] = mapped_column(Json, default=list, server_default=text("'[]'"))
    """Public identifiers of the documents in support of the claim."""
    enterprise: Mapped[Enterprise] = relationship()
    user: Mapped[User] = relationship(foreign_keys=[user_id])


class Invitation(Base):
    """A submitter asks somebody by mail to act for the firm; only the link's hash is stored. The row goes when used."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("enterprise_id", "email"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[MemberRole] = mapped_column(choice(MemberRole, "role"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    enterprise: Mapped[Enterprise] = relationship()
    invited_by: Mapped[User] = relationship()


class Succession(Base):
    """One firm goes on in another from `effective_on` on, for as long as it counts as deregistered on that day."""

    __tablename__ = "succession"

    id: Mapped[Key]
    absorbed_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    effective_on: Mapped[date] = mapped_column(Day)
    source: Mapped[str] = mapped_column(String(120))
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    absorbed: Mapped[Enterprise] = relationship(foreign_keys=[absorbed_id])
    successor: Mapped[Enterprise] = relationship(foreign_keys=[successor_id])
