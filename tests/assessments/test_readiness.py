"""How far every firm is from each title: the same as the full assessment says, kept current, and listed by nearness."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, event, select, update

from registry.assessments import readiness, streams
from registry.assessments.bands import distances, place
from registry.assessments.facts import collect
from registry.assessments.models import Band, CultivationEntry, Readiness
from registry.assessments.origins import NO_RIGHTS
from registry.assessments.pipeline import (
    PipelineFilter,
    assessed_days,
    bands_by_industry,
    bands_by_region,
    count_pipeline,
    open_points,
    pipeline,
    pipeline_by_name,
    readiness_of,
    reasons,
)
from registry.assessments.pool import compares_years
from registry.assessments.readiness import Tally, assess_all, refresh
from registry.assessments.services import declare
from registry.core.actor import SYSTEM
from registry.core.facts import derived_at_the_end, facts_changed, figures_changed
from registry.core.ids import new_public_id
from registry.core.money import FEN_PER_WAN
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, Presence, SizeClass
from registry.enterprises.services import record_profile
from registry.extensions import db
from registry.intellectual_property.models import IpKind
from registry.intellectual_property.services import RightFacts, correct_right, record_right
from registry.recognitions.services import recognise
from registry.reference.models import Tier
from registry.reports.services import open_report, submit
from registry.rules import catalog
from registry.rules.findings import Verdict
from registry.rules.judging import Judgement, summary
from tests.factories import people
from tests.factories.applications import HIGHER_THREE, firm_person, result
from tests.factories.enterprises import enterprise
from tests.factories.records import report, right, scenario
from tests.factories.time import START
from tests.reports.values import with_

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)
SME, HTE, LEADER, OLD_LEADER = "tech_sme_2017", "hnte_2016", "zj_tech_leader_2023", "zj_leader_2016"
IN_FORCE = {SME, HTE, LEADER, "zj_tech_sme_2016"}
CLEAN = {"excluded_industry": False, "accident_or_dishonesty": False, "on_abnormal_list": False}
HERE = ("330205",)
HOUR = timedelta(hours=1)
LATER = START + HOUR


def row(firm: Enterprise, rule_set_id: str = SME) -> Readiness:
    """The firm's row as it is stored."""
    statement = select(Readiness).where(Readiness.enterprise_id == firm.id, Readiness.rule_set_id == rule_set_id)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def batch(on: date = ON, *, store: bool = True) -> Tally:
    """Every firm there is."""
    total = Tally()
    for block in assess_all(on, LATER, store=store):
        total.add(block)
    return total


def moved(tally: Tally) -> tuple[int, ...]:
    """What a batch did to the rows."""
    return tally.added, tally.changed, tally.renewed, tally.unchanged, tally.removed


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def varied() -> list[Enterprise]:
    """Firms of every sort that the facts come from."""
    firms = [
        enterprise(size_class=SizeClass.SMALL),
        enterprise(size_class=SizeClass.LARGE, since=date(2025, 6, 1)),
        enterprise(uscc="52330205MT0000019X", since=date(2024, 2, 29)),
        enterprise(region="330205001"),
        enterprise(),
        enterprise(),
    ]
    one, young, foreign, old, stated, _empty = firms
    scenario(one)
    report(one, 2024, staff=70, revenue=1000, net_assets=-5, rd_hnte=50, rd_hnte_domestic=50, transformations=3)
    report(one, 2023, staff=60, revenue=900, net_assets=0, rd_hnte=40, rd_hnte_domestic=60)
    report(young, 2025, staff=10, rd_staff=20, total_income=900, non_taxed_income=1000, high_tech_revenue=5)
    report(foreign, 2025, no=1, staff=8, until=START + timedelta(minutes=1))
    report(foreign, 2025, no=2, staff=9, rd_staff=0, at=START + timedelta(minutes=1), rd_hnte=7, revenue=0)
    report(old, 2019, staff=12, rd_staff=3)
    report(old, 2020, staff=13, rd_staff=3, revenue=5 * FEN_PER_WAN, rd_spend=FEN_PER_WAN)
    report(old, 2026, staff=99)
    report(stated, 2024, staff=40, rd_staff=10)
    for kind, days in [
        (IpKind.INVENTION_PATENT, {"expires_on": ON}),
        (IpKind.IC_LAYOUT, {"expires_on": ON - timedelta(days=1)}),
        (IpKind.DESIGN, {"granted_on": date(2026, 2, 11)}),
        (IpKind.PCT, {}),
    ]:
        right(one, kind, **days)
    right(young, IpKind.DESIGN, granted_on=date(2026, 2, 10))
    for year in (0, 2023):
        right(one, IpKind.SOFTWARE_COPYRIGHT, granted_on=date(2023, 2, 10)).hte_year = year
    right(foreign, IpKind.UTILITY_MODEL, lapsed_on=ON)
    right(old, IpKind.SOFTWARE_COPYRIGHT, granted_on=None)
    for firm in (one, young):
        recognise(firm, result(HIGHER_THREE), source="test", actor=people.actor(), at=START)  # issued 2026-02-10
    declare(stated, {NO_RIGHTS: True, "class2_ip_unused": 4, **CLEAN}, actor=SYSTEM, at=START, on=ON)
    declare(young, {"class2_ip_unused": 1}, actor=SYSTEM, at=START, on=ON)
    declare(one, {"own_brand": True, "market_rank_national": 2, NO_RIGHTS: True}, actor=SYSTEM, at=START, on=ON)
    return firms


