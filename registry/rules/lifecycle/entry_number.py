"""The eleventh character of an entry number (入库登记编号): it tells when the firm was set up and when it filed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.core.text import Text, msg
from registry.rules.findings import Outcome
from registry.rules.identifiers.certificates import check_sme_number
from registry.rules.lifecycle.basis import Basis, basis
from registry.rules.value_files import load

SME = "lifecycle_sme"
POSITION = 10


@dataclass(frozen=True, slots=True)
class LetterCheck:
    """Whether the eleventh character fits the firm. A misfit is for a person to look at, never a refusal."""

    outcome: Outcome
    actual: str
    expected: str
    text: Text
    basis: Basis


def expected_letter(entry_year: int, registered_on: date, filed_on: date | None) -> str:
    """The letter of a firm set up in the entry year is "B"; else "0" by 31 May, "A" from 1 June, "" where unknown."""
    if registered_on.year == entry_year:
        return "B"
    if filed_on is None:
        return ""
    month, day = load(SME).month_day("number_cut", max(filed_on, load(SME).since))
    return "0" if filed_on <= date(entry_year, month, day) else "A"


def check_letter(number: str, registered_on: date | None, filed_on: date | None) -> LetterCheck:
    """Compare the number's eleventh character with the days the firm was set up and filed its self-evaluation."""
    outcome, actual, expected, text = _checked(number, registered_on, filed_on)
    return LetterCheck(outcome, actual, expected, text, basis(SME, "number_cut"))


def _checked(number: str, registered_on: date | None, filed_on: date | None) -> tuple[Outcome, str, str, Text]:
    read = check_sme_number(number)
    if read.text is not None or read.year is None:
        return Outcome.NEEDS_REVIEW, "", "", read.text or msg("请核对入库登记编号")
    actual = read.number[POSITION]
    if registered_on is None:
        return Outcome.NEEDS_DATA, actual, "", msg("注册成立日期未填写，不能核对编号第 11 位")
    misdated = _misdated(read.year, registered_on, filed_on)
    if misdated is not None:
        return Outcome.NEEDS_REVIEW, actual, "", misdated
    expected = expected_letter(read.year, registered_on, filed_on)
    if not expected and actual != "B":
        return Outcome.NEEDS_DATA, actual, "", msg("自评提交日期未填写，不能核对编号第 11 位")
    if actual != expected:
        text = msg("编号第 11 位是 {actual}，按日期应为 {expected}，请核对", actual=actual, expected=expected or "0/A")
        return Outcome.NEEDS_REVIEW, actual, expected, text
    return Outcome.MET, actual, expected, msg("编号第 11 位 {actual} 与日期相符", actual=actual)


def _misdated(entry_year: int, registered_on: date, filed_on: date | None) -> Text | None:
    if registered_on.year > entry_year:
        return msg("注册成立日期 {day} 晚于编号年度 {year}，请核对", day=registered_on, year=entry_year)
    if filed_on is not None and filed_on.year != entry_year:
        return msg("自评提交日期 {day} 不在编号年度 {year} 内，请核对", day=filed_on, year=entry_year)
    return None
