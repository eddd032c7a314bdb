"""Whether a recorded title holds on a day, for anybody who has its address, its number or the firm's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, or_, select

from registry.core.errors import NotFound
from registry.core.text import msg
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence
from registry.enterprises.queries import current_profile, profile_on
from registry.extensions import db
from registry.recognitions.identity import paper
from registry.recognitions.models import Recognition
from registry.rules.identifiers import certificates, uscc
from registry.rules.identifiers.names import name_key

SHORTEST_NAME = 4
"""Characters of a name that are looked for: fewer would list half the register."""


class Standing(StrEnum):
    """What a title is on a day."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REVOKED = "revoked"
    DEREGISTERED = "deregistered"
    """The title would still hold, but the firm is no more."""
    WITHDRAWN = "withdrawn"
    """It was recorded by mistake and never held."""


@dataclass(frozen=True, kw_only=True)
class Verified:
    """A title on the day `on`; names are those of the day of issue, of `on`, and of today."""

    title: Recognition
    on: date
    standing: Standing
    name_issued: str
    name_on: str
    name_today: str
    presence: Presence
    is_rewritten: bool
    """The record was corrected, or the title revoked, since the address was given out."""

    @property
    def is_renamed(self) -> bool:
        """Whether the firm has another name today than when the title was given."""
        return self.name_issued != self.name_today


def verify(public_id: str, *, on: date, today: date) -> Verified:
    """The title whose record, believed or since rewritten, has the identifier; or NotFound.

    An address printed before a correction or a revocation thus answers with what is believed now.
    """
    found = select(Recognition).where(Recognition.public_id == public_id)
    printed = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if printed is None:
        raise NotFound(msg("没有这条认定记录，请核对地址或编号。"))
    title = _latest(printed)
    there = profile_on(title.enterprise_id, on)
    presence = there.presence if there else Presence.ACTIVE
    return Verified(
        title=title,
        on=on,
        standing=standing(title, on, presence),
        name_issued=_name(title.enterprise_id, title.issued_on),
        name_on=_name(title.enterprise_id, on),
        name_today=_name(title.enterprise_id, today),
        presence=presence,
        is_rewritten=title.id != printed.id,
    )


def standing(title: Recognition, on: date, presence: Presence = Presence.ACTIVE) -> Standing:
    """What the title is on the day, `presence` being the firm's; the first and the last day belong to its term."""
    if title.retired_at != FOREVER:
        return Standing.WITHDRAWN
    if on < title.valid_from:
        return Standing.NOT_YET
    if title.revoked_on is not None and title.revoked_on <= on:
        return Standing.REVOKED
    if title.valid_to <= on:
        return Standing.EXPIRED
    return Standing.DEREGISTERED if presence is Presence.DEREGISTERED else Standing.VALID


def titles_like(number: str = "", firm: str = "") -> Select[Recognition]:
    """Believed titles with the number, of the firm with the code or with a name (or former name) that contains `firm`.

    Both given, both must fit. Spelling does not matter. A name of fewer than SHORTEST_NAME characters finds nothing,
    nor does nothing at all. The latest begun first.
    """
    title = Recognition
    statement = select(title).where(title.retired_at == FOREVER)
    if number:
        spellings = {number, certificates.clean(number), paper(number)}
        statement = statement.where(title.certificate_number.in_(sorted(spellings - {""})))
    if firm or not number:
        statement = statement.where(title.enterprise_id.in_(_firms_like(firm)))
    return statement.order_by(title.valid_from.desc(), title.id.desc())


def _firms_like(text: str) -> Select[int]:
    key, profile = name_key(text), EnterpriseProfile
    named = select(profile.enterprise_id).where(
        profile.retired_at == FOREVER, profile.name_key.contains(key, autoescape=True)
    )
    by_code = Enterprise.uscc == uscc.clean(text)
    chosen = or_(by_code, Enterprise.id.in_(named)) if len(key) >= SHORTEST_NAME else by_code
    return select(Enterprise.id).where(chosen)


def _latest(row: Recognition) -> Recognition:
    """What is believed in the row's place, or the last that was.

    A record is rewritten by retiring it and adding another at that instant; one taken back and recorded anew later, as
    when a list is undone and committed again, is known by its day.
    """
    while row.retired_at != FOREVER:
        same = select(Recognition).where(
            Recognition.enterprise_id == row.enterprise_id,
            Recognition.scheme_code == row.scheme_code,
            Recognition.id > row.id,
        )
        successors = db.session.scalars(same.where(Recognition.recorded_at == row.retired_at)).all()
        again = same.where(Recognition.recorded_at > row.retired_at, Recognition.valid_from == row.valid_from)
        found = successors or db.session.scalars(again).all()
        if not found:
            return row
        row = min(found, key=lambda one: _unlikeness(row, one))
    return row


def _unlikeness(row: Recognition, other: Recognition) -> tuple[bool, bool, int]:
    """Of several records made at one instant, the one with the same number or the same day goes on."""
    return (row.certificate_number != other.certificate_number, row.valid_from != other.valid_from, other.id)


def _name(enterprise_id: int, on: date) -> str:
    profile = current_profile(enterprise_id, on)
    return profile.name if profile else ""
