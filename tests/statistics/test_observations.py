"""Reported figures: what a unit allows, who may enter, corrections that keep what was, and two at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from registry.accounts.models import Role
from registry.audit.models import AuditEvent
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.extensions import db
from registry.statistics.board import standing
from registry.statistics.figures import Moment
from registry.statistics.models import Observation
from registry.statistics.observations import (
    Entry,
    believed,
    bounds_of,
    enter,
    history,
    read_value,
    reported_spec,
    wanted,
    withdraw,
)
from registry.statistics.planspec import How
from registry.statistics.services import load_plans, plan_file
from tests.factories import people

PLAN = plan_file("jiangbei-2021-2025")
RATIO = reported_spec(PLAN, "rd_gdp_ratio")
YEAR_END = date(2024, 12, 31)
ENTRY = Entry(YEAR_END, Decimal("3.91"), "区统计局", "2024年统计公报", "")


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [
        ("rd_gdp_ratio", "3.91", "3.91"),
        ("rd_gdp_ratio", " ３．９ ％", "3.9"),
        ("rd_gdp_ratio", "0", "0"),
        ("rd_gdp_ratio", "100.00", "100.00"),
        ("fiscal_science_growth", "-12.5", "-12.5"),
        ("fiscal_science_growth", "250", "250"),
        ("rd_total", "1,234.5678", "1234.5678"),
        ("talent_total", "21.6001", "21.6001"),
        ("incubators_national", "2", "2"),
        ("incubators_national", "2.0", "2.0"),
        ("platform_ranks", "1", "1"),
        ("invention_patents_per_10k", "62.85", "62.85"),
    ],
)
def test_what_the_unit_allows_is_read_exactly(code: str, text: str, value: str) -> None:
    assert read_value(reported_spec(PLAN, code), text) == Decimal(value)


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("rd_gdp_ratio", "about 4", "数字"),
        ("rd_gdp_ratio", "", "数字"),
        ("rd_gdp_ratio", "1e3", "数字"),
        ("rd_gdp_ratio", "NaN", "数字"),
        ("rd_gdp_ratio", "3.", "数字"),
        ("rd_gdp_ratio", "9" * 40, "数字"),
        ("rd_gdp_ratio", "3.915", "最多 2 位小数"),
        ("rd_gdp_ratio", "100.01", "0 至 100"),
        ("rd_gdp_ratio", "-0.01", "0 至 100"),
        ("fiscal_science_growth", "-100.01", "-100 至"),
        ("rd_total", "0.00001", "最多 4 位小数"),
        ("rd_total", "10000001", "0 至 10000000"),
        ("incubators_national", "2.5", "整数"),
        ("incubators_national", "-1", "0 至"),
        ("platform_ranks", "0", "1 至"),
    ],
)
def test_what_the_unit_does_not_allow_is_refused_at_the_value(code: str, text: str, words: str) -> None:
    with pytest.raises(DomainError, match=words) as refused:
        read_value(reported_spec(PLAN, code), text)
    assert refused.value.field == "value"


def test_every_printed_figure_of_the_plan_is_within_its_bounds() -> None:
    for spec in (each for each in PLAN.indicators if each.how is not How.COMPUTED):
        bounds = bounds_of(spec)
        printed = [part.value for part in (spec.baseline, spec.target) if part is not None]
        for value in printed:
            assert bounds.least <= value <= bounds.most, spec.code
            assert read_value(spec, f"{value:f}") == value


@pytest.mark.parametrize("code", ["hte_count", "no_such"])
def test_a_computed_indicator_is_not_reported(code: str) -> None:
    with pytest.raises(NotFound):
        reported_spec(PLAN, code)


@pytest.fixture
def registrar(session: object, at: datetime) -> Actor:
    load_plans(at=at)
    return people.actor(Role.REGISTRAR)


def put(entry: Entry, actor: Actor, at: datetime, seen: int = 0) -> Observation:
    row = enter(PLAN, RATIO, entry, seen=seen, actor=actor, at=at, on=date(2026, 3, 2))
    db.session.flush()
    return row


def test_a_figure_is_entered_with_its_papers_and_shown_as_the_latest(registrar: Actor, at: datetime) -> None:
    before = {each.spec.code: each for each in wanted(PLAN)}
    assert (before["rd_gdp_ratio"].latest, before["rd_gdp_ratio"].periods) == (None, 0)
    assert "hte_count" not in before
    put(replace(ENTRY, period_end=date(2023, 12, 31)), registrar, at)
    row = put(ENTRY, registrar, at)
    now = {each.spec.code: each for each in wanted(PLAN)}["rd_gdp_ratio"]
    assert (now.latest, now.periods) == (row, 2)
    assert (row.document, row.recorded_by_id) == ("2024年统计公报", registrar.id)
    shown = standing(PLAN, "rd_gdp_ratio", Moment(YEAR_END))
    assert (shown.value, shown.reported) == (Decimal("3.91"), row)


def test_a_correction_keeps_what_was(registrar: Actor, at: datetime) -> None:
    first = put(ENTRY, registrar, at)
    later = at + timedelta(days=30)
    second = put(replace(ENTRY, value=Decimal("3.95"), note="统计局修订"), registrar, later, seen=first.id)
    assert [(each.row, each.is_believed, each.recorder) for each in history(PLAN, RATIO)] == [
        (second, True, registrar.name), (first, False, registrar.name)
    ]  # fmt: skip
    assert believed(PLAN, RATIO, YEAR_END) is second
    on = date(2026, 3, 2)
    assert standing(PLAN, "rd_gdp_ratio", Moment(on, later - timedelta(seconds=1))).value == Decimal("3.91")
    assert standing(PLAN, "rd_gdp_ratio", Moment(on, later)).value == Decimal("3.95")
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.data["before"], event.data["after"]) == ("2024-12-31: 3.91", "2024-12-31: 3.95")
    assert event.data["note"] == "统计局修订"


def test_a_figure_can_be_moved_to_its_right_period(registrar: Actor, at: datetime) -> None:
    first = put(ENTRY, registrar, at)
    put(replace(ENTRY, period_end=date(2023, 12, 31), note="期次填错"), registrar, at, seen=first.id)
    assert [each.row.period_end for each in history(PLAN, RATIO) if each.is_believed] == [date(2023, 12, 31)]
    with pytest.raises(NotFound):
        believed(PLAN, RATIO, YEAR_END)


def test_the_second_of_two_is_told(registrar: Actor, at: datetime) -> None:
    first = put(ENTRY, registrar, at)
    with pytest.raises(Conflict, match="这一期已有数据：3.91 %（来源：区统计局）") as refused:
        put(replace(ENTRY, value=Decimal(4)), registrar, at)
    assert refused.value.field == "period_end"
    put(replace(ENTRY, value=Decimal(5), note="修订"), registrar, at, seen=first.id)
    with pytest.raises(Conflict, match="别人更正或撤回了这一条"):
        put(replace(ENTRY, value=Decimal(6), note="修订"), registrar, at, seen=first.id)
    other = put(replace(ENTRY, period_end=date(2023, 12, 31)), registrar, at)
    with pytest.raises(Conflict, match="这一期已有数据"):
        put(replace(ENTRY, note="移期"), registrar, at, seen=other.id)
    assert len(history(PLAN, RATIO)) == 3


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"period_end": date(2026, 3, 3)}, "period_end"),
        ({"period_end": date(2020, 12, 30)}, "period_end"),
        ({"source": "  "}, "source"),
    ],
)
def test_what_cannot_be_entered(registrar: Actor, at: datetime, changes: dict[str, object], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        put(replace(ENTRY, **changes), registrar, at)
    assert (refused.value.field, refused.value.status) == (field, 422)
    assert history(PLAN, RATIO) == []


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2020, 12, 31)])
def test_today_and_the_baseline_are_the_outermost_days(registrar: Actor, at: datetime, day: date) -> None:
    assert put(replace(ENTRY, period_end=day), registrar, at).period_end == day


def test_a_correction_needs_a_change_and_a_reason(registrar: Actor, at: datetime) -> None:
    first = put(ENTRY, registrar, at)
    with pytest.raises(DomainError, match="没有需要登记的变化"):
        put(replace(ENTRY, note="x"), registrar, at, seen=first.id)
    with pytest.raises(DomainError) as refused:
        put(replace(ENTRY, value=Decimal(4), note=" "), registrar, at, seen=first.id)
    assert refused.value.field == "note"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.REGISTRAR])
def test_nobody_else_enters_or_withdraws(registrar: Actor, at: datetime, role: Role) -> None:
    row = put(ENTRY, registrar, at)
    with pytest.raises(NotAllowed):
        put(replace(ENTRY, period_end=date(2023, 12, 31)), people.actor(role), at)
    with pytest.raises(NotAllowed):
        take_back(row, people.actor(role), at)
    assert believed(PLAN, RATIO, YEAR_END) is row


def take_back(row: Observation, actor: Actor, at: datetime, reason: str = "填错了指标") -> Observation:
    taken = withdraw(PLAN, RATIO, seen=row.id, reason=reason, actor=actor, at=at)
    db.session.flush()
    return taken


def test_withdrawn_the_plan_lacks_it_now_and_had_it_then(registrar: Actor, at: datetime) -> None:
    earlier = put(replace(ENTRY, period_end=date(2023, 12, 31), value=Decimal("3.5")), registrar, at)
    row = put(ENTRY, registrar, at)
    later = at + timedelta(days=30)
    take_back(row, people.actor(Role.REGISTRAR, name="另一登记员"), later)
    on = date(2026, 5, 1)
    assert standing(PLAN, "rd_gdp_ratio", Moment(on, later - timedelta(seconds=1))).reported == row
    assert standing(PLAN, "rd_gdp_ratio", Moment(on, later)).reported == earlier
    assert standing(PLAN, "rd_gdp_ratio", Moment(on)).value == Decimal("3.5")
    assert [(each.row, each.is_believed, each.is_withdrawn) for each in history(PLAN, RATIO)] == [
        (row, False, True), (earlier, True, False)
    ]  # fmt: skip
    with pytest.raises(NotFound):
        believed(PLAN, RATIO, YEAR_END)


def test_a_withdrawal_is_on_the_trail_with_its_reason(registrar: Actor, at: datetime) -> None:
    take_back(put(ENTRY, registrar, at), registrar, at + timedelta(days=1), reason=" 填错了指标 ")
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.tag, event.subject_id) == (Tag.OBSERVATION_WITHDRAWN, "rd_gdp_ratio")
    assert (event.data["before"], event.data["reason"]) == ("2024-12-31: 3.91", "填错了指标")


def test_after_a_withdrawal_the_period_can_be_entered_anew(registrar: Actor, at: datetime) -> None:
    take_back(put(ENTRY, registrar, at), registrar, at + timedelta(days=1))
    again = put(replace(ENTRY, value=Decimal("3.7")), registrar, at + timedelta(days=2))
    assert believed(PLAN, RATIO, YEAR_END) is again


def test_a_withdrawal_needs_a_reason_and_the_figure_that_was_seen(registrar: Actor, at: datetime) -> None:
    first = put(ENTRY, registrar, at)
    with pytest.raises(DomainError) as refused:
        take_back(first, registrar, at, reason=" \n")
    assert (refused.value.field, refused.value.status) == ("reason", 422)
    second = put(replace(ENTRY, value=Decimal(4), note="修订"), registrar, at, seen=first.id)
    with pytest.raises(Conflict, match="别人更正或撤回了这一条"):
        take_back(first, registrar, at)
    take_back(second, registrar, at)
    with pytest.raises(Conflict):
        take_back(second, registrar, at)
    with pytest.raises(Conflict):
        put(replace(ENTRY, value=Decimal(5), note="修订"), registrar, at, seen=second.id)
