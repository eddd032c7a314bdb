"""Words of the data files that pages show as they stand there: labels, units, doubts, issuers, parks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from registry.rules.catalog import PARAMETERS

DATA = Path(__file__).parent / "data"

SHOWN = frozenset({"doubt", "issuer", "label", "name", "number", "number_label", "title", "unit", "value"})
"""Keys whose values are shown; the English stands beside under `<key>_en`, else the catalogue has it."""

_CHINESE = re.compile("[\u4e00-\u9fff]")
_PAPER = re.compile(r"\w+〔\d{4}〕\d+号")


@cache
def data_words() -> Mapping[str, str]:
    """Every word of the reference and parameter files with its English, "" where that is in the catalogue."""
    files = sorted([*DATA.glob("*.toml"), *PARAMETERS.glob("*.toml")])
    return dict(pair for path in files for pair in words_in(tomllib.loads(path.read_text(encoding="utf-8"))))


def words_in(data: object) -> Iterator[tuple[str, str]]:
    """The shown words of a parsed file, each with the English beside it or ""."""
    if isinstance(data, list):
        for item in data:
            yield from words_in(item)
    elif isinstance(data, dict):
        yield from _words_of(data)


def extract(file: BinaryIO, keywords: object, comment_tags: object, options: object) -> Iterator[Any]:
    """What the catalogue must have, in the form Babel asks of an extractor: (line, function, message, comments)."""
    text = file.read().decode("utf-8")
    for word in dict.fromkeys(word for word, english in words_in(tomllib.loads(text)) if not english):
        yield text[: max(text.find(f'"{word}"'), 0)].count("\n") + 1, "", word, []


def _words_of(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if key in SHOWN:
            english = table.get(f"{key}_en", "")
            yield from ((text, english) for text in _texts(value) if _is_word(text))
        if not isinstance(value, str):
            yield from words_in(value)


def _is_word(text: str) -> bool:
    """Whether it has another form in English: the number of an official paper is the same in every language."""
    return _CHINESE.search(text) is not None and _PAPER.fullmatch(text) is None


def _texts(value: object) -> Iterator[str]:
    """The strings of a text or of a list of texts."""
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, str):
            yield item
