"""The street that an address names, by the names of the day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Street(NamedTuple):
    """A street's code and name over `[valid_from, valid_to)`, and the code of what it became part of."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None
    successor_code: str | None

    def is_in_force(self, on: date) -> bool:
        """Whether the name holds on the day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def street_of(address: str, streets: Sequence[Street], on: date) -> Street | None:
    """The one street whose full name stands in `address`: a name of the day, else one of another time.

    None where there is none, or where two different streets stand in it.
    """
    named = [street for street in streets if street.name in address]
    found = [street for street in named if street.is_in_force(on)] or named
    return found[0] if len({street.code for street in found}) == 1 else None
