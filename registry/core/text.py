"""A sentence for a person, kept apart from the language it will be shown in."""

from __future__ import annotations

from typing import NamedTuple


class Name(str):
    """A name that the data has in two languages: a string in Chinese, with its `english` ("" where there is none)."""

    english: str

    def __new__(cls, chinese: str, english: str = "") -> Name:
        name = super().__new__(cls, chinese)
        name.english = english
        return name


class Text(NamedTuple):
    """A Chinese message id with the values of its named placeholders."""

    msgid: str
    params: dict[str, object]

    def __str__(self) -> str:
        return self.render(self.msgid)

    def render(self, template: str) -> str:
        """Fill `template` (the msgid or its translation); parameters that are texts are shown in Chinese."""
        return template.format(**{name: str(value) for name, value in self.params.items()})


def msg(msgid: str, **params: object) -> Text:
    """Mark `msgid` for translation; placeholders are `{name}` as in `str.format`."""
    return Text(msgid, params)
