"""The pure derivation: every way in which facts become counted days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.core.types import FAR
from registry.enterprises.models import Presence
from registry.recognitions.models import ALL_SCHEMES, REGISTERED, SpanEnd, SpanStart
from registry.recognitions.spans import Held, Place, ProfilePeriod, Span, derive_spans

KONGPU = Place("330205003", "", "C-NM")
CICHENG = Place("330205103", "", "C-NM")
Y20, Y21, Y22, Y23, Y24 = (date(year, 1, 1) for year in range(2020, 2025))


def here(start: date = Y20, end: date = FAR, place: Place = KONGPU) -> ProfilePeriod:
    return ProfilePeriod(start, end, Presence.ACTIVE, place)


def gone(start: date, why: Presence = Presence.MOVED_OUT, end: date = FAR) -> ProfilePeriod:
    return ProfilePeriod(start, end, why, KONGPU)


def hte(start: date, end: date, revoked_on: date | None = None) -> Held:
    return Held("hte", "national_hte", start, end, revoked_on)


def tier_spans(profiles: list[ProfilePeriod], held: list[Held], scheme: str = ALL_SCHEMES) -> list[Span]:
    spans = [one for one in derive_spans(profiles, held) if one.tier == "hte" and one.scheme == scheme]
    return sorted(spans, key=lambda one: one.d0)


def brief(spans: list[Span]) -> list[tuple[date, date, SpanStart, SpanEnd | None]]:
    return [(one.d0, one.d1, one.started_by, one.ended_by) for one in spans]


def test_a_title_counts_from_its_first_day_to_the_eve_of_its_end() -> None:
    assert brief(tier_spans([here()], [hte(Y21, Y22)])) == [(Y21, Y22, SpanStart.RECOGNISED, SpanEnd.EXPIRED)]


def test_back_to_back_and_overlapping_renewals_are_one_span() -> None:
    held = [hte(Y20, Y21), hte(Y21, Y22), hte(date(2021, 6, 1), Y23)]
    assert brief(tier_spans([here()], held)) == [(Y20, Y23, SpanStart.RECOGNISED, SpanEnd.EXPIRED)]


def test_a_gap_of_one_day_makes_the_second_span_regained() -> None:
    spans = tier_spans([here()], [hte(Y20, Y21), hte(date(2021, 1, 2), Y22)])
    assert [one.started_by for one in spans] == [SpanStart.RECOGNISED, SpanStart.REGAINED]


def test_revocation_cuts_on_its_day() -> None:
    day = date(2021, 5, 20)
    assert brief(tier_spans([here()], [hte(Y21, Y23, day)])) == [(Y21, day, SpanStart.RECOGNISED, SpanEnd.REVOKED)]


def test_revocation_of_one_title_leaves_the_days_another_covers() -> None:
    spans = tier_spans([here()], [hte(Y20, Y23, Y21), hte(date(2020, 6, 1), Y22)])
    assert brief(spans) == [(Y20, Y22, SpanStart.RECOGNISED, SpanEnd.EXPIRED)]


def test_a_title_revoked_on_or_before_its_first_day_never_counts() -> None:
    assert tier_spans([here()], [hte(Y21, Y22, Y21)]) == []
    assert tier_spans([here()], [hte(Y21, Y22, Y20)]) == []


@pytest.mark.parametrize(
    ("why", "cause"), [(Presence.MOVED_OUT, SpanEnd.MOVED_OUT), (Presence.DEREGISTERED, SpanEnd.DEREGISTERED)]
)
def test_leaving_ends_the_count_whatever_the_title_says(why: Presence, cause: SpanEnd) -> None:
    assert brief(tier_spans([here(Y20, Y22), gone(Y22, why)], [hte(Y21, Y24)])) == [
        (Y21, Y22, SpanStart.RECOGNISED, cause)
    ]


def test_moving_in_with_a_title_in_force() -> None:
    spans = tier_spans([gone(Y20, end=Y22), here(Y22)], [hte(Y21, Y24)])
    assert brief(spans) == [(Y22, Y24, SpanStart.MOVED_IN, SpanEnd.EXPIRED)]


def test_moving_inside_the_district_splits_where_the_street_changes() -> None:
    spans = tier_spans([here(Y20, Y22), here(Y22, place=CICHENG)], [hte(Y21, Y24)])
    assert [one.place for one in spans] == [KONGPU, CICHENG]
    assert brief(spans) == [
        (Y21, Y22, SpanStart.RECOGNISED, SpanEnd.MOVED_OUT),
        (Y22, Y24, SpanStart.MOVED_IN, SpanEnd.EXPIRED),
    ]


def test_a_rename_splits_nothing() -> None:
    assert len(tier_spans([here(Y20, Y22), here(Y22)], [hte(Y21, Y24)])) == 1


def test_a_title_that_runs_out_on_the_day_of_leaving_has_run_out() -> None:
    assert tier_spans([here(Y20, Y22), gone(Y22)], [hte(Y21, Y22)])[0].ended_by is SpanEnd.EXPIRED


def test_two_schemes_of_a_tier_are_merged_for_the_tier_and_kept_apart_for_themselves() -> None:
    national, provincial = Held("sme", "national_sme", Y20, Y21), Held("sme", "zhejiang_sme", Y20, FAR)
    spans = {(one.scheme, one.d0, one.d1, one.ended_by) for one in derive_spans([here()], [national, provincial])}
    assert {
        (ALL_SCHEMES, Y20, FAR, None),
        ("national_sme", Y20, Y21, SpanEnd.EXPIRED),
        ("zhejiang_sme", Y20, FAR, None),
    } <= spans


def test_presence_alone_is_counted_as_registered() -> None:
    spans = derive_spans([here(Y20, Y22), gone(Y22)], [])
    assert {(one.tier, one.d0, one.d1, one.ended_by) for one in spans} == {(REGISTERED, Y20, Y22, SpanEnd.MOVED_OUT)}


def test_without_a_profile_nothing_counts() -> None:
    assert derive_spans([], [hte(Y20, Y21)]) == set()


DAYS = st.integers(0, 60).map(lambda offset: date.fromordinal(Y20.toordinal() + offset))


@st.composite
def _histories(draw: st.DrawFn) -> tuple[list[ProfilePeriod], list[Held]]:
    cuts = sorted(draw(st.sets(DAYS, min_size=1, max_size=5)))
    profiles = [
        ProfilePeriod(start, end, draw(st.sampled_from(Presence)), draw(st.sampled_from([KONGPU, CICHENG])))
        for start, end in zip(cuts, [*cuts[1:], FAR], strict=True)
    ]
    held = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(DAYS)
        end = date.fromordinal(start.toordinal() + draw(st.integers(1, 30)))
        held.append(hte(start, end, draw(st.none() | DAYS)))
    return profiles, held


@given(_histories())
def test_every_day_counts_exactly_when_a_title_holds_and_the_firm_is_here(
    history: tuple[list[ProfilePeriod], list[Held]],
) -> None:
    profiles, held = history
    spans = tier_spans(profiles, held)
    for offset in range(-2, 95):
        day = date.fromordinal(Y20.toordinal() + offset)
        profile = next((one for one in profiles if one.start <= day < one.end), None)
        holds = any(one.start <= day < one.end and (one.revoked_on is None or day < one.revoked_on) for one in held)
        expected = [profile.place] if holds and profile and profile.presence is Presence.ACTIVE else []
        assert [one.place for one in spans if one.d0 <= day < one.d1] == expected
    for earlier, later in zip(spans, spans[1:], strict=False):
        assert earlier.d1 < later.d0 or (earlier.d1 == later.d0 and earlier.place != later.place)
