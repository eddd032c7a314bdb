"""A population as the query of an address, in both directions: links are made from it and read back to the same firms.

What somebody types there never fails: a value that cannot be is left out, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from registry.core.clock import OFFICE_ZONE, end_of, start_of
from registry.core.text import Text, msg
from registry.recognitions.models import ALL_SCHEMES, REGISTERED
from registry.reference.models import Tier
from registry.reference.queries import schemes
from registry.statistics.population import Population

EARLIEST = date(1990, 1, 1)
LATEST = date(2099, 12, 31)
NONE_RECORDED = "-"
"""Stands in an address for "none recorded", since an empty value of a form means "any"."""

TIERS = (*(tier.value for tier in Tier), REGISTERED)

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_REGION = re.compile(r"\d{1,12}", re.ASCII)

TOO_FAR = msg("日期应在 {first} 至 {last} 之间，“{value}”未采用。", first=EARLIEST, last=LATEST)


@dataclass
class Query:
    """The arguments of an address, read one by one; `problems` says what was left out and why."""

    args: Mapping[str, str]
    problems: list[Text] = field(default_factory=list)

    def word(self, name: str) -> str:
        """The argument without outer blanks; "" where it is missing."""
        return self.args.get(name, "").strip()

    def day(self, name: str, default: date | None) -> date | None:
        """A day as YYYY-MM-DD."""
        text = self.word(name)
        if not text:
            return default
        try:
            day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            self.problems.append(msg("“{value}”不是日期，应写成 2025-12-31，未采用。", value=_shown(text)))
            return default
        if not EARLIEST <= day <= LATEST:
            self.problems.append(TOO_FAR._replace(params={**TOO_FAR.params, "value": text}))
            return default
        return day

    def instant(self, name: str, now: datetime) -> datetime | None:
        """When the registry knew: a day (its end in the office) or an instant; None for now and for what lies ahead."""
        text = self.word(name)
        if not text:
            return None
        if not _INSTANT.fullmatch(text):
            day = self.day(name, None)
            instant = None if day is None else end_of(day)
        else:
            instant = self._moment(text)
        if instant is None or start_of(EARLIEST) <= instant <= now:
            return instant
        if instant > end_of(now.astimezone(OFFICE_ZONE).date()):
            self.problems.append(msg("“{value}”还没有到，按现在已登记的信息显示。", value=_shown(text)))
        return None

    def _moment(self, text: str) -> datetime | None:
        try:
            instant = datetime.fromisoformat(text)
        except ValueError:
            self.problems.append(msg("“{value}”不是时间，未采用。", value=_shown(text)))
            return None
        return instant if instant.tzinfo else instant.replace(tzinfo=OFFICE_ZONE)

    def one_of(self, name: str, allowed: Collection[str], default: str = "") -> str:
        """One of some words."""
        text = self.word(name)
        if not text or text in allowed:
            return text or default
        self.problems.append(msg("没有“{value}”这个选项，未采用。", value=_shown(text)))
        return default

    def region(self, name: str = "region") -> str | None:
        """A region's code or its beginning; None for any."""
        text = self.word(name)
        if text == NONE_RECORDED:
            return ""
        if not text or _REGION.fullmatch(text):
            return text or None
        self.problems.append(msg("“{value}”不是区划代码，未采用。", value=_shown(text)))
        return None

    def value(self, name: str, longest: int = 60) -> str | None:
        """A park or an industry; "-" is none recorded, nothing is any."""
        text = self.word(name)
        if text == NONE_RECORDED:
            return ""
        if not text:
            return None
        if len(text) <= longest and text.isprintable():
            return text
        self.problems.append(msg("没有“{value}”这个选项，未采用。", value=_shown(text)))
        return None


def population_from(query: Query, *, today: date, now: datetime, default_tier: str = Tier.HTE.value) -> Population:
    """The population that the address asks for; `query.problems` afterwards says what could not be taken.

    A scheme brings its tier with it. `today` stands in for a missing day, `now` bounds what can have been known.
    """
    scheme = query.word("scheme")
    tiers = {each.code: each.tier.value for each in schemes()}
    tier = query.one_of("tier", TIERS, default_tier)
    if scheme in tiers and query.word("tier") in ("", tiers[scheme]):
        tier = tiers[scheme]
    elif scheme in tiers:
        query.problems.append(msg("“{value}”不属于所选的层级，未采用。", value=scheme))
        scheme = ""
    elif scheme and scheme != ALL_SCHEMES:
        query.problems.append(msg("没有代码为“{value}”的认定类别，未采用。", value=_shown(scheme)))
        scheme = ""
    region = query.region()
    return Population(
        on=query.day("on", None) or today,
        tier=tier,
        scheme=scheme or ALL_SCHEMES,
        known_at=query.instant("known_at", now),
        region=region,
        park=query.value("park"),
        industry=query.value("industry"),
        is_exact_region=region is not None and (query.word("exact") == "1" or region == ""),
        expiring_by=query.day("expiring_by", None),
    )


def query_of(population: Population) -> dict[str, Any]:
    """The arguments that `population_from` reads back to the same population."""
    pairs = {
        "tier": population.tier if population.scheme == ALL_SCHEMES else None,
        "scheme": None if population.scheme == ALL_SCHEMES else population.scheme,
        "region": population.region or (NONE_RECORDED if population.region == "" else None),
        "exact": "1" if population.is_exact_region and population.region is not None else None,
        "park": NONE_RECORDED if population.park == "" else population.park,
        "industry": NONE_RECORDED if population.industry == "" else population.industry,
        "on": population.on.isoformat(),
        "known_at": known_word(population.known_at),
        "expiring_by": population.expiring_by.isoformat() if population.expiring_by else None,
    }
    return {name: value for name, value in pairs.items() if value is not None}


def known_word(known_at: datetime | None) -> str | None:
    """The time of knowing as it stands in an address: a day where it is the end of one, else the exact instant."""
    if known_at is None:
        return None
    local = known_at.astimezone(OFFICE_ZONE)
    return local.date().isoformat() if known_at == end_of(local.date()) else local.isoformat()


def _shown(text: str) -> str:
    """What was typed, cut to what a sentence can hold."""
    return "".join(character for character in text[:40] if character.isprintable())
