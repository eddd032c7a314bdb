"""The names of a right's owners as they are kept in one cell. Pure."""

from __future__ import annotations

import re

from registry.rules.identifiers.characters import visible

OWNER_MARK = "；"
"""What stands between two names as stored."""

_BETWEEN = re.compile(r"[;；\r\n]")


def owner_names(text: str) -> tuple[str, ...]:
    """The names in a text with semicolons or line ends between them, each once; () where nobody is named."""
    parts = (visible(part.encode("utf-8", "replace").decode()) for part in _BETWEEN.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))
