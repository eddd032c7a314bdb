"""Trying other values in place of the law's: a rule set with changes, what differs, and bounds a little moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from registry.core.errors import DomainError
from registry.core.text import Text, msg
from registry.rules import catalog, vocabulary
from registry.rules.freezing import Json
from registry.rules.parameter_file import ParameterFileError, read_value
from registry.rules.scale import Band, RangeBand, SizeStep
from registry.rules.value_words import value_words
from registry.rules.values import DatedValue, Kind, Parameter, RuleSet, Value

Changes: TypeAlias = Mapping[str, Json]
"""New values by the parameter's code, as `printed` gives them: shares in percent and money in 万元 as text."""

_SPAN = {"fiscal_years": (1, len(vocabulary.EARLIER) + 1)}
"""Years that may be asked for: as many as firms report figures of."""
_EXACT = {"value", "at_least", "above", "up_to", "share"}
_NUMERIC = frozenset(Kind) - {Kind.COUNT, Kind.FLAG, Kind.MONTH_DAY, Kind.NAMES}
_WITHOUT_MARGIN = {Kind.FLAG, Kind.MONTH_DAY, Kind.NAMES}


@dataclass(frozen=True, slots=True)
class Difference:
    """One parameter whose value a draft changes, both values in words; `has_margin`: it has a bound to be near to."""

    code: str
    label: str
    article: str
    before: tuple[Text, ...]
    after: tuple[Text, ...]
    has_margin: bool


def printed(parameter: Parameter, on: date) -> Json:
    """The value in force on `on` as a file prints it, numbers other than counts as text. Raises NotInForceError."""
    place = parameter.values.index(parameter.at(on))
    return catalog.describe_values(parameter)[place]["value"]


def with_changes(rule_set: RuleSet, changes: Changes, on: date) -> RuleSet:
    """The rule set with other values in place of those in force on `on`; whether a bound itself counts stays as it is.

    Raises DomainError whose `field` is the parameter's code, or the path below it, for a code that the rule set does
    not have and for whatever a parameter file would be refused for; NotInForceError for a day without a value.
    """
    parameters = dict(rule_set.parameters)
    for code, value in changes.items():
        if code not in parameters:
            raise DomainError(msg("这套规则没有参数“{code}”", code=code), field=code)
        parameters[code] = _changed(parameters[code], value, on)
    return replace(rule_set, parameters=parameters)


def kept_changes(rule_set: RuleSet, draft: RuleSet, on: date) -> dict[str, Json]:
    """The changes that make `draft` of the rule set on `on`, without those that change nothing."""
    return {
        code: printed(parameter, on)
        for code, parameter in draft.parameters.items()
        if parameter.values != rule_set.parameters[code].values
    }


def differences(rule_set: RuleSet, draft: RuleSet, on: date) -> tuple[Difference, ...]:
    """What `draft` says otherwise on `on`, in the order of the file."""
    return tuple(
        Difference(
            code=code,
            label=before.label,
            article=catalog.article_of(before),
            before=value_words(before, before.at(on)),
            after=value_words(after, after.at(on)),
            has_margin=before.kind not in _WITHOUT_MARGIN,
        )
        for code, before in rule_set.parameters.items()
        if (after := draft.parameters[code]).values != before.values
    )


def moved(rule_set: RuleSet, code: str, on: date, percent: int) -> tuple[RuleSet, ...]:
    """The rule set with the bounds of one parameter raised by `percent` of themselves (below 0: lowered).

    Persons, points and years move by one at least, numbers of items in bands by exactly one. Where shares go by size
    there are two: the shares moved, and the sizes moved. None where the parameter has no bounds, or no further ones.
    """
    parameter = rule_set.parameters[code]
    if parameter.kind in _WITHOUT_MARGIN:
        return ()
    now = parameter.at(on)
    return tuple(
        replace(rule_set, parameters={**rule_set.parameters, code: _with(parameter, now, value)})
        for value in _moved(parameter.kind, now.value, percent)
        if _is_possible(code, value)
    )


def _changed(parameter: Parameter, value: Json, on: date) -> Parameter:
    now = parameter.at(on)
    found = _read(parameter, value, is_inclusive=now.inclusive)
    if not _is_possible(parameter.code, found):
        least, most = _SPAN[parameter.code]
        text = msg("企业只填报近 {most} 年的数据，应在 {least} 到 {most} 之间", least=least, most=most)
        raise DomainError(text, field=f"{parameter.code}.value")
    changed = _with(parameter, now, found)
    if _read(parameter, printed(changed, on), is_inclusive=now.inclusive) != found:
        raise DomainError(msg("百分数最多两位小数"), field=f"{parameter.code}.value")
    return changed


def _is_possible(code: str, value: Value) -> bool:
    """False for more years, or fewer, than firms report figures of."""
    least, most = _SPAN.get(code, (0, 0))
    return code not in _SPAN or (isinstance(value, int) and least <= value <= most)


def _read(parameter: Parameter, value: Json, *, is_inclusive: bool) -> Value:
    table = {"value": _as_in_file(parameter.kind, "value", value), "inclusive": is_inclusive}
    try:
        return read_value(parameter.kind, table, parameter.code)
    except ParameterFileError as error:
        raise DomainError(error.reason, field=error.field) from None


def _with(parameter: Parameter, now: DatedValue, value: Value) -> Parameter:
    values = tuple(replace(dated, value=value) if dated is now else dated for dated in parameter.values)
    return replace(parameter, values=values)


def _as_in_file(kind: Kind, key: str, value: Json) -> Any:
    """Numbers as text become exact numbers, and an open end is left out, as a file would have them."""
    match value:
        case str() if kind in _NUMERIC and key in _EXACT:
            return _number(value)
        case list():
            return [_as_in_file(kind, "", item) for item in value]
        case dict():
            return {name: _as_in_file(kind, name, item) for name, item in value.items() if item is not None}
    return value


def _number(text: str) -> Decimal | str:
    plain = text.strip()
    whole, _, digits = plain.partition(".")
    if not (whole + digits).isdecimal() or not plain.isascii() or len(plain) > 20:
        return text  # no number: the reader says so
    return Decimal(plain)


def _moved(kind: Kind, value: Value, percent: int) -> tuple[Value, ...]:
    factor, step = Fraction(100 + percent, 100), 1 if percent > 0 else -1
    if isinstance(value, Fraction):
        return (value * factor,)
    if isinstance(value, int):
        far = value * abs(percent) // 100
        return (value + step * (max(far, 1) if kind is Kind.COUNT else far),)
    if kind is Kind.SIZE_SHARES:
        steps = [item for item in value if isinstance(item, SizeStep)]
        sizes = tuple(replace(one, up_to=one.up_to and one.up_to * (100 + percent) // 100) for one in steps)
        return tuple(replace(one, share=one.share * factor) for one in steps), sizes
    is_counted = kind in {Kind.COUNT_BANDS, Kind.COUNT_RANGES}
    bands: list[Band | RangeBand] = []
    for item in value:
        if isinstance(item, Band):
            bands.append(replace(item, at_least=item.at_least + step if is_counted else item.at_least * factor))
        elif isinstance(item, RangeBand):
            bands.append(replace(item, edge=item.edge + step if is_counted else item.edge * factor))
    return (tuple(bands),)
