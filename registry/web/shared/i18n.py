"""Chinese first, English by choice; Chinese sentences are the message ids, so only English has a catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import Flask, request
from flask_babel import Babel, gettext

from registry.applications.services import COMMITMENT
from registry.core.actor import SYSTEM
from registry.core.text import Name, Text, msg
from registry.reference.words import data_words
from registry.rules.findings import SOURCE_LABELS
from registry.rules.wording import UNITS

COOKIE = "language"
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}

FROM_DATA = frozenset({"doubt", "issuer", "kinds", "label", "names", "park", "source", "title", "unit"})
"""Placeholders whose plain strings may be words of the data files, or several of them in one string."""

_AND = msg("、").msgid


def bind_languages(app: Flask) -> None:
    """Choose the language by the visitor's cookie."""
    folder = str(Path(__file__).resolve().parents[2] / "translations")
    Babel(app, default_translation_directories=folder, locale_selector=lambda: LOCALES[language()])


def language() -> str:
    """ "zh" or "en"."""
    chosen = request.cookies.get(COOKIE, "zh")
    return chosen if chosen in LOCALES else "zh"


def translate(text: Text | str) -> str:
    """A sentence or name from below in the visitor's language; any other string (what somebody wrote) as it is."""
    if isinstance(text, Text):
        params = {name: _filled(name, value) for name, value in text.params.items()}
        return Text(text.msgid, params).render(gettext(text.msgid))
    if isinstance(text, Name) and text.english and language() == "en":
        return text.english
    return text


def word(text: str) -> str:
    """A word of the data files (unit, doubt, park, issuer, source of a figure) in the visitor's language.

    For places that hold such words: what somebody typed is not looked up, unless it names something of the data.
    """
    if language() != "en":
        return text
    known = _words()
    if text not in known and all(part in known for part in text.split(_AND)):
        return gettext(_AND).join(map(word, text.split(_AND)))
    english = known.get(text)
    return translate(text) if english is None else english or gettext(text)


def _filled(name: str, value: object) -> object:
    if isinstance(value, Text | Name):
        return translate(value)
    return word(value) if name in FROM_DATA and isinstance(value, str) else value


@cache
def _words() -> Mapping[str, str]:
    plain = [*(text.msgid for text in (*UNITS, *SOURCE_LABELS, COMMITMENT)), SYSTEM.name]
    return {**dict.fromkeys(plain, ""), **data_words()}
