"""Reports and rights as rows, for tests that read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from registry.core.ids import new_public_id
from registry.core.money import FEN_PER_WAN
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty, IpKind
from registry.reports.models import AnnualReport, ReportRevision, ReportState
from tests.factories.time import START


def report(
    firm: Enterprise, year: int, *, no: int = 1, at: datetime = START, until: datetime = FOREVER, **figures: Any
) -> ReportRevision:
    """A revision of the year's report, believed over `[at, until)`."""
    kept = db.session.query(AnnualReport).filter_by(enterprise_id=firm.id, year=year).one_or_none()
    if kept is None:
        kept = AnnualReport(public_id=new_public_id(), enterprise=firm, year=year, state=ReportState.ACCEPTED, draft=[])
    row = ReportRevision(
        report=kept,
        enterprise_id=firm.id,
        year=year,
        no=no,
        explanations={},
        source="test",
        recorded_at=at,
        retired_at=until,
        **figures,
    )
    db.session.add_all([kept, row])
    db.session.flush()
    return row


def right(firm: Enterprise, kind: IpKind, *, at: datetime = START, **dates: date | None) -> IntellectualProperty:
    """A right of the firm, granted in 2024 where nothing else is said."""
    row = IntellectualProperty(
        public_id=new_public_id(),
        enterprise=firm,
        kind=kind,
        number=new_public_id(),
        source="test",
        recorded_at=at,
        retired_at=FOREVER,
        **{"granted_on": date(2024, 1, 1), **dates},
    )
    db.session.add(row)
    db.session.flush()
    return row


def scenario(firm: Enterprise) -> None:
    """职工 80, 科技人员 20, 销售收入 6000 万, 研发费用 300 万, three utility models: 16 + 40 + 18 = 74."""
    report(
        firm,
        2025,
        staff=80,
        rd_staff=20,
        revenue=6000 * FEN_PER_WAN,
        rd_spend=300 * FEN_PER_WAN,
        total_assets=5000 * FEN_PER_WAN,
    )
    for _ in range(3):
        right(firm, IpKind.UTILITY_MODEL)
