"""Which enterprise climbs to which tier, in which year, so that the year-end counts come out."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import NamedTuple

from registry.cli.demo import shapes
from registry.cli.demo.codes import Shuffle

SME_DROPS, SME_SKIPS = 0.02, 0.035
"""Share of holders that give the yearly entry up for good, and that miss one year."""
HTE_RENEWS, HTE_LATE = 0.88, 0.06
"""Share of certificates renewed in time, and renewed a year late; the rest is not renewed."""
LEADING_YEARS = 5


class Standing(NamedTuple):
    """An enterprise's way up the ladder: the year of each first title, None where there is none."""

    rank: int
    sme_entry: int | None
    hte_entry: int | None
    leading_entry: int | None
    leading_renews: bool
    oversize: bool
    listed: bool


class Cohorts:
    """The places 0, 1, 2 … dealt out by the year of entry.

    Each year gets as many newcomers as its count needs, given the share of older holders still there
    (`cover(age)`) and of enterprises still in the district (`here(year)`).
    """

    def __init__(self, counts: Mapping[int, int], scale: float, cover: Callable[[int], float]) -> None:
        sizes: dict[int, float] = {}
        for year, count in counts.items():
            older = sum(size * cover(year - entry) for entry, size in sizes.items())
            sizes[year] = max(0.0, count / shapes.still_here(year) - older) / cover(0)
        self._years = tuple(sizes)
        total, ends = 0.0, []
        for size in sizes.values():
            total += size * scale
            ends.append(round(total))
        self._ends = tuple(ends)
        self.size = ends[-1]

    def entry(self, place: int) -> int | None:
        """The year in which the holder of `place` enters; None beyond the last newcomer."""
        if not 0 <= place < self.size:
            return None
        return self._years[bisect_right(self._ends, place)]


def sme_cover(age: int) -> float:
    """Expected share of an sme cohort in force at the end of the year, `age` years after entry."""
    stays = 0.993  # revocations
    return stays if age == 0 else stays * (1 - SME_DROPS) ** age * (1 - SME_SKIPS)


def hte_cover(age: int) -> float:
    """Expected share of an hte cohort in force at the end of the year, `age` years after entry."""
    starts = [1.0]
    for year in range(1, age + 1):
        on_time = starts[year - 3] if year >= 3 else 0.0
        late = starts[year - 4] if year >= 4 else 0.0
        starts.append(HTE_RENEWS * on_time + HTE_LATE * late)
    return 0.995 * sum(starts[-3:])


def leading_entries(scale: float, last_year: int) -> tuple[int, ...]:
    """Years of entry of the leading firms, in the order of their places."""
    entries: list[int] = []
    for year, count in shapes.counts_to(last_year, shapes.LEADING_COUNTS).items():
        alive = sum(1 for place, entry in enumerate(entries) if leading_renews(place) or year < entry + LEADING_YEARS)
        entries.extend([year] * (math.ceil(count * scale) - alive))
    return tuple(entries)


def leading_renews(place: int) -> bool:
    """Whether the leading firm at `place` renews its title; every third gives it up after one term."""
    return place % 3 != 0


class Ladder:
    """The standing of every enterprise of a district of `firms`, by its index, as far as `last_year`.

    Low ranks climb high: the first are leading, then come the high-tech enterprises. Most of these are small enough to
    have been sme before; the biggest never were.
    """

    def __init__(self, firms: int, seed: int, last_year: int) -> None:
        scale = firms / shapes.HOME_FIRMS
        self._ranks = Shuffle(firms, f"{seed}:ranks")
        self._leading = leading_entries(scale, last_year)
        self._hte = Cohorts(shapes.counts_to(last_year, shapes.HTE_COUNTS), scale, hte_cover)
        self._sme = Cohorts(shapes.counts_to(last_year, shapes.SME_COUNTS), scale, sme_cover)
        self._oversize = round(shapes.OVERSIZE_FIRMS * scale)
        self._listed = 2 * round(shapes.LISTED_FIRMS * scale)

    @property
    def hte_places(self) -> int:
        """How many enterprises ever hold an hte certificate."""
        return max(self._hte.size, len(self._leading))

    def standing(self, index: int) -> Standing:
        """The way of enterprise `index`."""
        rank = self._ranks(index)
        leading = self._leading[rank] if rank < len(self._leading) else None
        hte = self._hte.entry(rank)
        if leading is not None:
            hte = min(shapes.HTE_COUNTS)
        return Standing(
            rank=rank,
            sme_entry=self._sme.entry(self._sme_place(rank)),
            hte_entry=hte,
            leading_entry=leading,
            leading_renews=leading_renews(rank),
            oversize=rank < self._oversize,
            listed=rank < self._listed and rank % 2 == 0,
        )

    def _sme_place(self, rank: int) -> int:
        """The place in the queue of sme; a third of the hte firms changes places with firms that came later."""
        pool = self._hte.size
        if rank < self._oversize:
            return -1
        if rank < pool and rank % 3 == 0:
            rank += 3 * pool
        elif 3 * pool <= rank < 4 * pool and rank % 3 == 0 and rank - 3 * pool >= self._oversize:
            rank -= 3 * pool
        return rank - self._oversize
