"""The only way in which the web comes by a recognition that is to be changed, or a firm that is to get one."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from registry.accounts.permissions import Permission, may
from registry.core.actor import Actor
from registry.core.errors import NotAllowed, NotFound
from registry.core.text import msg
from registry.enterprises.access import get_enterprise_for
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import membership_of, place_of
from registry.extensions import db
from registry.recognitions.models import Recognition


def get_recognition_to_change(actor: Actor, public_id: str, *, on: date) -> Recognition:
    """The record, believed or retired, where the officer records titles for the firm's place; or NotFound.

    Raises NotAllowed for somebody who acts for the firm.
    """
    found = select(Recognition).where(Recognition.public_id == public_id)
    row = db.session.scalars(found).one_or_none() if public_id.isalnum() else None
    if row is None or not may(actor, Permission.RECOGNITIONS_RECORD, place_of(row.enterprise_id, on)):
        raise NotFound(msg("没有这条认定记录，或您无权办理。"))
    _require_impartial(actor, row.enterprise_id)
    return row


def get_enterprise_to_recognise(actor: Actor, uscc: str, *, on: date) -> Enterprise:
    """The enterprise for which the officer may record a title; NotFound out of reach, NotAllowed for its own people."""
    enterprise = get_enterprise_for(actor, uscc, on=on, permission=Permission.RECOGNITIONS_RECORD)
    _require_impartial(actor, enterprise.id)
    return enterprise


def _require_impartial(actor: Actor, enterprise_id: int) -> None:
    if membership_of(actor.id, enterprise_id) is not None:
        raise NotAllowed(msg("您是这家企业的经办人，不能登记或更改它的认定。"))