def test_streamed_facts_are_those_that_the_pages_show() -> None:
    firms = varied()
    for on in (ON, ON - timedelta(days=1), date(2026, 1, 1), date(2025, 12, 31), date(2022, 3, 1)):
        pools = collect([firm.id for firm in firms], on)
        ids = [firm.id for firm in firms]
        found = {firm.id: firm for firm in streams.firms(streams.of_ids(ids), on, ())}
        assert found
        assert found.keys() <= pools.keys()
        for firm_id, firm in found.items():
            for rule_set_id in catalog.assessing():
                rule_set = catalog.get(rule_set_id)
                if not rule_set.covers(on):
                    continue
                fields = catalog.fact_fields(rule_set_id)
                facts = firm.known if compares_years(fields) else firm.latest
                case = pools[firm_id].case(rule_set, on)
                assert {field.name: facts.get(field.name) for field in fields} == case.facts


def test_rows_say_what_the_full_assessment_says() -> None:
    firms = varied()
    for on in (ON, date(2022, 3, 1)):
        refresh([firm.id for firm in firms], on, LATER)
        pools = collect([firm.id for firm in firms], on)
        compared = 0
        for firm in firms:
            for kept in readiness_of(firm.id):
                case = pools[firm.id].case(catalog.get(kept.rule_set_id), on)
                assert judgement(kept) == summary(catalog.assess_case(case))
                compared += 1
        assert compared >= 3 * len(firms) - 3


def judgement(kept: Readiness) -> Judgement:
    """A stored row as the judge gave it."""
    unmet, waiting = (tuple(word.split(",")) if word else () for word in (kept.unmet, kept.open))
    assert (len(unmet), len(waiting)) == (kept.unmet_count, kept.open_count)
    return Judgement(kept.verdict, kept.score_low, kept.score_high, kept.gap_points, unmet, waiting, kept.missing_count)


def test_the_worked_example_is_ready_once_it_has_answered() -> None:
    firm = enterprise()
    scenario(firm)
    refresh([firm.id], ON, START)
    assert (row(firm).band, row(firm).missing_count) == (Band.OPEN, 3)
    declare(firm, CLEAN, actor=SYSTEM, at=LATER, on=ON)
    kept = row(firm)
    assert (kept.verdict, kept.band, kept.score_low, kept.unmet) == (Verdict.PASS, Band.READY, 74, "")
    assert (kept.assessed_on, kept.assessed_at) == (ON, LATER)
    assert (kept.tier, kept.region_code, kept.industry_code) == (Tier.SME, "330205003", "C-NM")


