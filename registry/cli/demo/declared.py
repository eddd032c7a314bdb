"""What a demo enterprise answers to the questions of the rules, as rows of declarations.csv."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from registry.cli.demo.aims import Aim, Lack, group_of
from registry.cli.demo.extras import Books
from registry.cli.demo.figures import Figures, in_wan
from registry.cli.demo.identity import Identity, any_day
from registry.rules.hnte.facts import CATEGORIES
from registry.rules.vocabulary import yearly

Row = tuple[str, ...]

_YES, _NO = "yes", "no"

# questions with the share of firms that have to say what is bad for them
_SME = {
    "excluded_industry": (_NO, 0.004),
    "accident_or_dishonesty": (_NO, 0.006),
    "on_abnormal_list": (_NO, 0.012),
    "accounts_sound": (_YES, 0.02),
    "negative_list_industry": (_NO, 0.008),
    "independent_legal_entity": (_YES, 0.0),
    "technology_basis": (_YES, 0.02),
    "accident_last_year": (_NO, 0.004),
    "dishonest_last_year": (_NO, 0.004),
}
# questions with the share of firms that have it
_RARE = {"national_award_top3_5y": 0.002, "provincial_rd_institution": 0.03, "led_standard_5y": 0.02}
_HTE = {"own_research_ip": 0.93, "standard_participation": 0.17}
_LEFT_OPEN = ("high_tech_field", "accident_last_year", "core_ip_owned")
_PLACES = {"leading": (1, 4), "hte": (3, 60)}


def answer_rows(identity: Identity, aim: Aim, source: random.Random) -> Iterator[Row]:
    """The answers to every question that concerns the firm, but for those that it leaves open."""
    if not aim.answers:
        return
    answers = {name: _other(usual) if source.random() < bad else usual for name, (usual, bad) in _SME.items()}
    answers |= {name: _YES if source.random() < share else _NO for name, share in _RARE.items()}
    if aim.reports:
        answers |= _for_hte(aim, source)
    group = group_of(identity.standing)
    if group in _PLACES:
        answers |= {"class2_ip_unused": str(source.randint(0, 2)), **_for_leading(group, source)}
    if aim.lack is Lack.ANSWERS:
        for name in _LEFT_OPEN[: source.randint(1, len(_LEFT_OPEN))]:
            answers.pop(name, None)
    elif source.random() < 0.08:
        del answers["on_abnormal_list"]
    for name, value in answers.items():
        yield identity.uscc, name, value


def answered_on(identity: Identity, last_year: int, source: random.Random) -> date:
    """The day of the answers: within the two years before `last_year`, where the firm was there by then."""
    first = max(date(last_year - 2, 1, 10), identity.registered_on)
    return any_day(source, first, date(last_year - 1, 12, 20))


def book_rows(identity: Identity, books: Iterable[Books], latest: Figures) -> Iterator[Row]:
    """R&D by item of the three years up to the one of `latest`, and its staff month by month."""
    for book in books:
        back = latest.year - book.year
        if back < len(yearly("rd_personnel")):
            for name, item in zip(CATEGORIES, book.items, strict=True):
                yield identity.uscc, yearly(name)[-1 - back], in_wan(item)
    for name, heads in (("staff_months", latest.staff), ("tech_staff_months", latest.rd_staff)):
        yield identity.uscc, name, _months(heads)


def _for_hte(aim: Aim, source: random.Random) -> Mapping[str, str]:
    return {
        "core_ip_owned": _NO if aim.lack is Lack.CORE_RIGHTS else _YES,
        "high_tech_field": _NO if aim.lack is Lack.FIELD else _YES,
        **{name: _YES if source.random() < share else _NO for name, share in _HTE.items()},
    }


def _for_leading(group: str, source: random.Random) -> Mapping[str, str]:
    place = source.randint(*_PLACES[group])
    return {
        "own_brand": _YES if source.random() < 0.8 else _NO,
        "market_rank_national": str(place),
        "market_rank_global": str(place * source.randint(2, 4)),
        "future_industry": _YES if source.random() < 0.12 else _NO,
        "growth_items": str(source.randint(1 if group == "leading" else 0, 5)),
    }


def _months(heads: int) -> str:
    """Heads at the start and the end of each month that come to the year's mean."""
    swing = heads // 25
    wave = [heads + swing * step for step in (0, 1, 1, 0, -1, -1, 0, 1, 1, 0, -1, -1, 0)]
    return str([[start, end] for start, end in zip(wave[:-1], wave[1:], strict=True)])


def _other(answer: str) -> str:
    return _NO if answer == _YES else _YES
