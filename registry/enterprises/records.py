"""Profiles as records: also those no longer believed, and the one of a number."""

from __future__ import annotations

from sqlalchemy import Select, select

from registry.core.errors import NotFound
from registry.core.text import msg
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.extensions import db


def every_profile(enterprise_id: int) -> Select[EnterpriseProfile]:
    """Everything ever believed about the firm, the latest period first, within it what was recorded last first."""
    return (
        select(EnterpriseProfile)
        .where(EnterpriseProfile.enterprise_id == enterprise_id)
        .order_by(
            EnterpriseProfile.valid_from.desc(), EnterpriseProfile.recorded_at.desc(), EnterpriseProfile.id.desc()
        )
    )


def get_profile_of(enterprise: Enterprise, number: int) -> EnterpriseProfile:
    """The firm's record of that number, believed or retired; or NotFound."""
    row = db.session.get(EnterpriseProfile, number) if 0 < number < 2**63 else None
    if row is None or row.enterprise_id != enterprise.id:
        raise NotFound(msg("没有这条企业信息记录。"))
    return row