def test_a_new_report_judges_that_firm_only_in_its_own_transaction() -> None:
    firm, other = enterprise(), enterprise()
    assert row(firm).band is Band.UNKNOWN
    before = row(other).assessed_at
    clerk = firm_person(firm)
    sent = open_report(firm, 2025, actor=clerk, at=LATER, on=ON)
    submit(sent, with_(staff=80, rd_staff=24), {}, sent.version, actor=clerk, at=LATER)
    kept = row(firm)
    assert kept.band is not Band.UNKNOWN
    assert (kept.assessed_on, kept.assessed_at) == (ON, LATER)
    assert (row(other).assessed_at, row(other).band) == (before, Band.UNKNOWN)
    db.session.rollback()
    assert db.session.scalars(select(Readiness).where(Readiness.assessed_at == LATER)).all() == []


def test_reports_of_two_years_are_both_judged() -> None:
    firm = enterprise()
    clerk = firm_person(firm)
    figures = with_(staff=80, rd_staff=24)
    for year in (2024, 2025):
        sent = open_report(firm, year, actor=clerk, at=LATER, on=ON)
        submit(sent, {**figures, "transformations": year - 2020}, {}, sent.version, actor=clerk, at=LATER)
    pool = collect([firm.id], ON)[firm.id]
    for kept in readiness_of(firm.id):
        case = pool.case(catalog.get(kept.rule_set_id), ON)
        assert judgement(kept) == summary(catalog.assess_case(case))


def test_rights_titles_declarations_and_profiles_count_at_once() -> None:
    firm = enterprise()
    assert {kept.rule_set_id for kept in readiness_of(firm.id)} == IN_FORCE
    declare(firm, CLEAN, actor=SYSTEM, at=LATER, on=ON)
    assert "excluded_industry" not in row(firm).open
    assert row(firm, LEADER).unmet == ""
    facts = RightFacts(kind=IpKind.SOFTWARE_COPYRIGHT, number="2024SR1234567", granted_on=date(2024, 1, 1))
    kept = record_right(firm, facts, source="test", actor=firm_person(firm), at=LATER, on=ON).right
    assert row(firm, LEADER).unmet == "class1_ip"
    assert row(firm).score_low == 6
    correct_right(kept, {"lapsed_on": ON}, reason="失效", actor=firm_person(firm), at=LATER + HOUR, on=ON)
    assert row(firm).score_low == 0
    recognise(firm, result(HIGHER_THREE), source="test", actor=people.actor(), at=LATER)
    assert row(firm, HTE).band is Band.HOLDS
    changes = {"industry_code": "C-PH"}
    record_profile(firm, changes, valid_from=ON, source="test", actor=SYSTEM, at=LATER)
    assert row(firm).industry_code == "C-PH"


def test_a_firm_that_leaves_has_no_rows() -> None:
    firm = enterprise()
    changes = {"presence": Presence.MOVED_OUT}
    record_profile(firm, changes, valid_from=ON, source="test", actor=SYSTEM, at=LATER)
    assert readiness_of(firm.id) == []
    refresh([firm.id], ON - timedelta(days=1), LATER)
    assert len(readiness_of(firm.id)) == len(IN_FORCE)


@pytest.mark.parametrize(("on", "holds"), [(date(2029, 2, 9), True), (date(2029, 2, 10), False)])
def test_the_eve_and_the_day_on_which_a_certificate_lapses(on: date, *, holds: bool) -> None:
    firm = enterprise()
    title = result(HIGHER_THREE)
    recognise(firm, title, source="test", actor=people.actor(), at=START)
    assert title.valid_to == date(2029, 2, 10)
    batch(on)
    assert (row(firm, HTE).band is Band.HOLDS) is holds
    assert row(firm, HTE).assessed_on == on


def test_a_right_counts_until_it_lapses() -> None:
    firm = enterprise()
    right(firm, IpKind.INVENTION_PATENT, lapsed_on=ON + timedelta(days=1))
    for on, points in ((ON, 30), (ON + timedelta(days=1), 0)):
        batch(on)
        assert row(firm).score_low == points


