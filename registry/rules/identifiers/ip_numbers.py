"""Numbers of intellectual property: patents with their check digit, and the shapes of the other kinds."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Literal, NamedTuple

from registry.core.text import Text, msg
from registry.rules.identifiers.characters import squeeze


class IpKind(StrEnum):
    """A kind of intellectual property, 国科发政〔2017〕115号 art. 9, and PCT applications."""

    INVENTION_PATENT = "invention_patent"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"
    SOFTWARE_COPYRIGHT = "software_copyright"
    PCT = "pct"
    PLANT_VARIETY = "plant_variety"
    CROP_VARIETY = "crop_variety"
    NEW_DRUG = "new_drug"
    TCM_PROTECTED = "tcm_protected"
    IC_LAYOUT = "ic_layout"


Problem = Literal["empty", "shape", "kind", "check_digit", "unusual"]

_CLASS_ONE = frozenset(
    {
        IpKind.INVENTION_PATENT,
        IpKind.PLANT_VARIETY,
        IpKind.CROP_VARIETY,
        IpKind.NEW_DRUG,
        IpKind.TCM_PROTECTED,
        IpKind.IC_LAYOUT,
    }
)
_TYPE_DIGITS = {IpKind.INVENTION_PATENT: "18", IpKind.UTILITY_MODEL: "29", IpKind.DESIGN: "3"}
_KIND_NAMES = {
    IpKind.INVENTION_PATENT: msg("发明专利"),
    IpKind.UTILITY_MODEL: msg("实用新型"),
    IpKind.DESIGN: msg("外观设计"),
}
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)

_PREFIX = re.compile(r"(ZL|CN|专利号:?|申请号:?)+")
_PATENT = re.compile(r"((?:20\d\d)[12389]\d{7}|(?:8[5-9]|9\d|0[0-3])[12389]\d{5})\.?([0-9X])?")
_PUBLICATION = re.compile(r"(CN)?\d{7,9}[ABCUYSD]\d?")
_SOFTWARE = re.compile(r"((?:19|20)\d\d)SR(\d{6,7})")
_PCT_APPLICATION = re.compile(r"PCT/?([A-Z]{2})((?:19|20)?\d\d)/?(\d{5,6})")
_PCT_PUBLICATION = re.compile(r"WO((?:19|20)?\d\d)/?(\d{5,6})(?:A[1-9]|B[1-9])?")

# the offices print these in several ways over the years: a strange shape is worth a look, not a refusal
_LOOSE = {
    IpKind.PLANT_VARIETY: re.compile(r"CNA\d{8,11}(\.\d)?"),
    IpKind.CROP_VARIETY: re.compile(r"国(审|登)?[\u4e00-\u9fff]{1,4}\d{6,10}|GPD[\u4e00-\u9fff]{1,4}\(\d{4}\)\d{6}"),
    IpKind.NEW_DRUG: re.compile(r"国药[准证]字[A-Z]{1,2}\d{8}"),
    IpKind.TCM_PROTECTED: re.compile(r"ZYB\d{9,13}(-\d)?"),
    IpKind.IC_LAYOUT: re.compile(r"BS\.?\d{8,10}(\.[0-9X])?"),
}


class NumberCheck(NamedTuple):
    """The canonical number and what is wrong with it.

    `empty`, `shape` and `kind` (the type digit belongs to another kind of patent) refuse the number; `check_digit` and
    `unusual` only warn.
    """

    number: str
    problem: Problem | None
    text: Text | None

    @property
    def refused(self) -> bool:
        """Whether the number cannot be used at all."""
        return self.problem in ("empty", "shape", "kind")


def ip_class(kind: str) -> Literal[1, 2] | None:
    """Class I or II of `kind`, 115号 art. 9; None for a PCT application, which is no right.

    Raises ValueError on an unknown kind.
    """
    known = IpKind(kind)
    if known is IpKind.PCT:
        return None
    return 1 if known in _CLASS_ONE else 2


def normalise(kind: str, raw: str) -> str:
    """The canonical spelling of a number, as far as its shape is known; otherwise `raw` half-width without blanks."""
    return check(kind, raw).number


def check(kind: str, raw: str) -> NumberCheck:
    """Judge `raw` as a number of `kind`. Raises ValueError on an unknown kind only."""
    known = IpKind(kind)
    number = squeeze(raw).upper()
    if not number:
        return NumberCheck("", "empty", msg("知识产权编号没有填写"))
    if known in _TYPE_DIGITS:
        return _check_patent(known, number)
    strict = _STRICT.get(known)
    return strict(number) if strict else _check_loose(known, number)


def patent_check_digit(digits: str) -> str:
    """The check digit after the 8 (before October 2003) or 12 digits of a patent number: Σ mod 11, ten is X."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return "0123456789X"[total % 11]


