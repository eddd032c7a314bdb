"""Writing the firms of an exchange folder: codes and dated profiles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from registry.core.types import FAR, FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence
from registry.enterprises.services import ProfileFacts, facts_of, profile_values
from registry.exchange.reader import Record, Sheet
from registry.extensions import db
from registry.reference.services import ensure_industry

if TYPE_CHECKING:
    from registry.exchange.loader import Loading, Tally

SINCE_EVER = date(1900, 1, 1)
"""The start of a profile whose firm has no registration date."""

Period = tuple[date, date]
Wanted = dict[Period, dict[str, Any]]
"""What a profile should say, by its period; only what the file has a column for."""

_FACTS = {
    "name": "name",
    "street_code": "region_code",
    "park": "park",
    "industry_code": "industry_code",
    "size_class": "size_class",
    "above_scale": "is_above_scale",
    "listed": "is_listed",
    "status": "presence",
}
_EMPTY = {"park": "", "industry_code": "", "presence": Presence.ACTIVE}


def profiles_by_firm(sheet: Sheet) -> dict[str, Wanted]:
    """The dated profiles of the firms that have any in the file."""
    wanted: dict[str, Wanted] = defaultdict(dict)
    for record in sheet.records():
        values = record.values
        wanted[values["uscc"]][values["valid_from"], values.get("valid_to") or FAR] = _facts(values)
    return dict(wanted)


def write(block: list[Record], profiles: dict[str, Wanted], loading: Loading, tally: Tally) -> None:
    """Add the firms that are new and bring the profiles of the others in line."""
    for code, name in {(r.values.get("industry_code"), r.values.get("industry")) for r in block}:
        if code:
            ensure_industry(code, name or "")
    known = _ids(record.values["uscc"] for record in block)
    new = [record for record in block if record.values["uscc"] not in known]
    if new:
        db.session.execute(insert(Enterprise), [_enterprise(record, loading) for record in new])
    loading.ids.update(_ids(record.values["uscc"] for record in block))
    believed = _believed([loading.ids[record.values["uscc"]] for record in block])
    retired: list[int] = []
    rows: list[dict[str, Any]] = []
    for record in block:
        enterprise_id = loading.ids[record.values["uscc"]]
        before = believed.get(enterprise_id, [])
        dated = profiles.get(record.values["uscc"])
        wanted = _completed(dated, record.values) if dated else _from_latest(record.values, before)
        if _agree(before, wanted):
            tally.unchanged += 1
            continue
        tally.added += not before
        tally.changed += bool(before)
        loading.changed_firms.add(enterprise_id)
        retired += [row.id for row in before]
        rows += [_profile(enterprise_id, period, facts, before, loading) for period, facts in wanted.items()]
    if retired:
        statement = update(EnterpriseProfile).where(EnterpriseProfile.id.in_(retired))
        db.session.execute(statement.values(retired_at=loading.at))
    if rows:
        db.session.execute(insert(EnterpriseProfile), rows)


def _facts(values: dict[str, Any]) -> dict[str, Any]:
    """Profile columns of the file's columns; an empty cell says "none" where the fact has such a value."""
    facts = {_FACTS[name]: value for name, value in values.items() if name in _FACTS}
    return {name: _EMPTY.get(name) if value is None else value for name, value in facts.items()}


def _completed(dated: Wanted, values: dict[str, Any]) -> Wanted:
    """Dated profiles; for what their file has no column for, the firm's row in enterprises.csv speaks."""
    latest = {**_facts(values), "presence": Presence.ACTIVE}
    return {period: {**latest, **facts} for period, facts in dated.items()}


def _from_latest(values: dict[str, Any], before: list[EnterpriseProfile]) -> Wanted:
    """The profiles that a row of enterprises.csv implies.

    The row gives the latest state alone. Where the registry knows a longer history that ends in that very state,
    the history is kept.
    """
    facts, left = _facts(values), values.get("left_on")
    start = values.get("registered_on") or (before[0].valid_from if before else SINCE_EVER)
    here = {**facts, "presence": Presence.ACTIVE}
    wanted: Wanted = {(start, left or FAR): here}
    if left:
        wanted[left, FAR] = facts
    history: Wanted = {(row.valid_from, row.valid_to): {} for row in before}
    ends = [row for row in before if row.valid_to == FAR]
    if ends and _says(ends[-1], facts) and _left_on(before) == left and before[0].valid_from == start:
        return history
    return wanted


def _left_on(rows: list[EnterpriseProfile]) -> date | None:
    """The day from which the firm is gone for good."""
    gone = None
    for row in reversed(rows):
        if row.presence is Presence.ACTIVE:
            break
        gone = row.valid_from
    return gone


def _agree(before: list[EnterpriseProfile], wanted: Wanted) -> bool:
    if {(row.valid_from, row.valid_to) for row in before} != wanted.keys():
        return False
    return all(_says(row, wanted[row.valid_from, row.valid_to]) for row in before)


def _says(row: EnterpriseProfile, facts: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in facts.items())


def _ids(codes: Iterable[str]) -> dict[str, int]:
    rows = db.session.execute(select(Enterprise.uscc, Enterprise.id).where(Enterprise.uscc.in_(list(codes))))
    return {row.uscc: row.id for row in rows}


def _believed(ids: list[int]) -> dict[int, list[EnterpriseProfile]]:
    profiles: dict[int, list[EnterpriseProfile]] = defaultdict(list)
    statement = (
        select(EnterpriseProfile)
        .where(EnterpriseProfile.enterprise_id.in_(ids), EnterpriseProfile.retired_at == FOREVER)
        .order_by(EnterpriseProfile.valid_from)
    )
    for row in db.session.scalars(statement):
        profiles[row.enterprise_id].append(row)
    return profiles


def _enterprise(record: Record, loading: Loading) -> dict[str, Any]:
    values = record.values
    return {
        "uscc": values["uscc"],
        "registered_on": values.get("registered_on"),
        "created_at": loading.at,
        "uscc_override_reason": "",
        "version": 1,
    }


def _profile(
    enterprise_id: int, period: Period, facts: dict[str, Any], before: list[EnterpriseProfile], loading: Loading
) -> dict[str, Any]:
    """A profile row; what the file has no column for is carried over from what was believed last."""
    carried = vars(facts_of(before[-1])) if before else {}
    complete = ProfileFacts(**{**carried, **facts})
    return {
        **profile_values(complete),
        "enterprise_id": enterprise_id,
        "valid_from": period[0],
        "valid_to": period[1],
        "source": loading.source,
        "recorded_at": loading.at,
        "retired_at": FOREVER,
    }