def test_the_batch_stores_what_changed_and_nothing_twice() -> None:
    firms = varied()
    db.session.execute(delete(Readiness))
    rows = len(IN_FORCE) * len(firms)
    assert moved(batch(store=False)) == (rows, 0, 0, 0, 0)
    assert db.session.scalars(select(Readiness)).all() == []
    first = batch()
    assert (first.firms, *moved(first)) == (len(firms), rows, 0, 0, 0, 0)
    assert sum(first.bands.values()) == sum(first.verdicts.values()) == rows
    with counted() as sent:
        assert moved(batch()) == (0, 0, 0, rows, 0)
    assert [one for one in sent if not one.startswith("SELECT")] == []
    report(firms[5], 2025, staff=3)
    changed = batch(ON)
    assert (changed.changed, changed.unchanged) == (len(IN_FORCE), rows - len(IN_FORCE))
    assert moved(batch(ON + timedelta(days=1)))[2] > 0
    assert {one.assessed_on for one in db.session.scalars(select(Readiness))} == {ON + timedelta(days=1)}
    old = batch(date(2022, 3, 1))
    assert old.removed >= len(firms) - 2  # the rule of 2022 was another, and one firm was not yet registered
    assert {one for one, _band in old.bands} == {SME, HTE, OLD_LEADER, "zj_tech_sme_2016"}


def test_blocks_are_small_and_leave_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    firms = [enterprise() for _ in range(5)]
    db.session.execute(delete(Readiness))
    monkeypatch.setattr(readiness, "RANGE", 2)
    monkeypatch.setattr(readiness, "BLOCK", 2)
    assert [one.firms for one in assess_all(ON, LATER, store=True)] == [2, 2, 1]
    assert all(len(readiness_of(firm.id)) == len(IN_FORCE) for firm in firms)
    assert refresh([firm.id for firm in firms] * 2, ON, LATER).firms == 5


def test_as_many_statements_for_many_firms_as_for_one() -> None:
    firms = varied()
    ids = [firm.id for firm in firms]
    db.session.execute(update(Readiness).values(score_low=-1))
    with counted() as one:
        refresh(ids[3:4], ON, LATER)
    with counted() as many:
        refresh([*ids[:3], *ids[4:]], ON, LATER)
    assert len(one) == len(many) <= 10


def test_many_changes_at_once_are_judged_at_the_end() -> None:
    firm = enterprise()
    report(firm, 2025, staff=5)
    with derived_at_the_end(LATER):
        figures_changed([firm.id], LATER)
        facts_changed([firm.id], LATER)
        assert row(firm).band is Band.UNKNOWN
    assert row(firm).band is not Band.UNKNOWN


def judged(short: int | None = None, *, unmet: int = 0, missing: int = 0, left: int = 0) -> Judgement:
    """A judgement with so many unmet conditions beside the score, and points short."""
    codes = (*(f"c{number}" for number in range(unmet)), *(("score_total",) if short else ()))
    waiting = tuple(f"o{number}" for number in range(missing + left))
    verdict = Verdict.FAIL if codes else Verdict.UNDETERMINED if waiting else Verdict.PASS
    return Judgement(verdict, None, None, short, codes, waiting, missing)


@pytest.mark.parametrize(
    ("found", "band"),
    [
        (judged(), Band.READY),
        (judged(left=2), Band.READY),
        (judged(missing=1), Band.OPEN),
        (judged(unmet=1), Band.ONE_STEP),
        (judged(10), Band.ONE_STEP),
        (judged(11), Band.NEAR),
        (judged(20), Band.NEAR),
        (judged(21), Band.FAR),
        (judged(10, unmet=1), Band.NEAR),
        (judged(11, unmet=1), Band.FAR),
        (judged(unmet=2), Band.NEAR),
        (judged(unmet=3), Band.FAR),
    ],
)
def test_bands(found: Judgement, band: Band) -> None:
    assert place(found, reported=True, holds=False)[0] is band
    low, high = distances(band)
    assert low <= place(found, reported=True, holds=False)[1] <= high
    assert place(found, reported=True, holds=True)[0] is Band.HOLDS
    expected = Band.READY if band is Band.READY else Band.UNKNOWN
    assert place(found, reported=False, holds=False)[0] is expected


