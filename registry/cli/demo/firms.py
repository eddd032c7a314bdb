"""Which firms of the invented district the demo's cases are about, and who acts for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from registry.cli.demo.generator import SHEETS, Row
from registry.cli.demo.identity import Facts, Identity
from registry.cli.demo.people import STREETS, SUBMITTERS

_SETTLED = timedelta(days=400)
_GROWN = timedelta(days=800)
_WANTED_PERCENT = 5
_FIRMS_WITH_CASES = 40


@dataclass
class CaseFirm:
    """A firm of one of the streets with officers; `held` are the tiers of its titles in force today.

    `has_rights` says whether the registry knows of some intellectual property by now, whenever that was recorded.
    """

    identity: Identity
    facts: Facts
    held: frozenset[str]
    entered_this_year: bool
    report: Row | None = None
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
            return "sme" not in self.held and not self.entered_this_year and self._spends_enough()
        if scheme == "zhejiang_sme":
            return self.identity.standing.sme_entry is not None
        if scheme == "national_hte":
            return "hte" not in self.held and "sme" in self.held
        return "hte" in self.held and "leading" not in self.held

    def _spends_enough(self) -> bool:
        """Whether last year's R&D would pass for an sme."""
        if self.report is None or self.identity.standing.sme_entry is None:
            return False
        cells = dict(zip(SHEETS["annual_reports"].columns, self.report, strict=True))
        return Decimal(cells["rd_spend"]) * 100 > Decimal(cells["revenue"]) * _WANTED_PERCENT


def case_firm(
    identity: Identity, certificates: Iterable[Row], reports: Iterable[Row], today: date, report_year: int
) -> CaseFirm | None:
    """The firm as a candidate for cases, with its report of `report_year` if it has one.

    None where it is elsewhere, young, or moved or changed lately.
    """
    begun = [segment for segment in identity.history if segment.valid_from <= today]
    if not begun or not identity.here_on(today) or identity.registered_on > today - _GROWN:
        return None
    segment = begun[-1]
    if segment.facts.street_code not in STREETS or segment.valid_from > today - _SETTLED:
        return None
    columns = SHEETS["certifications"].columns
    titles = [dict(zip(columns, row, strict=True)) for row in certificates]
    day = today.isoformat()
    held = {
        title["tier"]
        for title in titles
        if title["valid_from"] <= day <= title["valid_to"] and not ("" < title["revoked_on"] <= day)
    }
    this_year = any(title["tier"] == "sme" and title["issued_on"][:4] == day[:4] for title in titles)
    report = next((row for row in reports if int(row[1]) == report_year), None)
    return CaseFirm(identity, segment.facts, frozenset(held), this_year, report)


class Choice:
    """Deals candidates out to cases: fitting ones first, those without a case before others."""

    def __init__(self, candidates: list[CaseFirm]) -> None:
        self._candidates = candidates
        self.chosen: list[CaseFirm] = []

    def take(self, scheme: str, *, fitting: bool = True) -> CaseFirm | None:
        """A firm without an application of the scheme so far, one that fits it or not; None when all have one.

        Once enough firms have a case, those get another before more firms do.
        """
        free = [firm for firm in self._candidates if scheme not in firm.schemes]
        if not free:
            return None
        is_enough = len(self.chosen) >= _FIRMS_WITH_CASES
        firm = min(
            free, key=lambda one: (one.suits(scheme) != fitting, is_enough and not one.submitter, len(one.schemes))
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
            firm.submitter = SUBMITTERS[len(self.chosen) % len(SUBMITTERS)].key
            self.chosen.append(firm)
