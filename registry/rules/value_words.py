"""Values of the law in words: a threshold with its unit, a band with its points, as people read them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

from registry.core.text import Text, msg
from registry.rules.scale import Band, RangeBand, SizeStep
from registry.rules.values import DatedValue, Item, Kind, Parameter, Value
from registry.rules.wording import share, wan

Show: TypeAlias = Callable[[Fraction], str]


def value_words(parameter: Parameter, dated: DatedValue) -> tuple[Text, ...]:
    """One of the parameter's values: a line, or one for each of its bands or names."""
    value = dated.value
    if isinstance(value, tuple):
        show: Show = share if parameter.kind in {Kind.SHARE_BANDS, Kind.SHARE_RANGES} else str
        return tuple(_item(item, parameter.unit, show, is_inclusive=dated.inclusive) for item in value)
    if isinstance(value, bool):
        return (msg("是") if value else msg("否"),)
    figure, unit = _figure(parameter.kind, value), parameter.unit
    if dated.inclusive:
        return (msg("{value} {unit}", value=figure, unit=unit) if unit else msg("{value}", value=figure),)
    return (msg("{value} {unit}（不含）", value=figure, unit=unit),)


def _figure(kind: Kind, value: Value) -> str:
    if isinstance(value, Fraction):
        return share(value)
    assert isinstance(value, int)
    if kind is Kind.MONEY:
        return wan(value)
    return "{:02d}-{:02d}".format(*divmod(value, 100)) if kind is Kind.MONTH_DAY else str(value)


def _item(item: Item, unit: str, show: Show, *, is_inclusive: bool) -> Text:
    match item:
        case Band():
            words = {"edge": show(item.at_least), "unit": unit, "points": item.points}
            if is_inclusive:
                return msg("≥ {edge} {unit} 得 {points} 分", **words)
            return msg("> {edge} {unit} 得 {points} 分", **words)
        case RangeBand():
            words = {"edge": show(item.edge), "unit": unit, "low": item.low, "high": item.high}
            if item.inclusive:
                return msg("≥ {edge} {unit} 得 {low}–{high} 分", **words)
            return msg("> {edge} {unit} 得 {low}–{high} 分", **words)
        case SizeStep(up_to=None):
            return msg("以上：≥ {share} %", share=share(item.share))
        case SizeStep():
            words = {"limit": wan(item.up_to or 0), "share": share(item.share)}
            return (
                msg("≤ {limit} 万元：≥ {share} %", **words)
                if item.inclusive
                else msg("< {limit} 万元：≥ {share} %", **words)
            )
    return msg("{label}", label=item)
