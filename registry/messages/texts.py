"""Sentences as a row keeps them, and in the language of who gets them."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path
from typing import Any

from registry.core.text import Name, Text

LANGUAGES = ("zh", "en")
_TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"


def to_json(text: Text) -> dict[str, Any]:
    """The sentence for a JSON column; names keep both languages, sentences inside it stay sentences."""
    return {"msgid": text.msgid, "params": {name: _packed(value) for name, value in text.params.items()}}


def from_json(stored: dict[str, Any]) -> Text:
    """The sentence that `to_json` stored."""
    return Text(stored["msgid"], {name: _unpacked(value) for name, value in stored["params"].items()})


def in_language(text: Text | Name, language: str) -> str:
    """The sentence in "zh" or "en", outside of any request; Chinese where there is no English."""
    if isinstance(text, Name):
        return text.english if text.english and language == "en" else str(text)
    params = {name: _shown(value, language) for name, value in text.params.items()}
    template = _catalogue().gettext(text.msgid) if language == "en" else text.msgid
    return Text(text.msgid, params).render(template)


def _shown(value: object, language: str) -> object:
    return in_language(value, language) if isinstance(value, Text | Name) else value


def _packed(value: object) -> Any:
    if isinstance(value, Text):
        return to_json(value)
    if isinstance(value, Name):
        return {"zh": str(value), "en": value.english}
    return value if isinstance(value, int) else str(value)


def _unpacked(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    return from_json(value) if "msgid" in value else Name(value["zh"], value["en"])


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("messages", str(_TRANSLATIONS), ["en"], fallback=True)
