"""What the registry knows of firms and of a scheme's recognitions, read once for a whole list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from registry.applications.models import Application, ApplicationState
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence
from registry.extensions import db
from registry.recognitions.identity import is_own_number, paper
from registry.recognitions.models import Recognition
from registry.reference.models import Scheme
from registry.rules.identifiers.uscc import organisation_code


@dataclass(frozen=True, slots=True)
class Period:
    """A believed profile over `[valid_from, valid_to)`, as far as a list may speak of it. Capital in 分."""

    id: int
    valid_from: date
    valid_to: date
    name: str
    name_key: str
    region_code: str
    presence: Presence
    legal_form: str
    address: str
    registered_capital: int | None


@dataclass(slots=True)
class Firm:
    """An enterprise with its believed profiles, oldest first; none where its registration was undone."""

    id: int
    uscc: str
    periods: list[Period] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name it has, or had last."""
        return self.periods[-1].name if self.periods else ""

    @property
    def name_keys(self) -> frozenset[str]:
        """The keys of its present and former names."""
        return frozenset(period.name_key for period in self.periods)

    def on(self, day: date) -> Period | None:
        """The profile of the day; else the last one begun before it, else the first."""
        begun = [period for period in self.periods if period.valid_from <= day]
        return begun[-1] if begun else next(iter(self.periods), None)


class Directory:
    """Firms by code, by the organisation code inside it, and by name."""

    def __init__(self, firms: Iterable[Firm]) -> None:
        self.by_id = {firm.id: firm for firm in firms}
        self.by_code = {firm.uscc: firm for firm in self.by_id.values()}
        self._by_organisation: dict[str, list[Firm]] = defaultdict(list)
        self._by_name: dict[str, list[Firm]] = defaultdict(list)
        for firm in self.by_id.values():
            self._by_organisation[organisation_code(firm.uscc)].append(firm)
            for key in sorted(firm.name_keys):
                self._by_name[key].append(firm)

    def of_organisation(self, code: str) -> list[Firm]:
        """Firms whose code holds the nine-character organisation code."""
        return self._by_organisation.get(code, []) if code else []

    def of_name(self, key: str) -> list[Firm]:
        """Firms that have or had the name."""
        return self._by_name.get(key, []) if key else []

    def names(self) -> list[tuple[str, Firm]]:
        """Every name with its firm."""
        return [(key, firm) for key, firms in self._by_name.items() for firm in firms]


@dataclass(frozen=True, slots=True)
class Title:
    """A believed recognition. `valid_to` and `revoked_on` are the first days it no longer holds."""

    id: int
    enterprise_id: int
    number: str
    issued_on: date
    valid_from: date
    valid_to: date


class Titles:
    """The believed recognitions of one scheme, and the applications that wait for its official result."""

    def __init__(self, scheme: Scheme, titles: Iterable[Title], forwarded: Iterable[tuple[int, int]] = ()) -> None:
        self.scheme = scheme
        self.by_number: dict[str, Title] = {}
        """By numbers that no second title has."""
        self._by_paper: dict[tuple[int, str], Title] = {}
        self._by_start: dict[tuple[int, date], Title] = {}
        self._by_issue: dict[tuple[int, date], list[Title]] = defaultdict(list)
        for title in titles:
            if is_own_number(scheme, title.number):
                self.by_number[title.number] = title
            elif title.number:
                self._by_paper[title.enterprise_id, paper(title.number)] = title
            self._by_start.setdefault((title.enterprise_id, title.valid_from), title)
            self._by_issue[title.enterprise_id, title.issued_on].append(title)
        self.forwarded = dict(forwarded)
        """Enterprise id -> the id of its application."""

    def find(self, enterprise_id: int, number: str, start: date | None, issued_on: date | None) -> Title | None:
        """The title that a line speaks of, perhaps another firm's where its number is nobody else's.

        Without such a number it is the firm's title by the paper, or else by the day from which it holds or on which
        it was given; where the scheme has numbers, by that day alone and only if nothing else was given on it.
        """
        if number and is_own_number(self.scheme, number):
            return self.by_number.get(number)
        issued = self._by_issue.get((enterprise_id, issued_on), []) if issued_on else []
        if self.scheme.own_number:
            return issued[0] if len(issued) == 1 else None
        found = self._by_paper.get((enterprise_id, paper(number))) if number else None
        if found is None and start is not None:
            found = self._by_start.get((enterprise_id, start))
        return found or next(iter(issued), None)


def load_directory() -> Directory:
    """Every firm of the registry as believed now."""
    profile = EnterpriseProfile
    rows = db.session.execute(
        select(
            Enterprise.id,
            Enterprise.uscc,
            profile.id,
            profile.valid_from,
            profile.valid_to,
            profile.name,
            profile.name_key,
            profile.region_code,
            profile.presence,
            profile.legal_form,
            profile.address,
            profile.registered_capital,
        )
        .outerjoin(profile, (profile.enterprise_id == Enterprise.id) & (profile.retired_at == FOREVER))
        .order_by(Enterprise.id, profile.valid_from)
    )
    firms: dict[int, Firm] = {}
    for enterprise_id, uscc, *values in rows:
        firm = firms.setdefault(enterprise_id, Firm(enterprise_id, uscc))
        if values[0] is not None:
            firm.periods.append(Period(*values))
    return Directory(firms.values())


def load_titles(scheme: Scheme) -> Titles:
    """The scheme's recognitions as believed now."""
    rows = db.session.execute(
        select(
            Recognition.id,
            Recognition.enterprise_id,
            Recognition.certificate_number,
            Recognition.issued_on,
            Recognition.valid_from,
            Recognition.valid_to,
        )
        .where(Recognition.scheme_code == scheme.code, Recognition.retired_at == FOREVER)
        .order_by(Recognition.id)
    )
    waiting = db.session.execute(
        select(Application.enterprise_id, Application.id)
        .where(Application.scheme_code == scheme.code, Application.state == ApplicationState.FORWARDED)
        .order_by(Application.id)
    )
    return Titles(scheme, (Title(*row) for row in rows), [(enterprise_id, one) for enterprise_id, one in waiting])