def test_nearer_firms_have_smaller_distances() -> None:
    order = [judged(), judged(missing=1), judged(3), judged(9), judged(unmet=1), judged(12), judged(unmet=4)]
    found = [place(one, reported=True, holds=False)[1] for one in order]
    assert found == sorted(found)
    assert len(set(found)) == len(found)


def listed(**wanted: Any) -> list[int]:
    """The firms of the list, page after page."""
    found: list[int] = []
    cursor = None
    while True:
        page = pipeline(PipelineFilter(wanted.pop("rule_set_id", SME), **wanted), regions=HERE, cursor=cursor, size=2)
        found += [one.enterprise.id for one in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_the_list_pages_from_the_nearest_firm_on() -> None:
    firms = varied()
    declare(firms[0], CLEAN, actor=SYSTEM, at=LATER, on=ON)
    batch()
    every = listed()
    assert sorted(every) == sorted(firm.id for firm in firms)
    rows = {one.enterprise_id: one for one in db.session.scalars(select(Readiness).where(Readiness.rule_set_id == SME))}
    keys = [(rows[one].distance, rows[one].name_sort) for one in every]
    assert keys == sorted(keys)
    assert listed(region="330205001") == [firms[3].id]
    assert listed(region="330299") == []
    assert listed(industry="C-PH") == []
    for band, number in count_pipeline(PipelineFilter(SME), regions=HERE).items():
        assert len(listed(band=band)) == number
    by_region = bands_by_region(SME, regions=HERE)
    assert sum(sum(bands.values()) for bands in by_region.values()) == len(firms)
    assert sum(by_region["330205001"].values()) == 1
    assert sum(sum(bands.values()) for bands in bands_by_industry(SME, regions=HERE).values()) == len(firms)
    assert pipeline(PipelineFilter(SME), regions=()).rows == []
    by_name = pipeline_by_name(PipelineFilter(SME), regions=HERE, size=3)
    rest = pipeline_by_name(PipelineFilter(SME), regions=HERE, size=9, cursor=by_name.next_cursor)
    names = [one.readiness.name_sort for one in (*by_name.rows, *rest.rows)]
    assert names == sorted(names)
    assert len(names) == len(firms)
    assert assessed_days(SME) == (ON, ON)
    assert assessed_days("none") is None


def test_a_line_says_why() -> None:
    firm = enterprise()
    scenario(firm)
    declare(firm, {**CLEAN, "on_abnormal_list": True}, actor=SYSTEM, at=LATER, on=ON)
    refresh([firm.id], ON, LATER)
    assert [str(text) for text in reasons(row(firm))] == ["经营异常和严重违法失信名单"]
    assert listed(unmet="on_abnormal_list") == [firm.id]
    assert listed(unmet="abnormal_list") == []
    assert listed(unmet="on%list") == []
    assert "技术领域" in [str(text) for text in open_points(row(firm, HTE))]


def test_the_list_knows_who_cares_for_a_firm() -> None:
    firm, other = enterprise(), enterprise()
    owner = people.user()
    for tier, closed_at in ((Tier.SME, FOREVER), (Tier.SME, LATER), (Tier.HTE, LATER)):
        entry = CultivationEntry(
            public_id=new_public_id(), enterprise=firm, tier=tier, owner=owner, opened_at=START, closed_at=closed_at
        )
        db.session.add(entry)
    db.session.flush()
    rows = pipeline(PipelineFilter(SME), regions=HERE).rows
    assert {one.enterprise.id: one.entry is not None for one in rows} == {firm.id: True, other.id: False}
    assert listed(owner_id=owner.id) == [firm.id]
    assert listed(owner_id=owner.id, rule_set_id=HTE) == []
    assert sum(count_pipeline(PipelineFilter(SME, owner_id=owner.id), regions=HERE).values()) == 1
