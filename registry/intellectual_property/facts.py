"""What is said of a right, and what is wrong or odd about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import NamedTuple

from registry.core.text import Text, msg
from registry.intellectual_property.models import Acquisition, IntellectualProperty
from registry.intellectual_property.owners import OWNER_MARK, owner_names
from registry.rules.identifiers import ip_numbers
from registry.rules.identifiers.characters import visible
from registry.rules.identifiers.ip_numbers import IpKind
from registry.rules.ip_classes import last_day_of_term

NOT_USED = 0
"""As `hte_year`: no recognition of a high-tech enterprise rested on the right."""

FIRST_HTE_YEAR = 2008
_LONGEST_NUMBER = 40
_LONGEST_TITLE = 200
_LONGEST_OWNERS = 300
_LONGEST_PRODUCT = 200


@dataclass(frozen=True, kw_only=True)
class RightFacts:
    """What is said of a right. `expires_on` is the last day of its term, `lapsed_on` the first it is not in force.

    `owners` are the names on its certificate, several with a semicolon between them; "" is not known. `product` is what
    it serves. `hte_year` is the year of the recognition as a high-tech enterprise that rested on it (a right of class Ⅱ
    serves one): `NOT_USED` none, None not known.
    """

    kind: IpKind
    number: str
    title: str = ""
    acquisition: Acquisition | None = None
    filed_on: date | None = None
    granted_on: date | None = None
    expires_on: date | None = None
    lapsed_on: date | None = None
    owners: str = ""
    product: str = ""
    hte_year: int | None = None


class Problem(NamedTuple):
    """Why a right cannot be recorded so, at one of its fields."""

    field: str
    text: Text


@dataclass(frozen=True)
class Judged:
    """The facts in their canonical spelling, what forbids recording them, and what is worth a look all the same."""

    facts: RightFacts
    problems: tuple[Problem, ...]
    warnings: tuple[Text, ...]


def judge(facts: RightFacts, on: date) -> Judged:
    """Spell the facts as they are kept, and say everything that is wrong with them on the day."""
    number = ip_numbers.check(facts.kind.value, facts.number.encode("utf-8", "replace").decode())
    kept = replace(
        facts,
        number=number.number,
        title=_line(facts.title),
        owners=OWNER_MARK.join(owner_names(facts.owners)),
        product=_line(facts.product),
    )
    refused = [Problem("number", number.text)] if number.refused and number.text else []
    problems = (*refused, *_too_long(kept), *_impossible_dates(kept, on), *_impossible_use(kept, on))
    warnings = (number.text,) if number.text and not number.refused else ()
    return Judged(kept, problems, warnings)


def with_term(facts: RightFacts) -> RightFacts:
    """With the last day of its term by law, counted from filing, where none is said and the kind has such a term."""
    if facts.expires_on is not None or facts.filed_on is None:
        return facts
    return replace(facts, expires_on=last_day_of_term(facts.kind, facts.filed_on))


def facts_of(right: IntellectualProperty) -> RightFacts:
    """What a row says."""
    return RightFacts(**{field.name: getattr(right, field.name) for field in fields(RightFacts)})


def _line(text: str) -> str:
    return visible(text.encode("utf-8", "replace").decode())


def _too_long(facts: RightFacts) -> Iterator[Problem]:
    if len(facts.number) > _LONGEST_NUMBER:
        yield Problem("number", msg("编号最多 {count} 个字符。", count=_LONGEST_NUMBER))
    if len(facts.title) > _LONGEST_TITLE:
        yield Problem("title", msg("名称最多 {count} 个字符。", count=_LONGEST_TITLE))
    if len(facts.owners) > _LONGEST_OWNERS:
        yield Problem("owners", msg("权利人最多 {count} 个字符。", count=_LONGEST_OWNERS))
    if len(facts.product) > _LONGEST_PRODUCT:
        yield Problem("product", msg("主要产品（服务）最多 {count} 个字符。", count=_LONGEST_PRODUCT))


def _impossible_dates(facts: RightFacts, on: date) -> Iterator[Problem]:
    for field in ("filed_on", "granted_on", "lapsed_on"):
        day = getattr(facts, field)
        if day is not None and day > on:
            yield Problem(field, msg("日期不能晚于今天。"))
    begin = facts.granted_on or facts.filed_on
    ordered = (
        (facts.filed_on, "granted_on", msg("授权日不能早于申请日。")),
        (begin, "expires_on", msg("到期日不能早于授权日或申请日。")),
        (begin, "lapsed_on", msg("失效日不能早于授权日或申请日。")),
    )
    for first, field, text in ordered:
        second = getattr(facts, field)
        if first is not None and second is not None and second < first:
            yield Problem(field, text)


def _impossible_use(facts: RightFacts, on: date) -> Iterator[Problem]:
    year = facts.hte_year
    if year is None or year == NOT_USED:
        return
    if not FIRST_HTE_YEAR <= year <= on.year:
        text = msg("认定年份应在 {first} 至 {last} 之间。", first=FIRST_HTE_YEAR, last=on.year)
        yield Problem("hte_year", text)
    elif facts.granted_on is not None and facts.granted_on.year > year:
        text = msg("授权日在 {year} 年以后，不可能用于 {year} 年的认定。", year=year)
        yield Problem("hte_year", text)
