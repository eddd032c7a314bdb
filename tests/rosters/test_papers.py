"""Lists whose firms have no numbers: a paper, a day and names, as provinces and districts publish them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from registry.core.errors import DomainError
from registry.enterprises.models import Enterprise
from registry.enterprises.services import believed_profiles
from registry.recognitions.services import RecognitionFacts, believed_recognitions, facts_of, recognise
from registry.rosters.decisions import confirm, exact_matches
from registry.rosters.lines import Stated
from registry.rosters.models import RosterBatch
from registry.rosters.services import commit
from registry.rosters.undo import undo
from tests.factories.applications import procedure
from tests.factories.enterprises import enterprise
from tests.factories.people import actor
from tests.factories.rosters import csv_of, received, registrar, results

pytestmark = pytest.mark.usefixtures("session")

LEADING = "zhejiang_leading"
PAPER = "浙科发高〔2025〕12号"
HEADER = ("企业名称", "统一社会信用代码", "文号", "认定时间")
BARE = ("企业名称", "统一社会信用代码", "认定时间")
NAMES = ("宁波甲乙机械有限公司", "宁波丙丁电子有限公司")


@pytest.fixture
def firms() -> list[Enterprise]:
    return [enterprise(name) for name in NAMES]


def lines_of(firms: Sequence[Enterprise], *more: str) -> list[tuple[str, ...]]:
    return [(name, firm.uscc, *more) for name, firm in zip(NAMES, firms, strict=True)]


def leading(*rows: Sequence[str], header: Sequence[str] = HEADER, **more: object) -> RosterBatch:
    return received(csv_of(*rows, header=header), scheme=LEADING, again=True, **more)


def committed(batch: RosterBatch, at: datetime, on: date) -> RosterBatch:
    return commit(batch, leave_out=0, actor=registrar(), at=at, on=on)


def held(firm: Enterprise) -> list[tuple[str, date, str]]:
    return [(one.certificate_number, one.valid_from, one.document) for one in believed_recognitions(firm.id)]


def test_firms_of_one_paper_are_recorded_and_known_again(firms: list[Enterprise], at: datetime, on: date) -> None:
    rows = lines_of(firms, PAPER, "2025-12-01")
    batch = leading(*rows)
    assert results(batch) == [(2, "create", None), (3, "create", None)]
    committed(batch, at, on)
    assert [held(firm) for firm in firms] == [[(PAPER, date(2025, 12, 1), PAPER)]] * 2
    for again in (rows, lines_of(firms, "浙科发高[2025] 12号", "2025-12-01")):
        assert [one[1:] for one in results(leading(*again))] == [("unchanged", "no_change")] * 2


def test_without_any_number_the_firm_and_the_day_are_enough(firms: list[Enterprise], at: datetime, on: date) -> None:
    rows = lines_of(firms, "2025-12-01")
    batch = committed(leading(*rows, header=BARE), at, on)
    assert [held(firm) for firm in firms] == [[("", date(2025, 12, 1), "名单.csv")]] * 2
    assert [one[1] for one in results(leading(*rows, header=BARE))] == ["unchanged", "unchanged"]
    undo(batch, reason="名单有误", actor=registrar(), at=at + timedelta(hours=1))
    assert [held(firm) for firm in firms] == [[], []]
    assert [one[1] for one in results(leading(*rows, header=BARE))] == ["create", "create"]


@pytest.mark.parametrize("scheme", ["national_sme", "national_hte"])
def test_where_each_firm_has_a_number_it_is_asked_for(scheme: str, firms: list[Enterprise]) -> None:
    data = csv_of(*lines_of(firms, PAPER, "2025-12-01"), header=HEADER)
    assert [one[1:] for one in results(received(data, scheme=scheme))] == [("rejected", "missing_field")] * 2


def test_a_paper_named_later_is_filled_in_and_can_be_taken_out_again(
    firms: list[Enterprise], at: datetime, on: date
) -> None:
    committed(leading(*lines_of(firms, "2025-12-01"), header=BARE), at, on)
    before = [facts_of(believed_recognitions(firm.id)[0]) for firm in firms]
    batch = leading(*lines_of(firms, PAPER, "2025-12-01"))
    assert [one[1] for one in results(batch)] == ["update", "update"]
    assert "— → " + PAPER in str(batch.rows[0].doubts[0]["params"]["parts"])
    committed(batch, at + timedelta(hours=1), on)
    assert [one[0][:2] for one in map(held, firms)] == [(PAPER, date(2025, 12, 1))] * 2
    undo(batch, reason="文号有误", actor=registrar(), at=at + timedelta(hours=2))
    assert [facts_of(believed_recognitions(firm.id)[0]) for firm in firms] == before


def test_another_day_under_the_same_paper_corrects(firms: list[Enterprise], at: datetime, on: date) -> None:
    committed(leading(*lines_of(firms, PAPER, "2025-12-01")), at, on)
    batch = leading(*lines_of(firms, PAPER, "2025-12-08"))
    assert [one[1] for one in results(batch)] == ["update", "update"]
    committed(batch, at + timedelta(hours=1), on)
    assert [held(firm) for firm in firms] == [[(PAPER, date(2025, 12, 8), PAPER)]] * 2


def test_another_paper_and_day_is_another_title(firms: list[Enterprise], at: datetime, on: date) -> None:
    committed(leading(*lines_of(firms, PAPER, "2025-12-01")), at, on)
    committed(leading(*lines_of(firms, "浙科发高〔2026〕2号", "2026-02-01")), at + timedelta(hours=1), on)
    assert [len(held(firm)) for firm in firms] == [2, 2]


def test_names_alone_are_confirmed_once_and_known_the_second_time(
    firms: list[Enterprise], at: datetime, on: date
) -> None:
    rows = [(name, PAPER, "2025-12-01") for name in NAMES]
    header = ("企业名称", "文号", "认定时间")
    batch = leading(*rows, header=header)
    assert [one[1:] for one in results(batch)] == [("review", "missing_field")] * 2
    confirm(batch, exact_matches(batch), actor=registrar(), at=at, on=on)
    committed(batch, at, on)
    assert [one[1:] for one in results(leading(*rows, header=header))] == [("unchanged", "no_change")] * 2
    moved = [(name, PAPER, "2025-12-02") for name in NAMES]
    assert [one[1] for one in results(leading(*moved, header=header))] == ["review", "review"], "it would change"


def test_one_firm_by_code_and_by_name_counts_once(firms: list[Enterprise], at: datetime, on: date) -> None:
    batch = leading((NAMES[0], firms[0].uscc, PAPER, "2025-12-01"), (NAMES[0], "", PAPER, "2025-12-01"))
    confirm(batch, exact_matches(batch), actor=registrar(), at=at, on=on)
    assert results(batch) == [(2, "create", None), (3, "rejected", "duplicate_in_file")]


def test_two_names_under_one_paper_are_no_contradiction(firms: list[Enterprise]) -> None:
    repeated = [*lines_of(firms, PAPER, "2025-12-01"), (NAMES[0], firms[0].uscc, PAPER, "2025-12-01")]
    assert [one[1:] for one in results(leading(*repeated))] == [
        ("create", None),
        ("create", None),
        ("rejected", "duplicate_in_file"),
    ]


def test_what_the_lines_leave_open_is_said_for_the_whole_list(firms: list[Enterprise], at: datetime, on: date) -> None:
    rows = [(name, firm.uscc) for name, firm in zip(NAMES, firms, strict=True)]
    header = ("企业名称", "统一社会信用代码")
    assert [one[1:] for one in results(leading(*rows, header=header))] == [("rejected", "missing_field")] * 2
    stated = Stated(date(2025, 12, 1), PAPER)
    batch = leading(*rows, header=header, stated=stated)
    assert [one[1] for one in results(batch)] == ["create", "create"]
    assert "2025-12-01" in str(batch.rows[0].doubts[0]["params"])
    committed(batch, at, on)
    assert [held(firm) for firm in firms] == [[(PAPER, date(2025, 12, 1), PAPER)]] * 2
    assert [one[1] for one in results(leading(*rows, header=header, stated=stated))] == ["unchanged", "unchanged"]


def test_what_a_line_says_itself_is_never_replaced(firms: list[Enterprise]) -> None:
    stated = Stated(date(2025, 1, 1), "别的文号〔2025〕1号")
    rows = [(NAMES[0], firms[0].uscc, PAPER, "2025-12-01"), (NAMES[1], firms[1].uscc, PAPER, "不详")]
    batch = leading(*rows, stated=stated)
    assert results(batch) == [(2, "create", None), (3, "rejected", "bad_date")]
    assert (batch.rows[0].values["document"], batch.rows[0].values["issued_on"]) == (PAPER, "2025-12-01")


def test_a_day_to_come_is_refused_at_its_field(firms: list[Enterprise], on: date) -> None:
    rows = [(name, firm.uscc) for name, firm in zip(NAMES, firms, strict=True)]
    header = ("企业名称", "统一社会信用代码")
    assert len(leading(*rows, header=header, stated=Stated(on)).rows) == 2
    with pytest.raises(DomainError) as refused:
        leading(*rows, header=header, stated=Stated(on + timedelta(days=1)))
    assert refused.value.field == "issued_on"


def test_an_application_is_answered_by_a_list_without_numbers(at: datetime, on: date) -> None:
    case = procedure(LEADING).submit().approve().forward()
    firm = case.application.enterprise
    name = believed_profiles(firm.id)[0].name
    committed(leading((name, firm.uscc, "2025-12-01"), header=BARE), at, on)
    assert (case.application.state, len(held(firm))) == ("recognised", 1)


def test_the_districts_own_number_is_kept_and_stays_one_firms(firms: list[Enterprise], at: datetime) -> None:
    """The list of the district's paper speaks of the title that the notice brought."""
    number, day = "2025000123", date(2025, 12, 1)
    facts = RecognitionFacts(
        scheme_code="district_leading",
        certificate_number=number,
        issued_on=day,
        valid_from=day,
        valid_to=date(2028, 12, 1),
    )
    recognise(firms[0], facts, source="test", actor=actor(), at=at)
    data = csv_of((NAMES[0], firms[0].uscc, "北区科〔2025〕5号", "2025-12-01"), header=HEADER)
    assert results(received(data, scheme="district_leading")) == [(2, "unchanged", "no_change")]
    other = csv_of((NAMES[1], firms[1].uscc, number, "2025-12-01"))
    assert results(received(other, scheme="district_leading")) == [(2, "rejected", "duplicate_certificate")]
