"""Keeping the stored spans equal to what the facts imply, in the transaction that changes the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from registry.core.facts import on_facts_changed
from registry.core.types import FOREVER
from registry.enterprises.models import EnterpriseProfile
from registry.extensions import db
from registry.recognitions.models import MembershipSpan, Recognition, month_number
from registry.recognitions.months import follow
from registry.recognitions.spans import Held, Place, ProfilePeriod, Span, derive_spans
from registry.reference.models import Scheme

BLOCK = 500
"""Enterprises per round: bounds memory and the length of an IN list."""


def rederive(enterprise_ids: Collection[int], at: datetime) -> None:
    """Retire spans that no longer follow from the facts and add those that now do, as known from `at`."""
    ids = iter(sorted(enterprise_ids))
    while block := list(islice(ids, BLOCK)):
        _apply(_wanted(block), _stored(block), at)


def differences(enterprise_ids: Collection[int]) -> list[int]:
    """Enterprises whose stored spans differ from a fresh derivation: none, or a defect."""
    ids = iter(sorted(enterprise_ids))
    differing: list[int] = []
    while block := list(islice(ids, BLOCK)):
        stored = {enterprise_id: set(spans) for enterprise_id, spans in _stored(block).items()}
        wanted = _wanted(block)
        differing += [one for one in block if stored.get(one, set()) != wanted.get(one, set())]
    return differing


def _wanted(block: Sequence[int]) -> dict[int, set[Span]]:
    db.session.flush()
    profiles: dict[int, list[ProfilePeriod]] = defaultdict(list)
    for row in db.session.execute(_profiles(block)):
        place = Place(row.region_code, row.park, row.industry_code)
        profiles[row.enterprise_id].append(ProfilePeriod(row.valid_from, row.valid_to, row.presence, place))
    held: dict[int, list[Held]] = defaultdict(list)
    for row in db.session.execute(_recognitions(block)):
        held[row.enterprise_id].append(
            Held(row.tier.value, row.scheme_code, row.valid_from, row.valid_to, row.revoked_on)
        )
    return {one: derive_spans(profiles[one], held.get(one, ())) for one in profiles}


def _profiles(block: Sequence[int]) -> Any:
    profile = EnterpriseProfile
    return select(
        profile.enterprise_id,
        profile.valid_from,
        profile.valid_to,
        profile.presence,
        profile.region_code,
        profile.park,
        profile.industry_code,
    ).where(profile.enterprise_id.in_(block), profile.retired_at == FOREVER)


def _recognitions(block: Sequence[int]) -> Any:
    return (
        select(
            Recognition.enterprise_id,
            Scheme.tier,
            Recognition.scheme_code,
            Recognition.valid_from,
            Recognition.valid_to,
            Recognition.revoked_on,
        )
        .join(Scheme, Scheme.code == Recognition.scheme_code)
        .where(Recognition.enterprise_id.in_(block), Recognition.retired_at == FOREVER)
    )


def _stored(block: Sequence[int]) -> dict[int, dict[Span, tuple[int, datetime]]]:
    """Believed spans with the row's id and the instant since which it is believed."""
    span = MembershipSpan
    rows = db.session.execute(select(span.__table__).where(span.enterprise_id.in_(block), span.retired_at == FOREVER))
    stored: dict[int, dict[Span, tuple[int, datetime]]] = defaultdict(dict)
    for row in rows:
        stored[row.enterprise_id][_span(row)] = (row.id, row.recorded_at)
    return stored


def _span(row: Row[Any]) -> Span:
    place = Place(row.region_code, row.park, row.industry_code)
    return Span(row.tier, row.scheme, place, row.d0, row.d1, row.started_by, row.ended_by)


def _apply(wanted: dict[int, set[Span]], stored: dict[int, dict[Span, tuple[int, datetime]]], at: datetime) -> None:
    outdated = [
        (span, *known)
        for one, spans in stored.items()
        for span, known in spans.items()
        if span not in wanted.get(one, set())
    ]
    # what this same transaction had added was never known to anybody: it goes without a trace
    never_known = [row_id for _, row_id, recorded_at in outdated if recorded_at >= at]
    believed = [row_id for _, row_id, recorded_at in outdated if recorded_at < at]
    if never_known:
        db.session.execute(delete(MembershipSpan).where(MembershipSpan.id.in_(never_known)))
    if believed:
        db.session.execute(update(MembershipSpan).where(MembershipSpan.id.in_(believed)).values(retired_at=at))
    added = list(_new(wanted, stored))
    if added:
        # one statement for all, whether they have an end or not
        rows = [_row(one, span, at) for one, span in added]
        db.session.execute(insert(MembershipSpan).execution_options(render_nulls=True), rows)
    follow([span for span, *_ in outdated], [span for _, span in added])


def _new(
    wanted: dict[int, set[Span]], stored: dict[int, dict[Span, tuple[int, datetime]]]
) -> Iterator[tuple[int, Span]]:
    for enterprise_id, spans in sorted(wanted.items()):
        fresh = spans - stored.get(enterprise_id, {}).keys()
        for span in sorted(fresh, key=lambda one: (one.tier, one.scheme, one.d0)):
            yield enterprise_id, span


def _row(enterprise_id: int, span: Span, at: datetime) -> dict[str, Any]:
    return {
        "enterprise_id": enterprise_id,
        "tier": span.tier,
        "scheme": span.scheme,
        **span.place._asdict(),
        "d0": span.d0,
        "d1": span.d1,
        "m0": month_number(span.d0),
        "m1": month_number(span.d1),
        "started_by": span.started_by,
        "ended_by": span.ended_by,
        "recorded_at": at,
        "retired_at": FOREVER,
    }


on_facts_changed(rederive)
