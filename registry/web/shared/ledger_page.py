"""A firm's rights as the firm and the office see them: narrowed by what stands in the address, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil

from registry.core.reading import fetch
from registry.core.text import Text, msg
from registry.intellectual_property.facts import NOT_USED
from registry.intellectual_property.ledger import (
    EXPIRING_WITHIN,
    FEE_WITHIN,
    Due,
    Entry,
    Narrowed,
    Standing,
    entries,
)
from registry.intellectual_property.models import IntellectualProperty
from registry.intellectual_property.queries import rights_in_force, rights_of
from registry.rules.identifiers.ip_numbers import IpKind
from registry.web.shared import lists
from registry.web.shared.words import ACQUISITIONS, IP_KINDS, class_word

PAGE = 50

STANDINGS: dict[Standing, tuple[str, Text]] = {
    Standing.IN_FORCE: ("ok", msg("有效")),
    Standing.NOT_GRANTED: ("wait", msg("缺授权日，不计")),
    Standing.ENDED: ("none", msg("已失效")),
}
"""The kind of tag, and its word."""

STATES: dict[Standing | Due, Text] = {
    **{standing: word for standing, (_tag, word) in STANDINGS.items()},
    Due.FEE: msg("{days} 天内要缴年费", days=FEE_WITHIN),
    Due.EXPIRY: msg("{days} 天内届满", days=EXPIRING_WITHIN),
}
CLASSES = {"1": msg("Ⅰ类"), "2": msg("Ⅱ类")}


@dataclass(frozen=True)
class Ledger:
    """One page of the ledger. `total` counts what the filters leave, `counts` all rights by what the states say."""

    entries: list[Entry]
    total: int
    everything: int
    first: int
    counts: dict[Standing | Due, int]
    chosen: dict[str, str]
    previous_url: str | None
    next_url: str | None

    kinds = IP_KINDS
    acquisitions = ACQUISITIONS
    standings = STANDINGS
    class_word = staticmethod(class_word)

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.entries) - 1

    @property
    def kind_choices(self) -> list[tuple[str, Text]]:
        """The kinds as the filter offers them."""
        return [(kind.value, word) for kind, word in IP_KINDS.items()]

    @property
    def state_choices(self) -> list[tuple[str, Text]]:
        """The states as the filter offers them."""
        return [(state.value, word) for state, word in STATES.items()]

    @property
    def class_choices(self) -> list[tuple[str, Text]]:
        """The classes as the filter offers them."""
        return list(CLASSES.items())

    @staticmethod
    def use_word(right: IntellectualProperty) -> Text:
        """Which recognition as a high-tech enterprise rested on it."""
        if right.hte_year is None:
            return msg("未填")
        return msg("没有用过") if right.hte_year == NOT_USED else msg("用于 {year} 年的认定", year=right.hte_year)


def ledger(enterprise_id: int, on: date) -> Ledger:
    """The page of the firm's ledger that the address asks for."""
    in_force = {right.id for right in fetch(rights_in_force(enterprise_id, on))}
    everything = entries(fetch(rights_of(enterprise_id)), in_force, on)
    chosen = {
        "kind": lists.one_of("kind", [kind.value for kind in IpKind]),
        "class": lists.one_of("class", CLASSES),
        "state": lists.one_of("state", [state.value for state in STATES]),
    }
    narrowed = _narrowed(chosen)
    found = [entry for entry in everything if narrowed.holds(entry)]
    pages = max(1, ceil(len(found) / PAGE))
    page = min(lists.whole("page", 1, 1, 1000), pages)
    start = (page - 1) * PAGE
    return Ledger(
        entries=found[start : start + PAGE],
        total=len(found),
        everything=len(everything),
        first=start + 1,
        counts={state: sum(Narrowed(state=state).holds(entry) for entry in everything) for state in STATES},
        chosen=chosen,
        previous_url=lists.here(page=str(page - 1)) if page > 1 else None,
        next_url=lists.here(page=str(page + 1)) if page < pages else None,
    )


def _narrowed(chosen: dict[str, str]) -> Narrowed:
    state = chosen["state"]
    return Narrowed(
        kind=IpKind(chosen["kind"]) if chosen["kind"] else None,
        ip_class=int(chosen["class"]) if chosen["class"] else None,
        state=next((one for one in STATES if one.value == state), None),
    )
