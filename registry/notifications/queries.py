"""What reminders rest on, for many firms in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from sqlalchemy import func, select

from registry.applications.models import Application, ApplicationRevision, ApplicationState, Remark
from registry.changes.models import ChangeKind, ChangeRequest, ChangeStep
from registry.core.clock import day_of
from registry.core.types import FAR, FOREVER
from registry.enterprises.models import EnterpriseProfile
from registry.extensions import db
from registry.intellectual_property.ledger import due_fee, is_expiring, last_day
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.queries import in_force_on
from registry.notifications.audience import Firm
from registry.notifications.dates import Correction, Facts, HeldTitle, RightsDue
from registry.recognitions.models import Recognition
from registry.reference.models import Scheme
from registry.reports.models import ReportRevision
from registry.rules.lifecycle.states import Title

_YEARS = 8


def facts_for(firms: Mapping[int, Firm], on: date) -> Iterator[tuple[Firm, Facts]]:
    """The facts of each of these firms on the day, by number."""
    titles, filed = _titles(firms, on), _filed(firms, on)
    renamed, reported, corrections = _renamed(firms, on), _reported(firms), _corrections(firms)
    fees, endings = _rights(firms, on)
    for number, firm in firms.items():
        yield (
            firm,
            Facts(
                firm=firm.name,
                titles=titles.get(number, ()),
                filed=filed.get(number, {}),
                renamed=renamed.get(number, ()),
                reported=reported.get(number, frozenset()),
                corrections=corrections.get(number, ()),
                fees=fees.get(number),
                endings=endings.get(number),
            ),
        )


def _titles(enterprise_ids: Collection[int], on: date) -> dict[int, list[HeldTitle]]:
    """Titles that hold on the day or will."""
    row = Recognition
    statement = (
        select(row.enterprise_id, row.valid_from, row.valid_to, row.revoked_on, Scheme)
        .join(Scheme, Scheme.code == row.scheme_code)
        .where(row.enterprise_id.in_(enterprise_ids), row.retired_at == FOREVER, row.valid_to > on)
        .order_by(row.enterprise_id, row.valid_from, row.id)
    )
    found: dict[int, list[HeldTitle]] = defaultdict(list)
    for number, valid_from, valid_to, revoked_on, scheme in db.session.execute(statement):
        title = Title(
            scheme_code=scheme.code,
            validity=scheme.validity,
            valid_from=valid_from,
            valid_to=date.max if valid_to == FAR else valid_to,
            revoked_on=revoked_on,
        )
        if title.ends_on > on:
            found[number].append(HeldTitle(title, scheme.label))
    return found


def _filed(enterprise_ids: Collection[int], on: date) -> dict[int, dict[int, date]]:
    """The day on which each year's report was first sent."""
    row = ReportRevision
    statement = (
        select(row.enterprise_id, row.year, func.min(row.recorded_at))
        .where(row.enterprise_id.in_(enterprise_ids), row.year >= on.year - _YEARS)
        .group_by(row.enterprise_id, row.year)
    )
    found: dict[int, dict[int, date]] = defaultdict(dict)
    for number, year, at in db.session.execute(statement):
        found[number][year] = day_of(at)
    return found


def _renamed(enterprise_ids: Collection[int], on: date) -> dict[int, list[date]]:
    """The days of the last hundred on which a new name began."""
    row = EnterpriseProfile
    statement = (
        select(row.enterprise_id, row.valid_from, row.name)
        .where(row.enterprise_id.in_(enterprise_ids), row.retired_at == FOREVER, row.valid_from <= on)
        .order_by(row.enterprise_id, row.valid_from, row.id)
    )
    found: dict[int, list[date]] = defaultdict(list)
    before: tuple[int, str] = (0, "")
    for number, day, name in db.session.execute(statement):
        if before[0] == number and before[1] != name and day > on - timedelta(days=100):
            found[number].append(day)
        before = (number, name)
    return found


def _reported(enterprise_ids: Collection[int]) -> dict[int, set[tuple[str, date]]]:
    """By scheme the days of new names after which the firm did what its title asks."""
    statement = (
        select(ChangeRequest.enterprise_id, ChangeStep.scheme_code, ChangeRequest.effective_on)
        .join(ChangeRequest, ChangeRequest.id == ChangeStep.change_id)
        .where(ChangeRequest.enterprise_id.in_(enterprise_ids), ChangeRequest.kind == ChangeKind.RENAME)
    )
    found: dict[int, set[tuple[str, date]]] = defaultdict(set)
    for number, scheme, day in db.session.execute(statement):
        found[number].add((scheme, day))
    return found


def _corrections(enterprise_ids: Collection[int]) -> dict[int, list[Correction]]:
    """Applications that wait for the firm, with how many items of the last revision were remarked on."""
    last = (
        select(func.max(ApplicationRevision.id))
        .where(ApplicationRevision.application_id == Application.id)
        .correlate(Application)
        .scalar_subquery()
    )
    items = (
        select(func.count(Remark.item.distinct()))
        .where(Remark.revision_id == last)
        .correlate(Application)
        .scalar_subquery()
    )
    statement = (
        select(Application.enterprise_id, Application.public_id, Application.due_on, items, Scheme)
        .join(Scheme, Scheme.code == Application.scheme_code)
        .where(Application.enterprise_id.in_(enterprise_ids), Application.state == ApplicationState.RETURNED)
        .order_by(Application.id)
    )
    found: dict[int, list[Correction]] = defaultdict(list)
    for number, public_id, due, count, scheme in db.session.execute(statement):
        if due is not None:
            found[number].append(Correction(public_id, scheme.label, due, count))
    return found


def _rights(enterprise_ids: Collection[int], on: date) -> tuple[dict[int, RightsDue], dict[int, RightsDue]]:
    """By firm the yearly fees and the ends of terms that are near, of its rights in force."""
    right = IntellectualProperty
    statement = (
        select(right)
        .where(right.enterprise_id.in_(enterprise_ids), right.retired_at == FOREVER, in_force_on(on))
        .order_by(right.enterprise_id, right.number, right.id)
    )
    fees: dict[int, list[tuple[date, str]]] = defaultdict(list)
    endings: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for one in db.session.scalars(statement):
        fee, end = due_fee(one, on), last_day(one)
        if fee is not None:
            fees[one.enterprise_id].append((fee.due, one.number))
        if end is not None and is_expiring(one, on):
            endings[one.enterprise_id].append((end, one.number))
    return _first_of(fees), _first_of(endings)


def _first_of(near: Mapping[int, list[tuple[date, str]]]) -> dict[int, RightsDue]:
    return {firm: RightsDue(len(days), number, day) for firm, days in near.items() for day, number in [min(days)]}
