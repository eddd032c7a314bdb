"""Notices as the office works with them: what could be published, and what is published but has not begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select

from registry.applications.models import Application, ApplicationState
from registry.applications.queries import in_regions
from registry.notices.models import PublicNotice
from registry.reference.models import DecidedBy, Scheme


def ready(regions: Sequence[str], scheme: str = "") -> Select[Application]:
    """Approved applications of schemes that the district decides, in `regions`, by scheme and then oldest first."""
    statement = (
        select(Application)
        .join(Scheme, Scheme.code == Application.scheme_code)
        .where(
            Application.state == ApplicationState.APPROVED,
            Scheme.decided_by == DecidedBy.DISTRICT,
            in_regions(regions),
        )
    )
    if scheme:
        statement = statement.where(Application.scheme_code == scheme)
    return statement.order_by(Scheme.rank, Application.waiting_since, Application.id)


def upcoming(on: date) -> Select[PublicNotice]:
    """Notices published for a day after `on`, the next one first."""
    return select(PublicNotice).where(PublicNotice.starts_on > on).order_by(PublicNotice.starts_on, PublicNotice.id)
