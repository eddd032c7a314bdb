"""Which firms of the invented district the demo's cases are about, and who acts for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from registry.cli.demo.aims import Lack
from registry.cli.demo.generator import COLUMNS, District, Row
from registry.cli.demo.identity import Facts, Identity
from registry.cli.demo.people import STREETS, SUBMITTERS

_SETTLED = timedelta(days=400)
_GROWN = timedelta(days=800)
_WANTED_PERCENT = 5
_FULL_YEARS = 3
_GROWTH_WORTH = 3
"""Growing counts like so many results of R&D put to use."""
_FIRMS_WITH_CASES = 40


@dataclass
class CaseFirm:
    """A firm of one of the streets with officers; `held` are the tiers of its titles in force today.

    `report` and `extras` are its rows of the last year. `has_rights` says whether the registry knows of some
    intellectual property by now, whenever that was recorded; `lack` what it falls short of as a 高企, None where it
    does not say enough to tell; `grows` whether it sold more and owned more each year.
    """

    identity: Identity
    facts: Facts
    held: frozenset[str]
    entered_this_year: bool
    report: Row | None = None
    extras: Row | None = None
    lack: Lack | None = None
    grows: bool = False
    submitter: str = ""
    reports_by_hand: bool = False
    has_rights: bool = False
    schemes: set[str] = field(default_factory=set)

    @property
    def uscc(self) -> str:
        """The unified social credit code."""
        return self.identity.uscc

    @property
    def region(self) -> str:
        """The street."""
        return self.facts.street_code

    def suits(self, scheme: str) -> bool:
        """Whether an application for the scheme would make sense."""
        if scheme == "national_sme":
            return "sme" not in self.held and not self.entered_this_year and self._spends(_WANTED_PERCENT)
        if scheme == "zhejiang_sme":
            return self.identity.standing.sme_entry is not None
        if scheme == "national_hte":
            return "hte" not in self.held and "sme" in self.held
        return "hte" in self.held and "leading" not in self.held

    def is_near(self, scheme: str) -> bool:
        """Whether its data speak for the application as well."""
        return scheme != "national_hte" or (self.lack is Lack.NOTHING and self._spends(_WANTED_PERCENT))

    @property
    def is_one_step_short(self) -> bool:
        """An sme that by its data lacks some income from high-tech products to be a 高企, and nothing else."""
        wants_income = self.lack is Lack.HIGH_TECH_INCOME and self.has_rights and self.suits("national_hte")
        return wants_income and self._spends(_WANTED_PERCENT)

    @property
    def promise(self) -> int:
        """How many points of the score its figures speak for, roughly."""
        cells = dict(zip(COLUMNS["report_figures"], self.extras or (), strict=False))
        return int(cells.get("transformations", 0)) + _GROWTH_WORTH * self.grows

    def _spends(self, percent: int) -> bool:
        """Whether last year's R&D was more than so much of its sales, for one who ever was an sme."""
        if self.report is None or self.identity.standing.sme_entry is None:
            return False
        cells = dict(zip(COLUMNS["annual_reports"], self.report, strict=True))
        return Decimal(cells["rd_spend"]) * 100 > Decimal(cells["revenue"]) * percent


def case_firm(
    district: District, identity: Identity, certificates: Iterable[Row], today: date, report_year: int
) -> CaseFirm | None:
    """The firm as a candidate for cases, with its figures of `report_year` if it has any.

    None where it is elsewhere, young, or moved or changed lately.
    """
    begun = [segment for segment in identity.history if segment.valid_from <= today]
    if not begun or not identity.here_on(today) or identity.registered_on > today - _GROWN:
        return None
    segment = begun[-1]
    if segment.facts.street_code not in STREETS or segment.valid_from > today - _SETTLED:
        return None
    columns = COLUMNS["certifications"]
    titles = [dict(zip(columns, row, strict=True)) for row in certificates]
    day = today.isoformat()
    held = {
        title["tier"]
        for title in titles
        if title["valid_from"] <= day <= title["valid_to"] and not ("" < title["revoked_on"] <= day)
    }
    this_year = any(title["tier"] == "sme" and title["issued_on"][:4] == day[:4] for title in titles)
    firm = CaseFirm(identity, segment.facts, frozenset(held), this_year)
    _add_figures(firm, district, report_year)
    return firm


def _add_figures(firm: CaseFirm, district: District, year: int) -> None:
    last = [row for row in district.report_rows(firm.identity) if 0 <= year - int(row[1]) < _FULL_YEARS]
    firm.report = next((row for row in last if int(row[1]) == year), None)
    firm.extras = next((row for row in district.extra_rows(firm.identity) if int(row[1]) == year), None)
    aim = district.aim(firm.identity)
    if aim.answers and aim.reports and len(last) == _FULL_YEARS:
        firm.lack, firm.grows = aim.lack, _rises(last, "revenue") and _rises(last, "net_assets")


def _rises(rows: list[Row], figure: str) -> bool:
    place = COLUMNS["annual_reports"].index(figure)
    amounts = [Decimal(row[place]) for row in rows]
    return all(before < now for before, now in pairwise(amounts))


class Choice:
    """Deals candidates out to cases: fitting ones first, those without a case before others."""

    def __init__(self, candidates: list[CaseFirm]) -> None:
        self._candidates = candidates
        self.chosen: list[CaseFirm] = []

    def take_first(self) -> CaseFirm | None:
        """The firm whose story is told best; the first submitter speaks for it alone."""
        if not self._candidates:
            return None
        firm = min(
            self._candidates,
            key=lambda one: (not one.is_one_step_short, not one.suits("national_hte"), -one.promise),
        )
        self._engage(firm)
        return firm

    def take(self, scheme: str, *, fitting: bool = True) -> CaseFirm | None:
        """A firm without an application of the scheme so far, one that fits it or not; None when all have one.

        Once enough firms have a case, those get another before more firms do.
        """
        free = [firm for firm in self._candidates if scheme not in firm.schemes]
        if not free:
            return None
        is_enough = len(self.chosen) >= _FIRMS_WITH_CASES
        firm = min(
            free,
            key=lambda one: (
                one.suits(scheme) != fitting,
                fitting and not one.is_near(scheme),
                is_enough and not one.submitter,
                len(one.schemes),
            ),
        )
        firm.schemes.add(scheme)
        self._engage(firm)
        return firm

    def take_reporting(self) -> CaseFirm | None:
        """A firm that is to file its last report by hand, if there is one, without applications; each once."""
        free = [firm for firm in reversed(self._candidates) if firm.report is not None and not firm.reports_by_hand]
        if not free:
            return None
        firm = min(free, key=lambda one: len(one.schemes))
        firm.reports_by_hand = True
        self._engage(firm)
        return firm

    def _engage(self, firm: CaseFirm) -> None:
        if not firm.submitter:
            first, *others = SUBMITTERS
            place = len(self.chosen)
            firm.submitter = (others[(place - 1) % len(others)] if place else first).key
            self.chosen.append(firm)
