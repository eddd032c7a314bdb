"""Facts as they come from outside: named, typed fields, read from JSON with an error for each wrong key."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NoReturn, TypeAlias

from registry.core.errors import DomainError
from registry.core.money import FEN_PER_WAN
from registry.core.text import Text, msg
from registry.rules.findings import Source, source_from_json, source_to_json
from registry.rules.freezing import Json
from registry.rules.wording import wan

Months: TypeAlias = tuple[tuple[int, int], ...]
"""People at the start and at the end of each month, in order."""
Fact: TypeAlias = int | bool | date | Months | None

COUNT_MAX = 10_000_000
WAN_MAX = 10_000_000_000
INPUT_PLACES = 2  # of 万元, as people enter it
EXACT_PLACES = 6  # of 万元, down to the 分, as assessments are frozen

MONTHS_MAX = 12

_AMOUNT = re.compile(r"-?[0-9]{1,11}(\.[0-9]{1,6})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SOURCE_KEYS = {"kind": str, "label": str, "year": int, "revision": int, "reference": str}


class FactKind(StrEnum):
    """What a fact is, inside and in JSON."""

    COUNT = "count"  # a whole number
    MONEY = "money"  # 分 inside, 万元 in JSON
    SIGNED_MONEY = "signed_money"  # the same, and may be below zero
    FLAG = "flag"  # yes or no
    DAY = "day"  # a date, "2026-03-01" in JSON
    MONTHS = "months"  # people at the start and end of one to twelve months, [[80, 82], …] in JSON


@dataclass(frozen=True, slots=True)
class FactField:
    """One fact that a rule set reads; `label` is its name on a form."""

    name: str
    kind: FactKind
    label: Text


def read_json(text: str) -> dict[str, Any]:
    """The facts object in `text`, numbers exact. Raises DomainError for bad JSON, a repeated key, or no object."""
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise DomainError(msg("这不是有效的 JSON")) from None
    if not isinstance(data, dict):
        raise DomainError(msg("应为一个 JSON 对象，例如 {example}", example='{"staff": 80}'))
    return data


def parse_facts(
    fields: Iterable[FactField], data: Mapping[str, Any], *, places: int = INPUT_PLACES
) -> tuple[dict[str, Fact], dict[str, Source]]:
    """Facts by name (money in 分, None for null or absent) and their sources.

    `places` is how many decimals of 万元 are allowed. Raises DomainError whose `field` is the key at fault.
    """
    known = {field.name: field for field in fields}
    for key in data:
        if key not in known and key != "sources":
            raise DomainError(msg("不认识的数据项“{key}”", key=key), field=str(key))
    facts = {name: parse_fact(field, data.get(name), places=places) for name, field in known.items()}
    return facts, _parse_sources(data.get("sources"), known)


def parse_fact(field: FactField, value: object, *, places: int = INPUT_PLACES) -> Fact:
    """The fact in `value`, money in 分. Raises DomainError naming the field."""
    return None if value is None else _READERS[field.kind](field, value, places)


def _flag(field: FactField, value: object, places: int) -> bool:
    if not isinstance(value, bool):
        raise DomainError(msg("“{label}”应填 true 或 false", label=field.label), field=field.name)
    return value


def _day(field: FactField, value: object, places: int) -> date:
    try:
        return date.fromisoformat(value if isinstance(value, str) and _DAY.fullmatch(value) else "")
    except ValueError:
        text = msg("“{label}”应为日期，例如 {example}", label=field.label, example="2021-03-01")
        raise DomainError(text, field=field.name) from None


def _months(field: FactField, value: object, places: int) -> Months:
    pairs = value if isinstance(value, list | tuple) else ()
    if not 1 <= len(pairs) <= MONTHS_MAX or not all(isinstance(pair, list | tuple) for pair in pairs):
        raise _no_months(field)
    try:
        return tuple((_count(field, start, places), _count(field, end, places)) for start, end in pairs)
    except ValueError:  # not two numbers
        raise _no_months(field) from None


def _no_months(field: FactField) -> DomainError:
    text = msg("“{label}”应为 1 至 {count} 个月的 [月初人数, 月末人数]", label=field.label, count=MONTHS_MAX)
    return DomainError(text, field=field.name)


def _number(field: FactField, value: object) -> float | Decimal | str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise DomainError(msg("“{label}”应为数字", label=field.label), field=field.name)
    return value


def _count(field: FactField, value: object, places: int) -> int:
    given = _number(field, value)
    number = None if isinstance(given, str) else _decimal(given)
    if number is None or number != number.to_integral_value():
        raise DomainError(msg("“{label}”应为整数", label=field.label), field=field.name)
    if not 0 <= number <= COUNT_MAX:
        raise DomainError(msg("“{label}”应在 0 到 {limit} 之间", label=field.label, limit=COUNT_MAX), field=field.name)
    return int(number)


def _money(field: FactField, value: object, places: int) -> int:
    amount = _amount(field, value, places)
    if amount is None or amount < 0:
        text = msg("“{label}”应为不小于 0 的万元金额，最多 {places} 位小数", label=field.label, places=places)
        raise DomainError(text, field=field.name)
    return int(amount * FEN_PER_WAN)


def _signed_money(field: FactField, value: object, places: int) -> int:
    amount = _amount(field, value, places)
    if amount is None:
        text = msg("“{label}”应为万元金额，最多 {places} 位小数", label=field.label, places=places)
        raise DomainError(text, field=field.name)
    return int(amount * FEN_PER_WAN)


def _amount(field: FactField, value: object, places: int) -> Decimal | None:
    """万元 as written, None where it is no such amount. Raises DomainError for one that is too large."""
    given = _number(field, value)
    number = None if isinstance(given, str) else _decimal(given)
    digits = given.strip() if isinstance(given, str) else "" if number is None else f"{number:f}"
    match = _AMOUNT.fullmatch(digits)
    if match is None or len((match[1] or ".").rstrip("0")) > places + 1:
        return None
    amount = Decimal(digits)
    if abs(amount) > WAN_MAX:
        raise DomainError(msg("“{label}”不能大于 {limit} 万元", label=field.label, limit=WAN_MAX), field=field.name)
    return amount


_READERS: dict[FactKind, Callable[[FactField, object, int], Fact]] = {
    FactKind.COUNT: _count,
    FactKind.MONEY: _money,
    FactKind.SIGNED_MONEY: _signed_money,
    FactKind.FLAG: _flag,
    FactKind.DAY: _day,
    FactKind.MONTHS: _months,
}


def _decimal(number: float | Decimal) -> Decimal | None:
    """`number` by the digits it is written with (no binary remainder comes in); None where it has no plain form."""
    try:
        decimal = Decimal(str(number))
    except (InvalidOperation, ValueError):  # an integer of thousands of digits
        return None
    return decimal if decimal.is_finite() and -20 < decimal.adjusted() < 20 else None


def _parse_sources(data: object, known: Mapping[str, FactField]) -> dict[str, Source]:
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise DomainError(msg("sources 应为“数据项: 来源”的对象"), field="sources")
    sources = {}
    for name, item in data.items():
        if name not in known:
            raise DomainError(msg("不认识的数据项“{key}”", key=name), field=f"sources.{name}")
        sources[name] = _parse_source(item, f"sources.{name}")
    return sources


def _parse_source(data: object, path: str) -> Source:
    if not isinstance(data, Mapping) or not isinstance(data.get("kind"), str):
        raise DomainError(msg("来源应为对象，并写明 kind"), field=path)
    for key, value in data.items():
        kind = _SOURCE_KEYS.get(key)
        if kind is None:
            raise DomainError(msg("来源中不认识的键“{key}”", key=key), field=f"{path}.{key}")
        if isinstance(value, bool) or not isinstance(value, kind):
            raise DomainError(msg("来源中“{key}”的类型不对", key=key), field=f"{path}.{key}")
    return source_from_json(data)


def facts_to_json(
    fields: Iterable[FactField], facts: Mapping[str, Fact], sources: Mapping[str, Source]
) -> dict[str, Json]:
    """The known facts as JSON, money as exact 万元 text; `parse_facts(places=EXACT_PLACES)` reads it back."""
    data: dict[str, Json] = {}
    for field in fields:
        value = facts[field.name]
        if value is not None:
            data[field.name] = _written(value, money=field.kind in {FactKind.MONEY, FactKind.SIGNED_MONEY})
    if sources:
        data["sources"] = {name: source_to_json(sources[name]) for name in sorted(sources)}
    return data


def _written(value: int | date | Months, *, money: bool) -> Json:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [list(pair) for pair in value]
    return wan(value) if money else value


def json_schema(fields: Iterable[FactField], *, title: str, identifier: str) -> dict[str, Any]:
    """A JSON Schema (2020-12) for the facts object that `parse_facts` accepts."""
    fields = tuple(fields)
    properties: dict[str, Any] = {field.name: {"title": str(field.label), **_SCHEMAS[field.kind]} for field in fields}
    names = {"enum": [field.name for field in fields]}
    properties["sources"] = {
        "title": "各数据项的来源",
        "type": "object",
        "propertyNames": names,
        "additionalProperties": _SOURCE_SCHEMA,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:rules:{identifier}:facts",
        "title": title,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


_WRITTEN = r"(0?[0-9]{1,10}(\.[0-9]{1,2}0{0,4})?|10{10}(\.0{1,6})?)"
"""An amount as text, up to WAN_MAX."""
_SCHEMAS: dict[FactKind, dict[str, Any]] = {
    FactKind.COUNT: {"type": ["integer", "null"], "minimum": 0, "maximum": COUNT_MAX},
    FactKind.FLAG: {"type": ["boolean", "null"]},
    FactKind.MONEY: {
        "description": "万元，最多两位小数",
        "type": ["string", "number", "null"],
        "pattern": rf"^\s*{_WRITTEN}\s*$",
        "minimum": 0,
        "maximum": WAN_MAX,
    },
    FactKind.SIGNED_MONEY: {
        "description": "万元，可为负数，最多两位小数",
        "type": ["string", "number", "null"],
        "pattern": rf"^\s*-?{_WRITTEN}\s*$",
        "minimum": -WAN_MAX,
        "maximum": WAN_MAX,
    },
    FactKind.DAY: {"type": ["string", "null"], "format": "date", "pattern": _DAY.pattern},
    FactKind.MONTHS: {
        "description": "每月的 [月初人数, 月末人数]",
        "type": ["array", "null"],
        "minItems": 1,
        "maxItems": MONTHS_MAX,
        "items": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": {"type": "integer", "minimum": 0, "maximum": COUNT_MAX},
        },
    },
}
_SOURCE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["kind"],
    "additionalProperties": False,
    "properties": {key: {"type": "integer" if kind is int else "string"} for key, kind in _SOURCE_KEYS.items()},
}


def _no_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in pairs:
        if key in data:
            raise DomainError(msg("数据项“{key}”出现了两次", key=key), field=key)
        data[key] = value
    return data
