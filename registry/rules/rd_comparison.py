"""R&D counted for 高企 beside R&D counted for tax: where they differ and why, and the rate of the extra deduction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from registry.core.text import Text, msg
from registry.rules.rd_accounts import RD_ACCOUNTS, HnteTotal, Line, rounded_down
from registry.rules.rd_tax import TaxTotal
from registry.rules.value_files import load
from registry.rules.wording import share, wan


@dataclass(frozen=True, slots=True)
class Difference:
    """An item that counts differently: exact 分 in either sense, and why."""

    item: str
    label: Text
    hnte: Fraction
    tax: Fraction
    text: Text


class DeductionKind(StrEnum):
    """The kinds of firms whose extra deduction has a rate of its own."""

    GENERAL = "general"
    TECH_SME = "tech_sme"
    MANUFACTURING = "manufacturing"
    CHIP_OR_MACHINE_TOOL = "chip_or_machine_tool"


@dataclass(frozen=True, slots=True)
class DeductionRate:
    """The rate as a fraction of 1, for display; the tax office's word goes before it."""

    rate: Fraction
    text: Text
    document: str
    verified: bool


def deduction_rate(kind: DeductionKind, year: int) -> DeductionRate:
    """The rate of the extra deduction at the end of `year` [to be confirmed]. Raises NotInForceError before 2016."""
    parameter = load(RD_ACCOUNTS).parameters[f"rate_{kind}"]
    rate = load(RD_ACCOUNTS).share(parameter.code, date(year, 12, 31)).value
    text = msg(
        "{year} 年度{label} {rate} %（待核实：{doubt}）",
        year=year,
        label=parameter.label,
        rate=share(rate),
        doubt=parameter.doubt,
    )
    return DeductionRate(rate, text, parameter.document.number, parameter.verified)


def differences(hnte: HnteTotal, tax: TaxTotal) -> tuple[Difference, ...]:
    """The items that count differently in the two senses, each with the reason or reasons."""
    all_lines = {line.item: line for line in (*hnte.lines, *tax.lines)}
    in_hnte = {line.item: line for line in hnte.lines}
    in_tax = {line.item: line for line in tax.lines}
    found = []
    for item, line in all_lines.items():
        ours, theirs = in_hnte.get(item), in_tax.get(item)
        ours_counted, theirs_counted = _counted(ours), _counted(theirs)
        if ours_counted != theirs_counted:
            found.append(Difference(item, line.label, ours_counted, theirs_counted, _why_different(ours, theirs)))
    return tuple(found)


def _counted(line: Line | None) -> Fraction:
    return line.counted if line else Fraction(0)


def _why_different(ours: Line | None, theirs: Line | None) -> Text:
    hnte, tax = (wan(rounded_down(_counted(line))) for line in (ours, theirs))
    hnte_why, tax_why = (line.why if line else None for line in (ours, theirs))
    if hnte_why and tax_why:
        return msg(
            "高企口径计 {hnte} 万元（{hnte_why}）；加计扣除口径计 {tax} 万元（{tax_why}）",
            hnte=hnte,
            tax=tax,
            hnte_why=hnte_why,
            tax_why=tax_why,
        )
    if hnte_why:
        return msg("加计扣除口径计 {tax} 万元，高企口径计 {hnte} 万元：{why}", hnte=hnte, tax=tax, why=hnte_why)
    if tax_why:
        return msg("高企口径计 {hnte} 万元，加计扣除口径计 {tax} 万元：{why}", hnte=hnte, tax=tax, why=tax_why)
    return msg("高企口径计 {hnte} 万元，加计扣除口径计 {tax} 万元", hnte=hnte, tax=tax)
