"""The calendar years in which a 高新技术企业 pays the reduced rate, 国家税务总局公告2017年第24号."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.core.text import Text, msg
from registry.rules.lifecycle.basis import Basis, basis
from registry.rules.lifecycle.states import Title
from registry.rules.value_files import load
from registry.rules.wording import share

HNTE = "lifecycle_hnte"


class TaxStanding(StrEnum):
    """What a certificate means for one calendar year."""

    REDUCED = "reduced"
    PROVISIONAL = "provisional"  # the year it ends: prepaid at the reduced rate until the year is over
    RENEWED = "renewed"  # the year it ends, and a new certificate came in that year
    TOP_UP = "top_up"  # the year it ended without a new one: the difference is due
    NORMAL = "normal"
    REVIEW = "review"  # taken away: from which year on is for the tax office to say


@dataclass(frozen=True, slots=True)
class TaxYear:
    """One calendar year under one certificate."""

    year: int
    standing: TaxStanding
    text: Text
    basis: Basis


def tax_years(title: Title, issued_on: date, on: date, *, renewed_on: date | None = None) -> tuple[TaxYear, ...]:
    """The calendar years that the certificate of `issued_on` touches, the first first, as they stand on `on`."""
    last = title.last_day
    if last is None:
        return ()
    years = range(issued_on.year, last.year + 1)
    return tuple(tax_year(title, issued_on, year, on, renewed_on=renewed_on) for year in years)


def tax_year(title: Title, issued_on: date, year: int, on: date, *, renewed_on: date | None = None) -> TaxYear:
    """What the certificate of `issued_on` means for `year` as it stands on `on`.

    The rate holds from 1 January of the year of issue. In the year the certificate ends it is only prepaid, until a new
    one comes (`renewed_on`, its day of issue); where none comes by 31 December, the difference is due.
    """
    values = load(HNTE)
    rate = share(values.share("tax_rate", max(on, values.since)).value)
    standing, text = _standing(title, issued_on, year, on, renewed_on, rate)
    return TaxYear(year, standing, text, basis(HNTE, "tax_rate"))


def _standing(
    title: Title, issued_on: date, year: int, on: date, renewed_on: date | None, rate: str
) -> tuple[TaxStanding, Text]:
    last = title.last_day
    if last is None or not issued_on.year <= year <= last.year:
        return TaxStanding.NORMAL, msg("{year} 年不在本证书的优惠年度内", year=year)
    if title.revoked_on is not None and title.revoked_on <= on:
        text = msg("资格已于 {day} 取消，自不符合条件的年度起追缴，由税务机关确定", day=title.revoked_on)
        return TaxStanding.REVIEW, text
    if year < last.year or last == date(year, 12, 31):
        return TaxStanding.REDUCED, msg("{year} 年减按 {rate} % 的税率缴纳企业所得税", year=year, rate=rate)
    return _last_year(year, on, renewed_on, rate)


def _last_year(year: int, on: date, renewed_on: date | None, rate: str) -> tuple[TaxStanding, Text]:
    if renewed_on is not None and renewed_on <= on and renewed_on.year == year:
        text = msg("已于 {day} 重新认定，{year} 年继续减按 {rate} % 的税率", day=renewed_on, year=year, rate=rate)
        return TaxStanding.RENEWED, text
    if on <= date(year, 12, 31):
        text = msg("{year} 年资格期满，重新认定前暂按 {rate} % 预缴；年底前未重新认定的应补缴", year=year, rate=rate)
        return TaxStanding.PROVISIONAL, text
    return TaxStanding.TOP_UP, msg("{year} 年底前未重新认定，应补缴相应期间的税款", year=year)
