"""The counts of a loaded district against a count by hand, on days on which something changes and the days beside."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from registry.cli.demo.generator import generate
from registry.core.actor import SYSTEM, Actor
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise
from registry.exchange.dumper import dump_folder
from registry.exchange.loader import load_folder
from registry.extensions import db
from registry.recognitions.derivation import differences
from registry.recognitions.models import Recognition
from registry.recognitions.months import month_differences
from registry.recognitions.services import correct
from registry.statistics.population import Dimension, Population, breakdown, series, size
from tests.exchange.slow_counts import TIERS, Folder

DAYS = [
    date(year, month, day)
    for year in (2020, 2022, 2024, 2025)
    for month, day in ((3, 31), (4, 1), (6, 15), (6, 16), (12, 31))
] + [date(2021, 1, 1)]

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def district(tmp_path: Path, at: datetime) -> Folder:
    generate(tmp_path / "in", firms=300, seed=5)
    report = load_folder(tmp_path / "in", actor=SYSTEM, at=at)
    assert not report.is_refused, report.problems.listed
    return Folder(tmp_path / "in")


def counts(known_at: datetime | None = None) -> dict[tuple[str, date], int]:
    return {(tier, day): size(Population(day, tier, known_at=known_at)) for tier in TIERS for day in DAYS}


def test_counts_by_tier_street_industry_and_park_equal_a_count_by_hand(district: Folder) -> None:
    columns = {Dimension.REGION: "street_code", Dimension.INDUSTRY: "industry_code", Dimension.PARK: "park"}
    for tier in TIERS:
        for day in DAYS:
            population = Population(day, tier)
            assert size(population) == district.count(tier, day.isoformat()).total(), (tier, day)
            for dimension, column in columns.items():
                assert breakdown(population, dimension) == district.count(tier, day.isoformat(), column), (tier, day)


def test_the_series_is_the_counts_of_its_days(district: Folder) -> None:
    found = series(Population(max(DAYS)), DAYS)
    for tier in TIERS:
        assert found[tier] == [district.count(tier, day.isoformat()).total() for day in DAYS]


def test_after_a_correction_the_answer_as_known_before_is_unchanged(
    district: Folder, at: datetime, officer: Actor
) -> None:
    before = counts()
    later = at + timedelta(days=7)
    wrong = db.session.scalars(
        select(Recognition)
        .where(Recognition.scheme_code == "national_hte", Recognition.retired_at == FOREVER)
        .where(Recognition.valid_from <= date(2024, 6, 15), Recognition.valid_to > date(2024, 6, 15))
        .order_by(Recognition.id)
    ).first()
    assert wrong is not None
    correct(wrong, {"valid_to": date(2024, 6, 16)}, reason="证书有效期录入有误", actor=officer, at=later)
    assert counts() != before
    assert counts(known_at=at) == before
    assert counts(known_at=later - timedelta(microseconds=1)) == before


def test_a_dump_loaded_elsewhere_gives_the_same_counts(district: Folder, tmp_path: Path, on: date) -> None:
    dump_folder(tmp_path / "out", on=on)
    dumped = Folder(tmp_path / "out")
    for tier in TIERS:
        for day in DAYS:
            assert dumped.count(tier, day.isoformat(), "street_code") == district.count(
                tier, day.isoformat(), "street_code"
            )


def test_the_stored_spans_are_what_the_facts_imply(district: Folder) -> None:
    assert differences(db.session.scalars(select(Enterprise.id)).all()) == []
    assert month_differences() == []
