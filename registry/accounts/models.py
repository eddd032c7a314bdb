"""People, the roles they hold in a region, their sessions, and acts that are counted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
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
