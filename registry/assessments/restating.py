"""Saving the whole form of questions at once: the second of two people is told what changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zlib import crc32

from sqlalchemy import select

from registry.assessments.models import Declaration
from registry.assessments.queries import declarations_of
from registry.assessments.services import declare
from registry.core.actor import Actor
from registry.core.errors import Conflict
from registry.core.reading import fetch
from registry.core.text import msg
from registry.enterprises.models import Enterprise
from registry.extensions import db

_SIX_DIGITS = 10**6


class StatedMeanwhile(Conflict):
    """A colleague saved after the form was drawn; `stated` is what holds now, by name of the fact."""

    def __init__(self, stated: Mapping[str, Any]) -> None:
        super().__init__(msg("另一位经办人刚刚保存过申报事项。您填写的内容还在本页，请对照下面标出的各项后再保存。"))
        self.stated = dict(stated)


def stand_of(stated: Sequence[Declaration]) -> int:
    """A number that changes whenever anything stated does: what a form carries to be compared with later."""
    told = ",".join(f"{one.fact}:{one.id}" for one in stated)
    return crc32(told.encode()) % _SIX_DIGITS


def restate(
    enterprise: Enterprise, answers: Mapping[str, Any], *, seen: int, actor: Actor, at: datetime, on: date
) -> list[str]:
    """Keep every answer of a form (None: taken back); `seen` is the `stand_of` it was drawn from.

    Returns the names that changed. Raises StatedMeanwhile where something else holds by now and the answers would undo
    it, and whatever `declare` raises.
    """
    db.session.scalars(select(Enterprise.id).where(Enterprise.id == enterprise.id).with_for_update()).one()
    stated = fetch(declarations_of(enterprise.id))
    kept = {one.fact: one.value for one in stated}
    if stand_of(stated) != seen and any(kept.get(name) != value for name, value in answers.items()):
        raise StatedMeanwhile(kept)
    return declare(enterprise, answers, actor=actor, at=at, on=on)
