"""Made-up firms for property tests: any fact may be unknown, figures lean towards the edges of the bands."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from registry.rules.facts import FactKind
from registry.rules.tech_sme import FIELDS, SmeFacts

ON = date(2026, 3, 1)

counts = st.one_of(
    st.integers(0, 12), st.sampled_from([49, 50, 99, 100, 125, 150, 499, 500, 501]), st.integers(0, 2000)
)
amounts = st.one_of(
    st.integers(0, 20),
    st.sampled_from([0, 1, 60_000_000, 300_000_000, 360_000_000, 6_000_000_000, 19_999_999_999, 20_000_000_000]),
    st.integers(0, 25_000_000_000),
)
values = {FactKind.COUNT: counts, FactKind.MONEY: amounts, FactKind.FLAG: st.booleans()}


def firms(*, known: bool = False) -> st.SearchStrategy[SmeFacts]:
    """Facts of one firm; with `known` nothing is left open."""
    return st.builds(
        SmeFacts,
        **{field.name: values[field.kind] if known else st.none() | values[field.kind] for field in FIELDS},
    )
