"""Names that are nearly the same, found among very many. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rapidfuzz import fuzz, process

LIKE_ENOUGH = 75
"""Percent; one character of four may differ."""


class Names:
    """Names to be compared with; a name is measured only against those that share a rare enough character with it."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(names):
            for char in set(name):
                self._places[char].append(place)

    def near(self, name: str, most: int) -> list[tuple[float, int]]:
        """At most `most` of the names that are like enough: (likeness in percent, position), the likest first."""
        choices = {place: self._names[place] for place in sorted(self._candidates(name))}
        found = process.extract(name, choices, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH, limit=most)
        return [(score, place) for _name, score, place in found]

    def _candidates(self, name: str) -> set[int]:
        """The positions of every name that may be like enough, and of some that are not.

        The ratio r of two names with c characters in common is 2c / (both lengths). Since neither has fewer than c,
        r >= L asks for c >= L / (2 - L) of the characters of `name`. So of any characters of it, one more than may be
        missing, at least one is in the other; the rarest leave the fewest names.
        """
        needed = -(-len(name) * LIKE_ENOUGH // (200 - LIKE_ENOUGH))
        rarest = sorted(name, key=lambda char: len(self._places.get(char, ())))[: len(name) - needed + 1]
        return {place for char in set(rarest) for place in self._places.get(char, ())}
