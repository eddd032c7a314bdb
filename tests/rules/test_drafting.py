"""Other values in place of the law's: refused as a file would be, told in words, and bounds moved by little."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from registry.core.errors import DomainError
from registry.rules import catalog
from registry.rules.case import Case
from registry.rules.drafting import differences, kept_changes, moved, printed, with_changes
from registry.rules.judging import summary
from registry.rules.scale import Band, SizeStep
from registry.rules.values import Kind, NotInForceError, RuleSet

ON = date(2026, 3, 2)
SME = catalog.get("tech_sme_2017")
HTE = catalog.get("hnte_2016")
LEADER = catalog.get("zj_tech_leader_2023")
BANDS = [{"at_least": "25", "points": 20}, {"at_least": "12.5", "points": 10}]


def covered(rule_set_id: str) -> tuple[RuleSet, date]:
    """The rule set and a day on which it is in force."""
    rule_set = catalog.get(rule_set_id)
    return rule_set, ON if rule_set.covers(ON) else rule_set.since


@pytest.mark.parametrize(
    ("rule_set", "code", "value", "read"),
    [
        (SME, "pass_total", 70, 70),
        (SME, "revenue_max", "30000.5", 30_000_500_000),
        (SME, "staff_nonzero", False, False),
        (SME, "ip_class1_kinds", ["invention_patent"], ("invention_patent",)),
        (SME, "staff_bands", BANDS, (Band(Fraction(1, 4), 20), Band(Fraction(1, 8), 10))),
        (HTE, "staff_share_min", "12.25", Fraction(49, 400)),
        (
            LEADER,
            "rd_shares",
            [{"up_to": "200", "share": "5"}, {"up_to": None, "share": "3"}],
            (SizeStep(200_000_000, True, Fraction(1, 20)), SizeStep(None, True, Fraction(3, 100))),
        ),
    ],
)
def test_a_value_as_a_file_prints_it_takes_the_place_of_the_one_in_force(
    rule_set: RuleSet, code: str, value: Any, read: Any
) -> None:
    draft = with_changes(rule_set, {code: value}, ON)
    assert draft.parameters[code].at(ON).value == read
    assert draft.parameters[code].at(ON).inclusive is rule_set.parameters[code].at(ON).inclusive
    assert {other: one for other, one in draft.parameters.items() if other != code} == {
        other: one for other, one in rule_set.parameters.items() if other != code
    }
    assert rule_set == catalog.get(rule_set.id)


@pytest.mark.parametrize(
    ("rule_set", "code", "value", "field"),
    [
        (SME, "nothing", 1, "nothing"),
        (SME, "pass_total", -1, "pass_total.value"),
        (SME, "pass_total", "70", "pass_total.value"),
        (SME, "pass_total", None, "pass_total.value"),
        (SME, "revenue_max", "1.005", "revenue_max.value"),
        (SME, "revenue_max", "many", "revenue_max.value"),
        (SME, "revenue_max", "9" * 19, "revenue_max.value"),
        (SME, "staff_nonzero", 1, "staff_nonzero.value"),
        (SME, "ip_class1_kinds", [], "ip_class1_kinds.value"),
        (SME, "ip_class1_kinds", ["design", "design"], "ip_class1_kinds.value"),
        (SME, "staff_bands", BANDS[::-1], "staff_bands.value"),
        (SME, "staff_bands", [{"at_least": "0", "points": 1}], "staff_bands.value[0].at_least"),
        (SME, "staff_bands", [*BANDS, {"at_least": "5", "points": 0}], "staff_bands.value"),
        (SME, "staff_bands", [{"at_least": "33.333", "points": 20}], "staff_bands.value"),
        (HTE, "staff_share_min", "10.005", "staff_share_min.value"),
        (HTE, "staff_share_min", "-1", "staff_share_min.value"),
        (HTE, "fiscal_years", 0, "fiscal_years.value"),
        (HTE, "fiscal_years", 4, "fiscal_years.value"),
        (LEADER, "rd_shares", [{"up_to": "200", "share": "5"}], "rd_shares.value"),
    ],
)
def test_what_a_file_would_be_refused_for_is_refused_at_its_place(
    rule_set: RuleSet, code: str, value: Any, field: str
) -> None:
    with pytest.raises(DomainError) as caught:
        with_changes(rule_set, {code: value}, ON)
    assert caught.value.field == field
    assert "参数文件" not in str(caught.value)


def test_only_the_value_in_force_on_the_day_is_replaced() -> None:
    rule_set = catalog.get("zj_tech_sme_2016")
    dated = next(one for one in rule_set.parameters.values() if len(one.values) > 1)
    first, second = dated.values
    draft = with_changes(rule_set, {dated.code: ["专利"]}, ON)
    assert draft.parameters[dated.code].values[0] == first
    assert draft.parameters[dated.code].values[1].value == ("专利",)
    eve = date.fromordinal(second.since.toordinal() - 1)
    assert draft.parameters[dated.code].at(eve) == first
    with pytest.raises(NotInForceError):
        with_changes(rule_set, {dated.code: ["专利"]}, date(2000, 1, 1))


@pytest.mark.parametrize("rule_set_id", catalog.assessing())
def test_every_value_printed_reads_back_as_itself(rule_set_id: str) -> None:
    rule_set, on = covered(rule_set_id)
    same = with_changes(rule_set, {code: printed(one, on) for code, one in rule_set.parameters.items()}, on)
    assert same == rule_set
    assert kept_changes(rule_set, same, on) == {}
    assert differences(rule_set, same, on) == ()


def test_changes_that_change_nothing_are_dropped_and_the_rest_told() -> None:
    draft = with_changes(SME, {"staff_max": 500, "revenue_max": "20000.00", "pass_total": 70}, ON)
    assert kept_changes(SME, draft, ON) == {"pass_total": 70}
    (one,) = differences(SME, draft, ON)
    assert (one.code, one.label, one.article, one.has_margin) == ("pass_total", "综合评价合格分", "第六条（五）", True)
    assert ([*map(str, one.before)], [*map(str, one.after)]) == (["60 分"], ["70 分"])


def test_bounds_move_by_percent_and_by_one_at_least() -> None:
    def value(rule_set: RuleSet, code: str, percent: int) -> list[Any]:
        return [one.parameters[code].at(ON).value for one in moved(rule_set, code, ON, percent)]

    assert value(SME, "pass_total", 5) == [63]
    assert value(SME, "pass_total", -5) == [57]
    assert value(HTE, "fiscal_years", -5) == [2]
    assert value(HTE, "fiscal_years", 1) == []
    assert value(with_changes(HTE, {"fiscal_years": 1}, ON), "fiscal_years", -1) == []
    assert value(SME, "revenue_max", -2) == [19_600_000_000]
    assert value(HTE, "staff_share_min", 2) == [Fraction(102, 1000)]
    assert value(SME, "staff_bands", -5)[0][0] == Band(Fraction(285, 1000), 20)
    assert [band.at_least for band in value(SME, "ip_class2_bands", 1)[0]] == [
        band.at_least + 1 for band in SME.scale("ip_class2_bands", ON).bands
    ]
    shares, sizes = value(LEADER, "rd_shares", 5)
    assert ([one.share for one in shares], shares[0].up_to) == ([Fraction(42, 1000), Fraction(315, 10000)], 5 * 10**11)
    assert (sizes[0].up_to, sizes[0].share, sizes[1].up_to) == (525_000_000_000, Fraction(1, 25), None)
    assert value(SME, "staff_nonzero", 5) == value(SME, "ip_class1_kinds", 5) == []


@pytest.mark.parametrize("rule_set_id", catalog.assessing())
def test_every_moved_bound_can_be_judged_and_agrees_with_the_assessment(rule_set_id: str) -> None:
    rule_set, on = covered(rule_set_id)
    fields = catalog.fact_fields(rule_set_id)
    full: dict[str, Any] = {
        "class1_ip": 1,
        "class2_ip": 3,
        "staff": 80,
        "tech_staff": 8,
        "registered_on": date(2020, 1, 1),
    }
    cases = [{}, full, full | dict.fromkeys(("revenue", "total_income", "rd_spend", "rd_hnte"), 6000000000)]
    judged = 0
    for code, one in rule_set.parameters.items():
        for percent in (-5, 5):
            for draft in moved(rule_set, code, on, percent):
                judge = catalog.judge_by(draft, on)
                for facts in cases:
                    known = {field.name: facts.get(field.name) for field in fields}
                    assert judge(known) == summary(catalog.assess_case(Case(known, draft, on)))
                    judged += 1
        assert one.kind in Kind
    assert judged > 10
