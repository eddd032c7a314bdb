"""The certificates an enterprise of the demo got, tier by tier."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from registry.cli.demo.codes import hte_number, leading_number, sme_number, yearly_shuffles
from registry.cli.demo.identity import Identity, any_day
from registry.cli.demo.ladder import HTE_LATE, HTE_RENEWS, LEADING_YEARS, SME_DROPS, SME_SKIPS
from registry.rules.lifecycle.terms import anniversary

_REVOKED_SME, _REVOKED_HTE = 0.012, 0.008
_SME_TO_YEAR_END = 0.25
_FILED_BEFORE_ISSUE = timedelta(days=25)


class Certificate(NamedTuple):
    """One certificate; `valid_to` is the last day it holds, `revoked_on` the first day it no longer does."""

    tier: str
    number: str
    issued_on: date
    valid_to: date
    revoked_on: date | None
    scheme: str


class Registrar:
    """Gives out certificates up to `until`, with serial numbers that never meet."""

    def __init__(self, firms: int, hte_places: int, seed: int, until: date) -> None:
        self._until = until
        self._sme_serials = yearly_shuffles(firms, f"{seed}:sme")
        self._hte_serials = yearly_shuffles(hte_places, f"{seed}:hte")

    def certificates(self, identity: Identity, source: random.Random) -> Iterator[Certificate]:
        """All certificates of one enterprise; none is issued after it left or before it was registered."""
        for issue in (self._sme, self._hte, self._leading):
            for certificate in issue(identity, source):
                if certificate.issued_on <= self._until and identity.here_on(certificate.issued_on):
                    yield certificate

    def _sme(self, identity: Identity, source: random.Random) -> Iterator[Certificate]:
        entry = identity.standing.sme_entry
        if entry is None:
            return
        for year in range(entry, self._until.year + 1):
            if year > entry and source.random() < SME_DROPS:
                return
            if year > entry and source.random() < SME_SKIPS:
                continue
            issued = _sme_day(year, year == entry, source)
            to_year_end = source.random() < _SME_TO_YEAR_END
            valid_to = date(year, 12, 31) if to_year_end else date(year + 1, 3, 31)
            number = sme_number(year, _sme_letter(identity, issued), self._sme_serials(year)(identity.index) + 1)
            revoked = self._revoked(issued, valid_to, _REVOKED_SME, source)
            yield Certificate("sme", number, issued, valid_to, revoked, "national_sme")

    def _hte(self, identity: Identity, source: random.Random) -> Iterator[Certificate]:
        year = identity.standing.hte_entry
        if year is None:
            return
        sure = identity.standing.leading_entry is not None
        issued = any_day(source, date(year, 10, 15), date(year, 12, 18))
        while issued <= self._until:
            valid_to = anniversary(issued, 3) - timedelta(days=1)
            number = hte_number(issued.year, self._hte_serials(issued.year)(identity.standing.rank) + 1)
            revoked = None if sure else self._revoked(issued, valid_to, _REVOKED_HTE, source)
            yield Certificate("hte", number, issued, valid_to, revoked, "national_hte")
            draw = 0.0 if sure else source.random()
            if revoked is not None or draw >= HTE_RENEWS + HTE_LATE:
                return
            next_year = issued.year + (3 if draw < HTE_RENEWS else 4)
            around = date(next_year, issued.month, min(issued.day, 28))
            issued = around + timedelta(days=source.randint(-20, 0 if sure else 10))
            issued = max(date(next_year, 9, 20), min(issued, date(next_year, 12, 20)))

    def _leading(self, identity: Identity, source: random.Random) -> Iterator[Certificate]:
        standing = identity.standing
        if standing.leading_entry is None:
            return
        issued = any_day(source, date(standing.leading_entry, 6, 1), date(standing.leading_entry, 9, 20))
        while issued <= self._until:
            ends = anniversary(issued, LEADING_YEARS)
            number = leading_number(issued.year, standing.rank + 1)
            yield Certificate("leading", number, issued, ends - timedelta(days=1), None, "zhejiang_leading")
            if not standing.leading_renews:
                return
            issued = ends

    def _revoked(self, issued: date, valid_to: date, share: float, source: random.Random) -> date | None:
        draw, day = source.random(), any_day(source, issued + timedelta(days=20), valid_to)
        return day if draw < share and issued < day <= min(valid_to, self._until) else None


def _sme_day(year: int, first: bool, source: random.Random) -> date:
    if first:
        return any_day(source, date(year, 4, 10), date(year, 11, 10))
    if source.random() < 0.55:
        return any_day(source, date(year, 3, 8), date(year, 3, 31))
    return any_day(source, date(year, 4, 1), date(year, 6, 30))


def _sme_letter(identity: Identity, issued: date) -> str:
    if identity.registered_on.year == issued.year:
        return "B"
    return "0" if issued - _FILED_BEFORE_ISSUE <= date(issued.year, 5, 31) else "A"
