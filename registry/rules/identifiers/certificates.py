"""Certificate numbers of the national titles. A strange number is worth a look; it never stops a certificate."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from registry.core.text import Text, msg
from registry.rules.identifiers.characters import squeeze

NINGBO_AREA = "3310"

Problem = Literal["empty", "shape", "area"]

_HTE = re.compile(r"G[RFS](?P<year>\d{4})(?P<area>\d{4})\d{4}")
_SME = re.compile(r"(?P<year>\d{4})\d{6}[0AB]\d{7}")


class CertificateCheck(NamedTuple):
    """A certificate number as written on the certificate, and what is odd about it; every problem is a warning."""

    number: str
    problem: Problem | None
    text: Text | None
    year: int | None


def clean(raw: str) -> str:
    """Half-width, upper case, no blanks, without a leading 证书编号 or No."""
    return re.sub(r"^(证书编号|编号|NO\.?):?", "", squeeze(raw).upper())


def check_hte_number(raw: str) -> CertificateCheck:
    """高企证书编号: G, R/F/S, the year, four digits of the area, four of the series (国科发火〔2016〕32号)."""
    number = clean(raw)
    if not number:
        return _empty()
    found = _HTE.fullmatch(number)
    if found is None:
        text = msg("高企证书编号“{number}”的写法少见；通常是 GR 加 12 位数字，请与证书核对", number=number)
        return CertificateCheck(number, "shape", text, None)
    year = int(found["year"])
    if found["area"] != NINGBO_AREA:
        text = msg(
            "高企证书编号“{number}”的地区段是 {area}，宁波为 {ningbo}；如由外地认定请核对迁入情况",
            number=number,
            area=found["area"],
            ningbo=NINGBO_AREA,
        )
        return CertificateCheck(number, "area", text, year)
    return CertificateCheck(number, None, None, year)


def check_sme_number(raw: str) -> CertificateCheck:
    """科技型中小企业入库登记编号: year, six digits of the region, 0/A/B, seven digits (18 characters)."""
    number = clean(raw)
    if not number:
        return _empty()
    found = _SME.fullmatch(number)
    if found is None:
        text = msg("入库登记编号“{number}”的写法少见；通常是 18 位：年份、地区、0 或 A 或 B、7 位数字", number=number)
        return CertificateCheck(number, "shape", text, None)
    return CertificateCheck(number, None, None, int(found["year"]))


def _empty() -> CertificateCheck:
    return CertificateCheck("", "empty", msg("证书编号没有填写"), None)
