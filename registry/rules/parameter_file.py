"""Reads a rule set from its TOML file and refuses, by name, whatever is unknown, missing or of the wrong type."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from registry.core.errors import DomainError
from registry.core.money import wan_to_fen
from registry.core.text import Text, msg
from registry.rules.scale import Band, RangeBand, SizeStep
from registry.rules.values import DatedValue, Document, Kind, Parameter, RuleSet, Value

T = TypeVar("T")
Table = Mapping[str, Any]

_RULE_SET_KEYS = {"id", "version", "title", "tier", "since", "until", "last_checked_on", "documents", "parameters"}
_DOCUMENT_KEYS = {"number", "title", "issued"}
_PARAMETER_KEYS = {"label", "kind", "unit", "article", "document", "verified", "doubt", "values"}
_VALUE_KEYS = {"since", "value", "inclusive"}
_BAND_KEYS = {"at_least", "points"}
_RANGE_KEYS = {"at_least", "above", "low", "high"}
_STEP_KEYS = {"up_to", "share"}
_PERCENT = Fraction(1, 100)


class ParameterFileError(DomainError):
    """A parameter file cannot be used; `field` is the path of the key at fault, such as "staff_bands.values[0]".

    `reason` says what is wrong there, without the path.
    """

    def __init__(self, text: Text, field: str | None = None, reason: Text | None = None) -> None:
        super().__init__(text, field)
        self.reason = reason or text


def read_rule_set(text: str) -> RuleSet:
    """The rule set written in `text` (TOML; shares in percent, money in 万元).

    Raises ParameterFileError naming the key at fault.
    """
    try:
        table = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ParameterFileError(msg("参数文件不是有效的 TOML：{reason}", reason=str(error))) from None
    _only(table, _RULE_SET_KEYS, "")
    documents = {code: _document(code, item) for code, item in _items(table, "documents", "")}
    parameters = {code: _parameter(code, item, documents) for code, item in _items(table, "parameters", "")}
    return RuleSet(
        id=_need(table, "id", str, ""),
        version=_need(table, "version", int, ""),
        title=_need(table, "title", str, ""),
        tier=_need(table, "tier", str, ""),
        since=_need(table, "since", date, ""),
        until=_need(table, "until", date, "") if "until" in table else None,
        last_checked_on=_need(table, "last_checked_on", date, ""),
        documents=documents,
        parameters=parameters,
    )


def _document(code: str, table: Table) -> Document:
    path = f"documents.{code}"
    _only(table, _DOCUMENT_KEYS, path)
    issued = _need(table, "issued", date, path) if "issued" in table else None
    title = _need(table, "title", str, path) if "title" in table else ""
    return Document(code, _need(table, "number", str, path), title, issued)


def _parameter(code: str, table: Table, documents: Mapping[str, Document]) -> Parameter:
    _only(table, _PARAMETER_KEYS, code)
    kind = _choice(_need(table, "kind", str, code), f"{code}.kind")
    document = _need(table, "document", str, code)
    if document not in documents:
        raise _fault(f"{code}.document", msg("参数文件没有登记文件“{document}”", document=document))
    verified = _need(table, "verified", bool, code)
    doubt = _need(table, "doubt", str, code) if "doubt" in table else ""
    if verified == bool(doubt):
        raise _fault(f"{code}.doubt", msg("未核实的参数要写明疑点，已核实的参数不写疑点"))
    return Parameter(
        code=code,
        label=_need(table, "label", str, code),
        kind=kind,
        unit=_need(table, "unit", str, code),
        article=_need(table, "article", str, code),
        document=documents[document],
        verified=verified,
        doubt=doubt,
        values=_values(kind, _need(table, "values", list, code), f"{code}.values"),
    )


def _values(kind: Kind, tables: list[Table], path: str) -> tuple[DatedValue, ...]:
    values = []
    for number, table in enumerate(tables):
        here = f"{path}[{number}]"
        _only(table, _VALUE_KEYS, here)
        since, inclusive = _need(table, "since", date, here), _need(table, "inclusive", bool, here)
        values.append(DatedValue(since, _READERS[kind](table, here), inclusive))
    days = [value.since for value in values]
    if not days or days != sorted(set(days)):
        raise _fault(path, msg("至少要有一个值，且各值的起始日期应逐个递增"))
    return tuple(values)


def read_value(kind: Kind, table: Table, path: str) -> Value:
    """The `value` of `table` as a file has it (shares in percent, money in 万元), money in 分 and shares as fractions.

    Bounds by size also read `inclusive`. Raises ParameterFileError for a key below `path`.
    """
    return _READERS[kind](table, path)


def _count(table: Table, path: str) -> int:
    value = _need(table, "value", int, path)
    if value < 0:
        raise _fault(f"{path}.value", msg("不能小于 0"))
    return value


def _money(table: Table, path: str) -> int:
    value = table.get("value")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _fault(f"{path}.value", msg("应为万元金额"))
    try:
        return wan_to_fen(Decimal(value))
    except ValueError:
        raise _fault(f"{path}.value", msg("万元金额最多两位小数")) from None


def _flag(table: Table, path: str) -> bool:
    return _need(table, "value", bool, path)


def _names(table: Table, path: str) -> tuple[str, ...]:
    names = _need(table, "value", list, path)
    if not names or not all(isinstance(name, str) and name for name in names) or len(set(names)) != len(names):
        raise _fault(f"{path}.value", msg("应为不重复的名称列表"))
    return tuple(names)


def _share_bands(table: Table, path: str) -> tuple[Band, ...]:
    return _bands(table, path, _PERCENT)


def _count_bands(table: Table, path: str) -> tuple[Band, ...]:
    return _bands(table, path, Fraction(1))


def _bands(table: Table, path: str, unit: Fraction) -> tuple[Band, ...]:
    bands = []
    for number, item in enumerate(_need(table, "value", list, path)):
        here = f"{path}.value[{number}]"
        _only(item, _BAND_KEYS, here)
        at_least = item.get("at_least")
        if isinstance(at_least, bool) or not isinstance(at_least, int | Decimal) or at_least <= 0:
            raise _fault(f"{here}.at_least", msg("应为大于 0 的数"))
        bands.append(Band(Fraction(at_least) * unit, _need(item, "points", int, here)))
    steps = [(band.at_least, band.points) for band in bands]
    falling = all(left[0] > right[0] and left[1] > right[1] > 0 for left, right in zip(steps, steps[1:], strict=False))
    if not bands or not falling or bands[-1].points <= 0:
        raise _fault(f"{path}.value", msg("分档应从高到低排列，分值大于 0 并逐档递减"))
    return tuple(bands)


def _share(table: Table, path: str) -> Fraction:
    return _number(table, "value", path) * _PERCENT


def _month_day(table: Table, path: str) -> int:
    """ "05-31" as 531."""
    word = _need(table, "value", str, path)
    try:
        day = date.fromisoformat(f"2000-{word}")
    except ValueError:
        raise _fault(f"{path}.value", msg("应为“月-日”，例如 {example}", example="05-31")) from None
    return day.month * 100 + day.day


def _share_ranges(table: Table, path: str) -> tuple[RangeBand, ...]:
    return _ranges(table, path, _PERCENT)


def _count_ranges(table: Table, path: str) -> tuple[RangeBand, ...]:
    return _ranges(table, path, Fraction(1))


def _ranges(table: Table, path: str, unit: Fraction) -> tuple[RangeBand, ...]:
    bands = []
    for number, item in enumerate(_need(table, "value", list, path)):
        here = f"{path}.value[{number}]"
        _only(item, _RANGE_KEYS, here)
        if ("at_least" in item) == ("above" in item):
            raise _fault(here, msg("应写 at_least（含）或 above（不含）之一"))
        key = "at_least" if "at_least" in item else "above"
        low, high = _need(item, "low", int, here), _need(item, "high", int, here)
        bands.append(RangeBand(_number(item, key, here) * unit, key == "at_least", low, high))
    falling = all(one.edge > two.edge and one.low > two.high for one, two in zip(bands, bands[1:], strict=False))
    if not bands or not falling or any(not 0 < band.low <= band.high for band in bands):
        raise _fault(f"{path}.value", msg("分档应从高到低排列，分值大于 0 并逐档递减"))
    return tuple(bands)


def _size_shares(table: Table, path: str) -> tuple[SizeStep, ...]:
    steps = []
    for number, item in enumerate(_need(table, "value", list, path)):
        here = f"{path}.value[{number}]"
        _only(item, _STEP_KEYS, here)
        up_to = _money({"value": item["up_to"]}, here) if "up_to" in item else None
        inclusive = _need(table, "inclusive", bool, path)
        steps.append(SizeStep(up_to, inclusive, _number(item, "share", here) * _PERCENT))
    bounds = [step.up_to for step in steps[:-1]]
    known = [bound for bound in bounds if bound is not None]
    if not steps or steps[-1].up_to is not None or len(known) != len(bounds) or known != sorted(set(known)):
        raise _fault(f"{path}.value", msg("各档应从小到大排列，最后一档不写上限"))
    return tuple(steps)


def _number(table: Table, key: str, path: str) -> Fraction:
    value = table.get(key)
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
        raise _fault(f"{path}.{key}", msg("应为不小于 0 的数"))
    return Fraction(value)


_READERS: dict[Kind, Callable[[Table, str], Value]] = {
    Kind.COUNT: _count,
    Kind.MONEY: _money,
    Kind.SHARE: _share,
    Kind.FLAG: _flag,
    Kind.MONTH_DAY: _month_day,
    Kind.NAMES: _names,
    Kind.SHARE_BANDS: _share_bands,
    Kind.COUNT_BANDS: _count_bands,
    Kind.SHARE_RANGES: _share_ranges,
    Kind.COUNT_RANGES: _count_ranges,
    Kind.SIZE_SHARES: _size_shares,
}


def _choice(word: str, path: str) -> Kind:
    try:
        return Kind(word)
    except ValueError:
        raise _fault(path, msg("没有“{word}”这种参数", word=word)) from None


def _only(table: object, allowed: set[str], path: str) -> None:
    if not isinstance(table, Mapping):
        raise _fault(path, msg("应为一组键值"))
    for key in table:
        if key not in allowed:
            raise _fault(_join(path, key), msg("不认识的键"))


def _items(table: Table, key: str, path: str) -> list[tuple[str, Any]]:
    return list(_need(table, key, dict, path).items())


def _need(table: Table, key: str, kind: type[T], path: str) -> T:
    where = _join(path, key)
    if key not in table:
        raise _fault(where, msg("缺少这个键"))
    value = table[key]
    # a TOML boolean is a Python int and a date-time is a date; neither may slip through as one
    slipped = (isinstance(value, bool) and kind is not bool) or isinstance(value, datetime)
    if slipped or not isinstance(value, kind):
        raise _fault(where, msg("类型不对，应为 {kind}", kind=kind.__name__))
    return value


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _fault(path: str, text: Text) -> ParameterFileError:
    return ParameterFileError(msg("参数文件 {path}：{text}", path=path, text=text), field=path, reason=text)
