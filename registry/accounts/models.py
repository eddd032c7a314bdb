"""People, how they prove who they are, the roles they hold in a region, their sessions, and acts that are counted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.types import Instant, Key, PublicId, choice
from registry.extensions import Base


class Role(StrEnum):
    """Office roles; what a firm's people may do is said by their membership in the firm."""

    STREET_OFFICER = "street_officer"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    REGISTRAR = "registrar"
    LEADER = "leader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class User(Base):
    """A person with a log-in: a firm's clerk or an officer."""

    __tablename__ = "user_account"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The password was made by somebody else and opens nothing but the page that sets another."""
    is_email_confirmed: Mapped[bool] = mapped_column(default=True, server_default=true())
    """The person read mail at the address, or an officer vouched for it; until then no firm can be joined."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    grants: Mapped[list[RoleGrant]] = relationship(back_populates="user", order_by="RoleGrant.id", lazy="selectin")

    @property
    def is_officer(self) -> bool:
        """Whether this person works for the office rather than for a firm."""
        return bool(self.grants)

    def regions(self, role: Role) -> tuple[str, ...]:
        """Codes of the regions in which the person holds `role`; a code covers all below it."""
        return tuple(grant.region_code for grant in self.grants if grant.role == role)


class RoleGrant(Base):
    """`role` held by a person for a region and everything below it."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("user_id", "role", "region_code"),)

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    region_code: Mapped[str] = mapped_column(String(12))
    user: Mapped[User] = relationship(back_populates="grants")


class UserSession(Base):
    """One browser that is logged in; deleting the row ends it."""

    __tablename__ = "user_session"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    address: Mapped[str] = mapped_column(String(64))
    agent: Mapped[str] = mapped_column(String(200))


class LinkPurpose(StrEnum):
    """What a link for one use lets its holder do."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose
    SECOND_STEP = "second_step"


class AccountLink(Base):
    """A secret for one use, sent to a person or kept in a browser; only its hash is stored, and it goes when used."""

    __tablename__ = "account_link"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[LinkPurpose] = mapped_column(choice(LinkPurpose, "purpose"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
    user: Mapped[User] = relationship()


class SecondFactor(Base):
    """The secret that a person's authenticator shares with the registry; asked for once `confirmed_at` is set."""

    __tablename__ = "second_factor"

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    secret: Mapped[str] = mapped_column(String(64))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The half minute of the last code taken: none is taken twice."""


class ExternalIdentity(Base):
    """Who a person is to an identity provider: found by its `subject` from the second log-in on."""

    __tablename__ = "external_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("user_id", "issuer"))

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    issuer: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime] = mapped_column(Instant)
    user: Mapped[User] = relationship()


class RecoveryCode(Base):
    """A code on paper in place of the authenticator, for one use; only its hash is stored, and it goes when used."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    code_hash: Mapped[str] = mapped_column(String(64))


class Attempt(Base):
    """An act that counts against a limit: a failed log-in, a registration, an objection.

    `key` is the hash of the kind and of whose act it was; rows are removed after a day.
    """

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_at", "key", "at"), Index("ix_attempt_at", "at"))

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
