"""Figures as a person reads them: 万元 without loss, percentages never rounded up, article numbers in Chinese."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from registry.core.text import Name, Text, msg

UNITS: tuple[Text, ...] = (
    msg("万元"), msg("元"), msg("人"), msg("项"), msg("分"), msg("名"), msg("天"), msg("月"), msg("年"),
    msg("家"), msg("份"),
)  # fmt: skip
"""The units of findings and figures, so that pages can say them in another language."""

_WAN_DIGITS = 6  # 1 万元 is 10^6 分
_STEP = 10_000  # 分 in 0.01 万元
_NUMERALS = "零一二三四五六七八九"
_ARTICLE = re.compile(r"(\d+)(?:\((\d+)\))?(?:\((\d+)\))?")
_SECTION = re.compile(r"(?:(\d+)号 )?([一二三四五六七八九十])(?:[（(]([一二三四五六七八九十])[）)])?(\d*)")


def wan(fen: int) -> str:
    """万元 of `fen` 分, every digit kept and no idle zeros: 300 万元 is "300", one 分 is "0.000001"."""
    text = f"{Decimal(fen).scaleb(-_WAN_DIGITS):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def wan_up(fen: int) -> Decimal:
    """万元 of `fen` 分 with two decimals, rounded up: whoever adds this much has added enough."""
    return Decimal(-(-fen // _STEP)).scaleb(-2)


def percent(numerator: int, denominator: int) -> str:
    """numerator ÷ denominator in percent with at most two decimals, cut and not rounded: 9.999 % shows as 9.99."""
    text = f"{Decimal(numerator * 10_000 // denominator).scaleb(-2):f}"
    return text.rstrip("0").rstrip(".")


def share(value: Fraction) -> str:
    """A threshold such as 0.25 as "25"."""
    return percent(value.numerator, value.denominator)


def article_name(article: str) -> Name:
    """ "6(2)" as "第六条（二）" (English: "Art. 6(2)"), "7(2)(1)" as "第七条（二）1"; anything else as it is."""
    match = _ARTICLE.fullmatch(article)
    if match is None:
        return _section_name(article)
    number, item, point = match.groups()
    name = f"第{_chinese(int(number))}条"
    if item:
        name += f"（{_chinese(int(item))}）"
    return Name(name + (point or ""), f"Art. {article}")


def _section_name(section: str) -> Name:
    """A section numbered in Chinese, as it is: "195号 三（七）1" (English: "No. 195 section 3(7)1")."""
    match = _SECTION.fullmatch(section)
    if match is None:
        return Name(section)
    document, number, item, point = match.groups()
    english = f"section {_number(number)}{f'({_number(item)})' if item else ''}{point}"
    return Name(section, f"No. {document} {english}" if document else english.capitalize())


def _number(numeral: str) -> int:
    """A Chinese numeral up to 十."""
    return 10 if numeral == "十" else _NUMERALS.index(numeral)


def _chinese(number: int) -> str:
    """1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")
