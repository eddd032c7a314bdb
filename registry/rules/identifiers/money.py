"""Amounts of money with units and commas inside, as public registers print them."""

from __future__ import annotations

import re
from decimal import Decimal

from registry.core.text import Text, msg
from registry.rules.identifiers.characters import squeeze

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
_FEN_PER_YI = 10_000 * FEN_PER_WAN
_LARGEST = 10**17  # 分: a thousand trillion 元, and still a 64-bit integer

_UNKNOWN = frozenset({"", "N/A", "NA", "NULL", "NONE", "-", "--", "/", "无", "不详", "未知", "未填报"})
_FACTORS = {"": FEN_PER_WAN, "元": FEN_PER_YUAN, "万": FEN_PER_WAN, "万元": FEN_PER_WAN}
_FACTORS |= {"亿": _FEN_PER_YI, "亿元": _FEN_PER_YI}
_OWN = re.compile(r"人民币|人民幣|RMB|CNY|¥")
_FOREIGN = re.compile(
    r"(美元|美金|港元|港币|港幣|澳门元|台币|台幣|新台币|欧元|日元|日币|英镑|韩元|韩币|加元|澳元|新元|瑞士法郎|法郎|卢布|马克|外币|"
    r"USD|HKD|EUR|JPY|GBP|KRW|TWD|SGD|CAD|AUD|CHF|DEM|FRF|\$|€|£)"
)
_AMOUNT = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d{1,18})(\.\d{1,12})?\(?(亿元|万元|亿|万|元|)\)?", re.ASCII)


def parse_wan(text: str) -> int | Text | None:
    """`text` in 分; None when the source says it does not know; a text that says what is wrong otherwise.

    A number without a unit is in 万元. Foreign money is never converted. Never raises.
    """
    plain = squeeze(text).upper()
    if plain in _UNKNOWN:
        return None
    foreign = _FOREIGN.search(plain)
    if foreign:
        return msg(
            "“{value}”是外币（{currency}），不能折算；请按入账的人民币金额填写", value=_short(text), currency=foreign[1]
        )
    found = _AMOUNT.fullmatch(_OWN.sub("", plain))
    if found is None:
        return msg("“{value}”不是可识别的金额；请只填写以万元为单位的数字，例如 310.50", value=_short(text))
    sign, whole, fraction, unit = found.groups()
    fen = Decimal(f"{sign}{whole.replace(',', '')}{fraction or ''}") * _FACTORS[unit]
    if fen != fen.to_integral_value():
        return msg("“{value}”比分还小；金额最多精确到分", value=_short(text))
    if abs(fen) > _LARGEST:
        return msg("“{value}”大得不像一个金额；请检查单位", value=_short(text))
    return int(fen)


def _short(text: str) -> str:
    return text.strip()[:40]
