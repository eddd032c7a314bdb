"""Spellings of one text that look alike on paper."""

from __future__ import annotations

import unicodedata

_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
# separators, controls, invisible marks, line ends: none of them is seen in print
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})


def _is_variation_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def is_unseen(char: str) -> bool:
    """Whether `char` leaves no ink: a blank, a control, a zero-width or direction mark, a variation selector."""
    return unicodedata.category(char) in _UNSEEN or _is_variation_selector(char)


def half_width(raw: str) -> str:
    """Full-width letters, digits and brackets become half-width (NFKC), every dash a hyphen; blanks stay."""
    return unicodedata.normalize("NFKC", raw.translate(_HYPHENS)).translate(_HYPHENS)


def squeeze(raw: str) -> str:
    """`half_width` without anything that leaves no ink, blanks included."""
    return "".join(char for char in half_width(raw) if not is_unseen(char))


def visible(raw: str) -> str:
    """`raw` for showing: controls and direction marks out, runs of blanks one blank, ends stripped."""
    kept = (" " if char.isspace() else char for char in raw)
    return " ".join("".join(char for char in kept if char == " " or not is_unseen(char)).split())
