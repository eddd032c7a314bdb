"""The only loaders of drafts and runs for the web: what does not exist is not found."""

from __future__ import annotations

from sqlalchemy import select

from registry.accounts.permissions import Permission, permissions_of
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.extensions import db
from registry.rule_lab.models import RuleDraft, RuleDraftRun


def get_draft_for(actor: Actor, public_id: str) -> RuleDraft:
    """The draft, for those who may read the lab; else NotFound."""
    found = db.session.scalars(select(RuleDraft).where(RuleDraft.public_id == public_id)).one_or_none()
    if found is None or Permission.RULE_LAB_READ not in permissions_of(actor):
        raise NotFound(msg("没有这份规则草案，或您无权查看。"))
    return found


def get_run_for(actor: Actor, public_id: str) -> RuleDraftRun:
    """The run, for those who may read the lab; else NotFound."""
    found = db.session.scalars(select(RuleDraftRun).where(RuleDraftRun.public_id == public_id)).one_or_none()
    if found is None or Permission.RULE_LAB_READ not in permissions_of(actor):
        raise NotFound(msg("没有这次试算，或您无权查看。"))
    return found
