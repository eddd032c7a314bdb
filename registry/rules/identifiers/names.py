"""Names of enterprises: one key for spellings that mean the same firm, and names with the former one in brackets."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from registry.rules.identifiers.characters import squeeze, visible

_BRACKETS = str.maketrans("[]{}〔〕【】〖〗「」《》<>", "()" * 8)
_DOTS = dict.fromkeys(map(ord, "•・‧∙⋅●"), "·")
# without a colon a short word in brackets, 如（原野）, is part of the name
_FORMER = re.compile(
    r"^(?P<name>.+?)[(（\[【〔]\s*(?:原企业名称|原单位名称|原公司名称|原名称|原名|曾用名|更名前|前身|原)"
    r"(?:[为是]?\s*[:：]\s*(?P<marked>.+)|[为是]?\s*(?P<bare>.{4,}))[)）\]】〕]\s*$"
)


class NamePair(NamedTuple):
    """The name in use and, where the text gave one, the former name."""

    name: str
    former: str | None


def name_key(name: str) -> str:
    """The key under which spellings of one name meet; for matching only, never for showing.

    Blanks, zero-width and direction marks go, full-width becomes half-width, every bracket round, letters lose case;
    rare characters stay as they are.
    """
    plain = squeeze(name).translate(_BRACKETS).translate(_DOTS)
    return squeeze(unicodedata.normalize("NFKC", plain.casefold())).casefold()


def split_former_name(text: str) -> NamePair:
    """Split 新名（原：旧名） in two; a name without such brackets at its end has no former name."""
    shown = visible(text)
    found = _FORMER.match(shown)
    if found is None:
        return NamePair(shown, None)
    former = (found["marked"] or found["bare"]).strip()
    return NamePair(found["name"].strip(), former or None)
