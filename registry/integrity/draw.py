"""Drawing at random so that anybody can repeat it: pure, from the codes of the firms and a published seed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

METHOD = "sha256(seed:uscc)"


def draw(usccs: Collection[str], seed: str, size: int) -> list[str]:
    """`size` of the codes in the order of SHA-256 of "seed:code" (hexadecimal, smallest first), all where fewer.

    The order in which the codes are given, and a code given twice, make no difference.
    """
    return sorted(set(usccs), key=lambda uscc: (_digest(f"{seed}:{uscc}"), uscc))[:size]


def fingerprint(usccs: Collection[str]) -> str:
    """SHA-256 of the sorted codes, one a line: says whether two draws were from the same list."""
    return _digest("\n".join(sorted(set(usccs))))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
