"""Values to JSON and back without loss: fractions and decimals travel as text, sentences with their placeholders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeAlias

from registry.core.text import Text

Json: TypeAlias = "None | bool | int | str | list[Json] | dict[str, Json]"
"""What may be frozen: JSON without its inexact numbers."""


def freeze(value: object) -> Json:
    """The JSON form of `value`. Raises TypeError for a type that could not be read back exactly."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Text):
        return {"text": value.msgid, "params": {name: freeze(item) for name, item in value.params.items()}}
    if isinstance(value, tuple):
        return [freeze(item) for item in value]
    return _freeze_tagged(value)


def _freeze_tagged(value: object) -> Json:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, Fraction):
        return {"fraction": f"{value.numerator}:{value.denominator}"}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    raise TypeError(f"cannot be frozen exactly: {type(value).__name__}")


def thaw(value: Json) -> Any:
    """What `freeze` was given; a list comes back as the tuple it was. Raises ValueError for an unknown tag."""
    if isinstance(value, list):
        return tuple(thaw(item) for item in value)
    if isinstance(value, dict):
        return _thaw_tagged(value)
    return value


def _thaw_tagged(value: Mapping[str, Json]) -> Text | Decimal | Fraction | date:
    match value:
        case {"text": str(msgid), "params": dict(params)}:
            return Text(msgid, {name: thaw(item) for name, item in params.items()})
        case {"decimal": str(digits)}:
            return Decimal(digits)
        case {"fraction": str(pair)}:
            numerator, _, denominator = pair.partition(":")
            return Fraction(int(numerator), int(denominator))
        case {"date": str(day)}:
            return date.fromisoformat(day)
    raise ValueError(f"unknown tag: {', '.join(value)}")
