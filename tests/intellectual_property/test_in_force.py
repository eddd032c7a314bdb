"""The register in SQL and the rules in Python say the same of when a right is in force."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

from registry.extensions import db
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.queries import in_force_on
from registry.rules.identifiers.ip_numbers import IpKind
from registry.rules.ip_classes import in_force
from tests.factories.enterprises import enterprise
from tests.factories.records import right

ON = date(2026, 3, 1)
DAYS = (None, ON - timedelta(days=1), ON, ON + timedelta(days=1))


def test_both_agree_around_every_border(session: object) -> None:
    firm = enterprise("宁波甬江轴承有限公司", region="330205003")
    for granted_on, expires_on, lapsed_on in product(DAYS, repeat=3):
        right(firm, IpKind.SOFTWARE_COPYRIGHT, granted_on=granted_on, expires_on=expires_on, lapsed_on=lapsed_on)
    db.session.flush()
    rows = db.session.query(IntellectualProperty, in_force_on(ON)).all()
    assert len(rows) == len(DAYS) ** 3
    by_rules = [in_force(one.granted_on, one.expires_on, one.lapsed_on, ON) for one, _by_sql in rows]
    assert by_rules == [bool(by_sql) for _one, by_sql in rows]
    assert by_rules.count(True) == 2 * 3 * 2
