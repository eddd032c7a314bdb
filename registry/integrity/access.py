"""The only loaders of integrity records and spot checks for the web."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from registry.accounts.permissions import Permission, may
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.enterprises.queries import place_of
from registry.extensions import db
from registry.integrity.models import IntegrityRecord, SpotCheck


def get_record_for(actor: Actor, public_id: str, *, on: date) -> IntegrityRecord:
    """The record where the officer records such for the firm's place; or NotFound."""
    found = select(IntegrityRecord).where(IntegrityRecord.public_id == public_id)
    row = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if row is None or not may(actor, Permission.RECOGNITIONS_RECORD, place_of(row.enterprise_id, on)):
        raise NotFound(msg("没有这条诚信记录，或您无权办理。"))
    return row


def get_spot_check(public_id: str) -> SpotCheck:
    """The draw, or NotFound; every officer of the district may read it."""
    found = select(SpotCheck).where(SpotCheck.public_id == public_id)
    row = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if row is None:
        raise NotFound(msg("没有这次抽查。"))
    return row
