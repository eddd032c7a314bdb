"""A number, its list, its parts, its series and its export are one count, and equal a slow count from the facts."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from registry.exports.tables import Names, firms_table
from registry.exports.writers import write_csv
from registry.extensions import db
from registry.recognitions.derivation import differences
from registry.recognitions.months import month_differences
from registry.statistics.bridge import Term, bridge, changed_firms
from registry.statistics.firms import all_firms, page_of_firms
from registry.statistics.population import Dimension, Population, breakdown, month_ends, series, size
from tests.statistics.histories import Told, begin, days, histories, slow_count, tell

SLOW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
KINDS = [("sme", "*"), ("sme", "national_sme"), ("sme", "zhejiang_sme"), ("hte", "*"), ("registered", "*")]


def _told(history: list[tuple[Any, ...]]) -> Told:
    told = begin()
    for step in history:
        tell(told, step)
    return told


def _own(population: Population) -> set[int]:
    return {firm.id for firm in all_firms(population)}


def _pages(population: Population) -> list[int]:
    ids, cursor = [], None
    while True:
        page = page_of_firms(population, cursor=cursor, size=2)
        ids += [firm.id for firm in page.rows]
        if page.next_cursor is None:
            return ids
        cursor = page.next_cursor


def _exported(population: Population) -> list[str]:
    file = io.BytesIO()
    names = Names({}, {}, {})
    table = firms_table(all_firms(population), names, title="名单", about=[], stamp=[], size=size(population))
    write_csv(table, file)
    rows = list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"))))
    return [row["统一社会信用代码"] for row in rows]


@given(history=histories, on=days, kind=st.sampled_from(KINDS), back=st.integers(0, 12))
@SLOW
def test_number_list_parts_export_and_slow_count_agree(
    session: scoped_session[Session], history: list[tuple[Any, ...]], on: date, kind: tuple[str, str], back: int
) -> None:
    nested = db.session.begin_nested()
    try:
        told = _told(history)
        then = told.instants[max(0, len(told.instants) - 1 - back)]
        for known_at in (None, then):
            population = Population(on, kind[0], kind[1], known_at)
            expected = slow_count(population, told)
            assert size(population) == len(expected)
            assert sorted(_pages(population)) == sorted(expected)
            by_id = {firm.id: firm.uscc for firm in told.enterprises}
            assert sorted(_exported(population)) == sorted(by_id[one] for one in expected)
            for dimension in (Dimension.REGION, Dimension.INDUSTRY, Dimension.PARK):
                cells = breakdown(population, dimension)
                assert sum(cells.values()) == len(expected)
                for value, count in cells.items():
                    part = population.narrowed(dimension, value)
                    assert size(part) == count == len(_own(part)) == len(slow_count(part, told))
            assert size(replace(population, region="330205")) == len(expected)
    finally:
        nested.rollback()


@given(history=histories)
@SLOW
def test_a_series_is_the_count_of_each_day(session: scoped_session[Session], history: list[tuple[Any, ...]]) -> None:
    nested = db.session.begin_nested()
    try:
        told = _told(history)
        ends = [*month_ends(date(2020, 1, 1), date(2023, 12, 31))[::2], date(2024, 1, 1)]
        wholes = [Population(ends[-1], tier, scheme) for tier, scheme in KINDS]
        then = told.instants[len(told.instants) // 2]
        parts = [{}, {"known_at": then}, {"region": "330205003"}, {"industry": "C-NM", "is_exact_region": True}]
        for population in (replace(whole, **part) for whole in wholes for part in parts):
            counted = series(population, ends).get(population.tier or "", [0] * len(ends))
            assert counted == [len(slow_count(population.on_day(day), told)) for day in ends]
    finally:
        nested.rollback()


@given(history=histories, first=days, last=days, kind=st.sampled_from(KINDS), known=st.integers(0, 12))
@SLOW
def test_the_bridge_always_balances_and_every_term_has_its_firms(
    session: scoped_session[Session], history: list[tuple[Any, ...]], first: date, last: date, kind: Any, known: int
) -> None:
    nested = db.session.begin_nested()
    try:
        told = _told(history)
        first, last = sorted((first, last))
        then = told.instants[min(known, len(told.instants) - 1)]
        for region in (None, "330205003"):
            population = Population(last, kind[0], kind[1], region=region)
            found = bridge(population, first, opening_known_at=then)
            assert found.balances
            assert found.opening == len(slow_count(replace(population, on=first, known_at=then), told))
            assert found.closing == len(slow_count(population, told))
            assert set(found.terms) == set(Term)
            for changes in found.terms.values():
                assert len(changed_firms(changes, population)) == len(changes)
                assert all(change.day is None or first < change.day <= last for change in changes)
    finally:
        nested.rollback()


@given(history=histories, more=histories, on=days)
@SLOW
def test_what_was_known_then_does_not_change_and_spans_equal_a_rebuild(
    session: scoped_session[Session], history: list[tuple[Any, ...]], more: list[tuple[Any, ...]], on: date
) -> None:
    nested = db.session.begin_nested()
    try:
        told = _told(history)
        then = told.instants[-1]
        asked = [Population(on, tier, scheme, then) for tier, scheme in KINDS]
        before = [_own(population) for population in asked]
        for step in more:
            tell(told, step)
        assert [_own(population) for population in asked] == before
        assert [size(population) for population in asked] == [len(ids) for ids in before]
        assert differences([firm.id for firm in told.enterprises]) == []
        assert month_differences() == []
    finally:
        nested.rollback()
