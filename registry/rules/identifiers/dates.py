"""Dates in the forms people write them."""

from __future__ import annotations

import datetime as dt
import re

from registry.core.text import Text, msg
from registry.rules.identifiers.characters import half_width, visible

_EPOCH = dt.date(1899, 12, 30)  # day 0 of the 1900 date system, with its 29 February 1900
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_050  # 1927-05-18 to 2099-12-31: outside, a number is no date anybody meant
_FIRST_YEAR, _LAST_YEAR = 1900, 2099

_CLOCK = r"(?:[ T]*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?Z|[+-]\d{2}:?\d{2})?)?"
_PARTS = re.compile(r"(\d{4}) ?[-./年] ?(\d{1,2}) ?[-./月] ?(\d{1,2}) ?[日号]?" + _CLOCK, re.ASCII)
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})" + _CLOCK, re.ASCII)
_NO_DAY = re.compile(r"(\d{4}) ?[-./年] ?(\d{1,2}) ?月?", re.ASCII)
_NO_MONTH = re.compile(r"(\d{4}) ?年?(?:度)?", re.ASCII)
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def parse_date(value: object, *, numeric: bool = False) -> dt.date | Text:
    """The day `value` means, or a text that says why it means none. Never raises.

    `numeric` says that the cell held a number: then serials of a spreadsheet (days, 1900 system) are read as dates.
    A month without its day is a problem, not the first of that month.
    """
    if isinstance(value, dt.datetime):
        return _in_range(value.year, value.month, value.day, str(value.date()))
    if isinstance(value, dt.date):
        return _in_range(value.year, value.month, value.day, str(value))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return _not_a_date(str(value))
    shown = _written(value)
    if not shown:
        return msg("日期没有填写")
    if numeric and _NUMBER.fullmatch(shown):
        return _from_number(shown)
    return _from_text(shown)


def _written(value: str | int | float) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return visible(half_width(str(value)))


def _from_number(shown: str) -> dt.date | Text:
    days = int(shown.split(".", maxsplit=1)[0]) if len(shown) < 20 else 0
    if _FIRST_SERIAL <= days <= _LAST_SERIAL:
        return _EPOCH + dt.timedelta(days=days)
    return _from_text(shown)


def _from_text(shown: str) -> dt.date | Text:
    found = _PARTS.fullmatch(shown) or _RUN.fullmatch(shown)
    if found:
        return _in_range(int(found[1]), int(found[2]), int(found[3]), shown)
    month = _NO_DAY.fullmatch(shown)
    if month and 1 <= int(month[2]) <= 12:
        return msg("“{value}”只有年月，缺少日；请写成 2021-03-05 这样的完整日期", value=shown)
    if _NO_MONTH.fullmatch(shown):
        return msg("“{value}”只有年份，缺少月和日；请写成 2021-03-05 这样的完整日期", value=shown)
    return _not_a_date(shown)


def _in_range(year: int, month: int, day: int, shown: str) -> dt.date | Text:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return msg("“{value}”的年份不在 1900 至 2099 年之间", value=shown)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return msg("“{value}”不是日历上有的日子", value=shown)


def _not_a_date(shown: str) -> Text:
    return msg("“{value}”不是可识别的日期；请写成 2021-03-05 这样的日期", value=shown[:40])