def _check_patent(kind: IpKind, number: str) -> NumberCheck:
    bare = _PREFIX.sub("", number, count=1) if _PREFIX.match(number) else number
    found = _PATENT.fullmatch(bare)
    if found is None:
        return NumberCheck(number, "shape", _patent_shape_text(number))
    digits, given = found[1], found[2]
    expected = patent_check_digit(digits)
    if given is None:
        text = msg(
            "专利号“{number}”缺少末位校验位；按前面的数字应为“{number}.{expected}”", number=digits, expected=expected
        )
        return NumberCheck(digits, "shape", text)
    canonical = f"{digits}.{given}"
    type_digit = digits[4] if len(digits) == 12 else digits[2]
    if type_digit not in _TYPE_DIGITS[kind]:
        actual = next(_KIND_NAMES[other] for other, marks in _TYPE_DIGITS.items() if type_digit in marks)
        text = msg(
            "专利号“{number}”的种类位是 {digit}，属于{actual}，与所选的{kind}不一致",
            number=canonical,
            digit=type_digit,
            actual=actual,
            kind=_KIND_NAMES[kind],
        )
        return NumberCheck(canonical, "kind", text)
    if given != expected:
        text = msg("专利号“{number}”的校验位应为“{expected}”；请与证书核对", number=canonical, expected=expected)
        return NumberCheck(canonical, "check_digit", text)
    return NumberCheck(canonical, None, None)


def _patent_shape_text(number: str) -> Text:
    if _PUBLICATION.fullmatch(number):
        return msg("“{number}”像是公开（公告）号；请填写专利号（申请号），例如 202010123456.2", number=number)
    return msg("专利号“{number}”的写法不对；应为 12 位数字加校验位，例如 202010123456.2", number=number)


def _check_software(number: str) -> NumberCheck:
    found = _SOFTWARE.fullmatch(number.removeprefix("登记号").removeprefix(":"))
    if found:
        return NumberCheck(f"{found[1]}SR{found[2]}", None, None)
    if "软著登字" in number:
        text = msg("“{number}”是证书号；请填写证书上的登记号，例如 2023SR0123456", number=number)
    else:
        text = msg(
            "软件著作权登记号“{number}”的写法不对；应为年份、SR 和 6 至 7 位数字，例如 2023SR0123456", number=number
        )
    return NumberCheck(number, "shape", text)


def _check_pct(number: str) -> NumberCheck:
    application = _PCT_APPLICATION.fullmatch(number)
    if application:
        return NumberCheck(f"PCT/{application[1]}{application[2]}/{application[3]}", None, None)
    publication = _PCT_PUBLICATION.fullmatch(number)
    if publication:
        return NumberCheck(f"WO{publication[1]}/{publication[2]}", None, None)
    text = msg("PCT 申请号“{number}”的写法不对；例如 PCT/CN2023/123456，或公布号 WO2023/123456", number=number)
    return NumberCheck(number, "shape", text)


def _check_loose(kind: IpKind, number: str) -> NumberCheck:
    if _LOOSE[kind].fullmatch(number):
        return NumberCheck(number, None, None)
    return NumberCheck(number, "unusual", msg("编号“{number}”与该类证书常见的写法不同；请与证书核对", number=number))


_STRICT: dict[IpKind, Callable[[str], NumberCheck]] = {
    IpKind.SOFTWARE_COPYRIGHT: _check_software,
    IpKind.PCT: _check_pct,
}
