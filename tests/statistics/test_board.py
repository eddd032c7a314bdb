"""The plan on a day: whose figure is judged, what may not stand in for it, and what falls due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from registry.core.actor import SYSTEM
from registry.core.errors import NotFound
from registry.recognitions.services import RecognitionFacts, recognise, revoke
from registry.statistics.board import Basis, board, plan_for, quarter_ends, renewals, standing
from registry.statistics.figures import Moment
from registry.statistics.models import Indicator
from registry.statistics.population import Population
from registry.statistics.services import load_plans, record_observation
from registry.statistics.status import Status
from tests.factories.enterprises import enterprise

PLAN = "jiangbei-2021-2025"


def report(session: scoped_session[Session], code: str, day: date, value: str, at: datetime) -> None:
    indicator = session.scalars(select(Indicator).where(Indicator.code == code)).one()
    record_observation(indicator, period_end=day, value=Decimal(value), source="统计公报", actor=SYSTEM, at=at)


def hold(number: str, start: date, end: date, at: datetime, scheme: str = "national_hte") -> object:
    facts = RecognitionFacts(
        scheme_code=scheme, certificate_number=number, issued_on=start, valid_from=start, valid_to=end
    )
    return recognise(enterprise(), facts, source="test", actor=SYSTEM, at=at)


def test_nothing_known_is_no_data_for_every_promise(session: scoped_session[Session]) -> None:
    standings = board(plan_for(PLAN, date(2024, 1, 1)), Moment(date(2024, 6, 30)))
    assert {each.result.status for each in standings} == {Status.NO_DATA}
    assert len(standings) == 41


def test_a_reported_figure_counts_from_its_day_and_is_known_from_its_recording(
    session: scoped_session[Session], at: datetime
) -> None:
    load_plans(at=at)
    report(session, "rd_gdp_ratio", date(2023, 12, 31), "4.1", at)
    plan = plan_for(PLAN, date(2024, 1, 1))
    seen = standing(plan, "rd_gdp_ratio", Moment(date(2023, 12, 31)))
    assert (seen.basis, seen.value, seen.result.status) == (Basis.REPORTED, Decimal("4.1"), Status.MET)
    assert standing(plan, "rd_gdp_ratio", Moment(date(2023, 12, 30))).value is None
    before = Moment(date(2023, 12, 31), at - timedelta(microseconds=1))
    assert standing(plan, "rd_gdp_ratio", before).result.status is Status.NO_DATA


def test_after_the_period_an_older_figure_does_not_stand_in_for_the_last_days(
    session: scoped_session[Session], at: datetime
) -> None:
    load_plans(at=at)
    report(session, "talent_total", date(2024, 12, 31), "30", at)
    plan = plan_for(PLAN, date(2026, 3, 2))
    assert standing(plan, "talent_total", Moment(date(2025, 12, 31))).result.status is Status.MET
    assert standing(plan, "talent_total", Moment(date(2026, 1, 1))).result.status is Status.NO_DATA
    report(session, "talent_total", date(2025, 12, 31), "31", at)
    assert standing(plan, "talent_total", Moment(date(2026, 1, 1))).result.status is Status.HELD


def test_zero_is_a_figure_only_once_a_title_was_ever_recorded_by_then(
    session: scoped_session[Session], at: datetime
) -> None:
    hold("A", date(2024, 1, 1), date(2027, 1, 1), at)
    plan = plan_for(PLAN, date(2024, 1, 1))
    assert standing(plan, "hte_count", Moment(date(2023, 12, 31))).value == 0
    assert standing(plan, "hte_count", Moment(date(2024, 1, 1))).value == 1
    assert standing(plan, "hte_count", Moment(date(2024, 1, 1), at - timedelta(days=1))).value is None


def test_renewals_count_what_runs_out_and_not_what_is_taken_away(
    session: scoped_session[Session], at: datetime
) -> None:
    on = date(2026, 3, 2)
    hold("A", date(2024, 1, 1), on + timedelta(days=30), at)
    hold("B", date(2024, 1, 1), on + timedelta(days=31), at)
    taken = hold("C", date(2024, 1, 1), on + timedelta(days=20), at)
    revoke(taken, revoked_on=on + timedelta(days=5), ground="依据", document="", actor=SYSTEM, at=at)  # type: ignore[arg-type]
    assert [(days, count) for days, _part, count in renewals(Population(on, "hte"))] == [(30, 1), (90, 2), (180, 2)]


def test_an_unknown_plan_or_indicator_is_not_found(session: scoped_session[Session]) -> None:
    with pytest.raises(NotFound):
        plan_for("nothing", date(2024, 1, 1))
    with pytest.raises(NotFound):
        standing(plan_for("", date(2024, 1, 1)), "nothing", Moment(date(2024, 1, 1)))


def test_quarters_end_on_the_day_itself_and_never_come_back_empty() -> None:
    baseline = date(2020, 12, 31)
    assert quarter_ends(baseline, date(2021, 4, 1)) == [baseline, date(2021, 3, 31), date(2021, 4, 1)]
    assert quarter_ends(baseline, date(2019, 5, 5)) == [date(2019, 5, 5)]
