"""A sentence for a person, kept apart from the language it will be shown in."""

from __future__ import annotations

from typing import NamedTuple


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
