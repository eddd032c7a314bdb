"""Random small histories made by the services, and a slow count of firms straight from the facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from registry.core.actor import SYSTEM
from registry.core.errors import DomainError
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence
from registry.enterprises.services import record_profile
from registry.extensions import db
from registry.recognitions.models import Recognition
from registry.recognitions.services import RecognitionFacts, believed_recognitions, correct, recognise, revoke, withdraw
from registry.reference.queries import schemes
from registry.statistics.population import Population
from tests.factories.enterprises import enterprise
from tests.factories.time import START

FIRST = date(2020, 1, 1)
REGIONS = ("330205", "330205003", "330205005")
INDUSTRIES = ("", "C-NM", "I-SW")
SCHEMES = ("national_sme", "zhejiang_sme", "national_hte")

days = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=30 * n))
lengths = st.sampled_from([1, 365, 900])
firms = st.integers(0, 2)
titles = st.tuples(st.just("recognise"), firms, st.sampled_from(SCHEMES), days, lengths)
steps = st.one_of(
    titles,
    st.tuples(st.just("revoke"), firms, st.integers(0, 3), st.integers(0, 11)),
    st.tuples(st.just("shift"), firms, st.integers(0, 3), days, lengths),
    st.tuples(st.just("withdraw"), firms, st.integers(0, 3)),
    st.tuples(st.just("move"), firms, st.sampled_from(REGIONS), st.sampled_from(INDUSTRIES), days),
    st.tuples(st.just("leave"), firms, st.sampled_from([Presence.MOVED_OUT, Presence.DEREGISTERED]), days),
    st.tuples(st.just("return"), firms, days),
)
# titles first, so that most of what follows finds something to change
histories = st.builds(
    lambda first, then: first + then, st.lists(titles, min_size=2, max_size=5), st.lists(steps, min_size=2, max_size=9)
)


@dataclass
class Told:
    """What a history left: its firms, and the instants at which the registry learnt something."""

    enterprises: list[Enterprise]
    instants: list[datetime]


def begin() -> Told:
    """Three firms in two streets."""
    return Told([enterprise(region=REGIONS[n], since=date(2019, 1, 1)) for n in range(3)], [START])


def tell(told: Told, step: tuple[Any, ...]) -> None:
    """Do one step at an instant later than all before; what a service refuses does not happen."""
    at = told.instants[-1] + timedelta(hours=1)
    told.instants.append(at)
    kind, who, *rest = step
    savepoint = db.session.begin_nested()
    try:
        _STEPS[kind](told.enterprises[who], at, *rest)
        db.session.flush()
        savepoint.commit()
    except DomainError:
        savepoint.rollback()


def _recognise(firm: Enterprise, at: datetime, scheme: str, start: date, length: int) -> None:
    end = start + timedelta(days=length)
    facts = RecognitionFacts(
        scheme_code=scheme, certificate_number=f"N{at:%d%H%M%S}", issued_on=start, valid_from=start, valid_to=end
    )
    recognise(firm, facts, source="test", actor=SYSTEM, at=at)


def _revoke(firm: Enterprise, at: datetime, which: int, months: int) -> None:
    if row := _title(firm, which):
        on = row.valid_from + timedelta(days=30 * months)
        revoke(row, revoked_on=on, ground="依据", document="", actor=SYSTEM, at=at)


def _shift(firm: Enterprise, at: datetime, which: int, start: date, length: int) -> None:
    if row := _title(firm, which):
        changes = {"valid_from": start, "valid_to": start + timedelta(days=length), "revoked_on": None}
        correct(row, changes, reason="录错", actor=SYSTEM, at=at)


def _withdraw(firm: Enterprise, at: datetime, which: int) -> None:
    if row := _title(firm, which):
        withdraw(row, reason="重复", actor=SYSTEM, at=at)


def _change(firm: Enterprise, at: datetime, start: date, **changes: Any) -> None:
    record_profile(firm, changes, valid_from=start, source="test", actor=SYSTEM, at=at)


def _title(firm: Enterprise, which: int) -> Recognition | None:
    rows = believed_recognitions(firm.id)
    return rows[which % len(rows)] if rows else None


_STEPS: dict[str, Any] = {
    "recognise": _recognise,
    "revoke": _revoke,
    "shift": _shift,
    "withdraw": _withdraw,
    "move": lambda firm, at, region, industry, on: _change(firm, at, on, region_code=region, industry_code=industry),
    "leave": lambda firm, at, presence, on: _change(firm, at, on, presence=presence),
    "return": lambda firm, at, on: _change(firm, at, on, presence=Presence.ACTIVE),
}


def slow_count(population: Population, told: Told) -> set[int]:
    """The firms of the population, found from profiles and recognitions one by one without any span."""
    tiers = {scheme.code: scheme.tier.value for scheme in schemes()}
    return {firm.id for firm in told.enterprises if _is_member(firm.id, population, tiers)}


def _is_member(enterprise_id: int, population: Population, tiers: dict[str, str]) -> bool:
    profiles = [
        row
        for row in db.session.scalars(select(EnterpriseProfile).where(EnterpriseProfile.enterprise_id == enterprise_id))
        if row.valid_from <= population.on < row.valid_to and _was_known(row, population.known_at)
    ]
    assert len(profiles) <= 1
    if not profiles or profiles[0].presence != Presence.ACTIVE:
        return False
    code = profiles[0].region_code
    wanted = population.region
    if wanted is not None and not (code == wanted if population.is_exact_region else code.startswith(wanted)):
        return False
    if population.industry is not None and profiles[0].industry_code != population.industry:
        return False
    titles = db.session.scalars(select(Recognition).where(Recognition.enterprise_id == enterprise_id))
    return population.tier == "registered" or any(
        row.valid_from <= population.on < min(row.valid_to, row.revoked_on or row.valid_to)
        and _was_known(row, population.known_at)
        and tiers[row.scheme_code] == population.tier
        and population.scheme in ("*", row.scheme_code)
        for row in titles
    )


def _was_known(row: Any, known_at: datetime | None) -> bool:
    return row.retired_at.year == 9999 if known_at is None else row.recorded_at <= known_at < row.retired_at
