"""Spellings of one text that look alike on paper."""

from __future__ import annotations

import re
import unicodedata

_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
# separators, controls, invisible marks, line ends: none of them is seen in print
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_VARIATION_SELECTOR = re.compile("[\\ufe00-\\ufe0f\\U000e0100-\\U000e01ef]")


def is_unseen(char: str) -> bool:
    """Whether `char` leaves no ink: a blank, a control, a zero-width or direction mark, a variation selector."""
    return unicodedata.category(char) in _UNSEEN or _VARIATION_SELECTOR.match(char) is not None


def _is_clean(text: str) -> bool:
    """Whether nothing in `text` but U+0020 is unseen; cheap, for nearly all text is so."""
    return text.isprintable() and _VARIATION_SELECTOR.search(text) is None


def half_width(raw: str) -> str:
    """Full-width letters, digits and brackets become half-width (NFKC), every dash a hyphen; blanks stay."""
    if raw.isascii():
        return raw
    return unicodedata.normalize("NFKC", raw.translate(_HYPHENS)).translate(_HYPHENS)


def squeeze(raw: str) -> str:
    """`half_width` without anything that leaves no ink, blanks included."""
    text = half_width(raw)
    if _is_clean(text):
        return text.replace(" ", "")
    return "".join(char for char in text if not is_unseen(char))


def visible(raw: str) -> str:
    """`raw` for showing: controls and direction marks out, runs of blanks one blank, ends stripped."""
    if _is_clean(raw):
        return " ".join(raw.split())
    kept = (" " if char.isspace() else char for char in raw)
    return " ".join("".join(char for char in kept if char == " " or not is_unseen(char)).split())
