"""The papers usually asked for with an application: a list to prepare by, behind whatever the year's notice says."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from registry.core.text import Name

FILE = Path(__file__).parent / "data" / "papers.toml"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper for one scheme: the criteria it proves, and the use under which it is uploaded."""

    code: str
    name: Name
    requirement: str
    proves: tuple[str, ...]


def papers_for(scheme: str, criteria: Collection[str] | None = None) -> tuple[Paper, ...]:
    """The scheme's papers in the order of the file, none for a scheme that has no list.

    With `criteria` only the papers that prove one of these, and of each paper only those.
    """
    found = []
    for entry in _entries():
        proves = tuple(entry["proves"].get(scheme, ()))
        if criteria is not None:
            proves = tuple(code for code in proves if code in criteria)
        if proves:
            found.append(Paper(entry["code"], Name(entry["name"], entry["name_en"]), entry["requirement"], proves))
    return tuple(found)


def schemes_with_papers() -> frozenset[str]:
    """The codes of the schemes that have a list."""
    return frozenset(scheme for entry in _entries() for scheme in entry["proves"])


@cache
def _entries() -> tuple[dict[str, Any], ...]:
    with FILE.open("rb") as file:
        return tuple(tomllib.load(file)["papers"])
