"""Chinese first, English by choice; Chinese sentences are the message ids, so only English has a catalogue."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, request
from flask_babel import Babel, gettext

from registry.core.text import Text

COOKIE = "language"
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}


def bind_languages(app: Flask) -> None:
    """Choose the language by the visitor's cookie."""
    folder = str(Path(__file__).resolve().parents[2] / "translations")
    Babel(app, default_translation_directories=folder, locale_selector=lambda: LOCALES[language()])


def language() -> str:
    """ "zh" or "en"."""
    chosen = request.cookies.get(COOKIE, "zh")
    return chosen if chosen in LOCALES else "zh"


def translate(text: Text | str) -> str:
    """A sentence from below in the visitor's language; a plain string (a name, a note somebody wrote) as it is."""
    if not isinstance(text, Text):
        return text
    params = {name: translate(value) if isinstance(value, Text) else value for name, value in text.params.items()}
    return Text(text.msgid, params).render(gettext(text.msgid))
