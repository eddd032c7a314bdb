"""Numbers as the authorities issue them, with their check digits, and shuffles that keep them unique without a list."""

from __future__ import annotations

import random
from collections.abc import Callable

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_PATENT_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_PATENT_TYPES = {"invention_patent": "1", "utility_model": "2", "design": "3"}
_FIRST_PLAIN_ORGANISATION = 10_000_000
_LETTERED_SINCE = 2016
_LETTERED_BLOCKS = {2021: "7", 2022: "B", 2023: "C", 2024: "D", 2025: "E", 2026: "K"}
_HTE_AREAS = (3310, *range(3300, 3310), *range(3311, 3330))
_SERIALS_PER_AREA = 9999
_ROUNDS = 4


class Shuffle:
    """A fixed shuffle of 0 … size-1: a different number for every index, found without holding the others.

    A small Feistel network, walked again while it points outside the range.
    """

    def __init__(self, size: int, key: str) -> None:
        self.size = max(1, size)
        self._half = max(1, ((self.size - 1).bit_length() + 1) // 2)
        self._mask = (1 << self._half) - 1
        source = random.Random(key)
        self._keys = tuple(source.getrandbits(32) for _ in range(_ROUNDS))

    def __call__(self, index: int) -> int:
        """The place of `index`; ValueError outside 0 … size-1."""
        if not 0 <= index < self.size:
            raise ValueError(f"{index} is outside 0 … {self.size - 1}")
        value = index
        while True:
            left, right = value >> self._half, value & self._mask
            for key in self._keys:
                mixed = ((right + key) * 0x9E3779B1 & 0xFFFFFFFF) >> 15
                left, right = right, left ^ (mixed & self._mask)
            value = left << self._half | right
            if value < self.size:
                return value


def yearly_shuffles(size: int, key: str) -> Callable[[int], Shuffle]:
    """A shuffle of 0 … size-1 for each year asked for, so that nobody keeps a serial from one year to the next."""
    found: dict[int, Shuffle] = {}

    def shuffle(year: int) -> Shuffle:
        if year not in found:
            found[year] = Shuffle(size, f"{key}:{year}")
        return found[year]

    return shuffle


def organisation_check(body: str) -> str:
    """Check character of an eight-character organisation code (GB 11714)."""
    total = sum(weight * int(char, 36) for weight, char in zip(_ORGANISATION_WEIGHTS, body, strict=True))
    return "0123456789X0"[11 - total % 11]


def uscc_check(body: str) -> str:
    """Check character of the first 17 characters of a unified social credit code (GB 32100-2015)."""
    total = sum(weight * USCC_ALPHABET.index(char) for weight, char in zip(_USCC_WEIGHTS, body, strict=True))
    return USCC_ALPHABET[-total % 31]


def patent_check(digits: str) -> str:
    """Check character of a twelve-digit patent application number."""
    total = sum(weight * int(digit) for weight, digit in zip(_PATENT_WEIGHTS, digits, strict=True))
    return "0123456789X"[total % 11]


class UsccBook:
    """Unified social credit codes, one per index, in the style of the year of registration."""

    def __init__(self, seed: int) -> None:
        self._plain = Shuffle(90_000_000, f"{seed}:uscc:plain")
        self._lettered = Shuffle(len(USCC_ALPHABET) ** 5, f"{seed}:uscc:lettered")

    def code(self, index: int, region: str, year: int) -> str:
        """The code of enterprise `index`, registered by the authority of `region` (six digits) in `year`."""
        organisation = self._organisation(index, year)
        body = f"91{region}{organisation}{organisation_check(organisation)}"
        return body + uscc_check(body)

    def _organisation(self, index: int, year: int) -> str:
        if year < _LETTERED_SINCE:
            return str(_FIRST_PLAIN_ORGANISATION + self._plain(index))
        value, tail = self._lettered(index), ""
        for _ in range(5):
            value, digit = divmod(value, len(USCC_ALPHABET))
            tail += USCC_ALPHABET[digit]
        return f"MA{_LETTERED_BLOCKS.get(year, '2')}{tail}"


def patent_number(kind: str, year: int, serial: int, *, granted: bool) -> str:
    """Number of a Chinese patent filed in `year`; the ZL comes with the grant."""
    digits = f"{year}{_PATENT_TYPES[kind]}{serial:07d}"
    return f"{'ZL' if granted else ''}{digits}.{patent_check(digits)}"


def hte_number(year: int, serial: int) -> str:
    """Certificate number of a 高新技术企业; serials from 1, the area is Ningbo's until its four digits are used up."""
    area, within = divmod(serial - 1, _SERIALS_PER_AREA)
    return f"GR{year}{_HTE_AREAS[area]}{within + 1:04d}"


def sme_number(year: int, letter: str, serial: int) -> str:
    """入库登记编号 of a 科技型中小企业, 18 characters; `letter` is 0, A or B as the time of filing has it."""
    return f"{year}330205{letter}{serial:07d}"


def leading_number(year: int, serial: int) -> str:
    """Number of a 创新型领军企业 title."""
    return f"ZJLJ{year}-{serial:04d}"
