"""Made-up firms for property tests: any fact may be unknown, figures lean towards the edges of the bands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hypothesis import strategies as st

from registry.rules.facts import Fact, FactField, FactKind
from registry.rules.tech_sme import FIELDS

ON = date(2026, 3, 1)

counts = st.one_of(
    st.integers(0, 12), st.sampled_from([49, 50, 99, 100, 125, 150, 499, 500, 501]), st.integers(0, 2000)
)
amounts = st.one_of(
    st.integers(0, 20),
    st.sampled_from([0, 1, 60_000_000, 300_000_000, 360_000_000, 6_000_000_000, 19_999_999_999, 20_000_000_000]),
    st.integers(0, 25_000_000_000),
)
signed_amounts = st.one_of(amounts, st.integers(-25_000_000_000, -1))
days = st.one_of(
    st.dates(date(2015, 1, 1), ON), st.sampled_from([date(2024, 2, 29), date(2025, 3, 1), date(2025, 3, 2), ON])
)
people = st.one_of(st.integers(0, 12), st.sampled_from([49, 50, 99, 100]), st.integers(0, 600))
months = st.lists(st.tuples(people, people), min_size=1, max_size=12).map(tuple)
values: dict[FactKind, st.SearchStrategy[Fact]] = {
    FactKind.COUNT: counts,
    FactKind.MONEY: amounts,
    FactKind.SIGNED_MONEY: signed_amounts,
    FactKind.FLAG: st.booleans(),
    FactKind.DAY: days,
    FactKind.MONTHS: months,
}


def facts_for(fields: Iterable[FactField], *, known: bool = False) -> st.SearchStrategy[dict[str, Fact]]:
    """Facts by name for any rule set's fields; with `known` nothing is left open."""
    return st.fixed_dictionaries(
        {field.name: values[field.kind] if known else st.none() | values[field.kind] for field in fields}
    )


def firms(*, known: bool = False) -> st.SearchStrategy[dict[str, Fact]]:
    """Facts of one firm as `tech_sme_2017` takes them."""
    return facts_for(FIELDS, known=known)
