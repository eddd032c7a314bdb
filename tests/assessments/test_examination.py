"""What an examination of a firm finds in the registry, and what it leaves alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest

from registry.assessments.examination import examine
from registry.assessments.notes import Note
from registry.assessments.services import declare
from registry.core.actor import SYSTEM
from registry.core.ids import new_public_id
from registry.core.money import FEN_PER_WAN
from registry.documents.models import Document
from registry.enterprises.models import Enterprise
from registry.enterprises.services import record_profile
from registry.extensions import db
from registry.intellectual_property.models import IpKind
from registry.reference.models import Tier
from tests.factories.enterprises import enterprise
from tests.factories.people import user
from tests.factories.records import report, right
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)
_hashes = count(1)


def look(firm: Enterprise, tier: Tier = Tier.SME, files: tuple[Document, ...] = (), on: date = ON) -> dict[str, Note]:
    """The notes by code."""
    return {note.code: note for note in examine(firm, tier, files, on)}


def file(firm: Enterprise | None, sha256: str, *, claimed: bool = True) -> Document:
    """A stored file of the firm."""
    row = Document(
        public_id=new_public_id(),
        enterprise_id=firm.id if firm else None,
        sha256=sha256,
        filename="审计报告.pdf",
        media_type="application/pdf",
        size=1,
        uploaded_by_id=user().id,
        uploaded_at=START,
        claimed=claimed,
    )
    db.session.add(row)
    db.session.flush()
    return row


def hash_() -> str:
    """A hash nobody else has."""
    return f"{next(_hashes):064x}"


def spent(firm: Enterprise, year: int, wan: int, revenue: int = 1000) -> None:
    """A report of the year."""
    report(firm, year, rd_spend=wan * FEN_PER_WAN, revenue=revenue * FEN_PER_WAN, staff=80, rd_staff=20)


def test_a_firm_of_which_nothing_is_known_has_no_notes() -> None:
    assert look(enterprise(), Tier.HTE) == {}


def test_last_year_is_the_year_before_and_no_other() -> None:
    firm = enterprise()
    spent(firm, 2025, 300)
    spent(firm, 2023, 100)
    assert look(firm) == {}
    spent(firm, 2024, 100)
    assert list(look(firm)) == ["rd_rose"]


def test_the_latest_report_counts_where_the_last_year_has_none() -> None:
    firm = enterprise()
    spent(firm, 2024, 300)
    spent(firm, 2023, 100)
    assert list(look(firm)) == ["rd_rose"]


def test_a_replaced_revision_is_not_looked_at() -> None:
    firm = enterprise()
    spent(firm, 2024, 100)
    report(firm, 2025, until=START + timedelta(hours=1), rd_spend=900 * FEN_PER_WAN)
    report(firm, 2025, no=2, at=START + timedelta(hours=1), rd_spend=110 * FEN_PER_WAN)
    assert look(firm) == {}


def test_the_band_is_asked_above_the_small_firms_only_and_over_three_full_years() -> None:
    firm = enterprise()
    for year in (2025, 2024):
        spent(firm, year, 10)
    assert look(firm, Tier.HTE) == {}
    spent(firm, 2023, 10)
    assert list(look(firm, Tier.HTE)) == list(look(firm, Tier.LEADING)) == ["rd_band"]
    assert look(firm, Tier.SME) == {}
    assert look(firm, Tier.HTE, on=date(2027, 3, 2)) == {}, "2026 is not reported yet"


def test_months_that_do_not_make_the_years_number_are_noted() -> None:
    firm = enterprise()
    spent(firm, 2025, 10)
    declare(firm, {"staff_months": [[90, 90]]}, actor=SYSTEM, at=START, on=ON)
    assert list(look(firm)) == ["staff_parts"]
    assert look(firm, on=date(2027, 3, 2)) == {}, "the months are of 2026, the report is of 2025"


def test_the_owner_is_compared_with_the_name_on_the_day_of_grant() -> None:
    firm = enterprise("宁波旧名有限公司")
    record_profile(
        firm, {"name": "宁波新名有限公司"}, valid_from=date(2024, 6, 1), source="test", actor=SYSTEM, at=START
    )
    right(firm, IpKind.UTILITY_MODEL, granted_on=date(2024, 5, 31), owners="宁波旧名有限公司")
    right(firm, IpKind.UTILITY_MODEL, granted_on=date(2024, 6, 1), owners="宁波大学；宁波新名有限公司")
    right(firm, IpKind.UTILITY_MODEL, granted_on=date(2024, 6, 1))
    assert look(firm) == {}
    late = right(firm, IpKind.UTILITY_MODEL, granted_on=date(2024, 6, 1), owners="宁波旧名有限公司")
    found = look(firm)["patent_owner"]
    assert [line.label for line in found.lines] == [late.number]
    late.lapsed_on = ON
    assert look(firm) == {}, "a right that is not in force is nobody's evidence"


def test_a_number_in_force_with_another_firm_is_noted() -> None:
    firm, other = enterprise(), enterprise("宁波另一家有限公司")
    mine, theirs = right(firm, IpKind.DESIGN), right(other, IpKind.DESIGN)
    assert look(firm) == {}
    theirs.number = mine.number
    note = look(firm)["right_elsewhere"]
    assert str(note.lines[0].value) == f"宁波另一家有限公司（{other.uscc}）"
    theirs.kind = IpKind.UTILITY_MODEL
    assert look(firm) == {}, "the same number of another kind is another right"
    theirs.kind, theirs.lapsed_on = IpKind.DESIGN, ON
    assert look(firm) == {}
    theirs.lapsed_on = ON + timedelta(days=1)
    assert list(look(firm)) == ["right_elsewhere"]


def test_the_same_file_of_another_firm_is_noted_once_it_was_used() -> None:
    firm, other, sha256 = enterprise(), enterprise("宁波另一家有限公司"), hash_()
    mine = file(firm, sha256)
    file(firm, sha256)
    file(None, sha256)
    theirs = file(other, sha256, claimed=False)
    assert look(firm, files=(mine,)) == {}
    theirs.claimed = True
    note = look(firm, files=(mine,))["file_elsewhere"]
    assert [str(line.label) for line in note.lines] == ["审计报告.pdf"]
    assert note.target is not None
    assert note.target.reference == mine.public_id
    assert look(firm, files=(file(firm, hash_()),)) == {}
