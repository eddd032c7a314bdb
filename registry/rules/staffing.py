"""Heads as the two regulations count them: who worked long enough to be counted, and the mean of a year.

国科发火〔2016〕195号 三(五) counts days (183), 国科发政〔2017〕115号 art. 9 counts months (6): two rules, not one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from registry.core.text import Text, msg
from registry.rules.facts import Months
from registry.rules.rd_accounts import RD_ACCOUNTS
from registry.rules.value_files import load


class Employment(StrEnum):
    """How a person works for the firm; on the payroll means by contract or by social insurance."""

    PAYROLL = "payroll"
    PART_TIME = "part_time"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One person's year: `days` worked and `months` worked in all (None: not known), and whether in R&D."""

    employment: Employment
    is_technical: bool
    days: int | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Whether a person counts, None where the time worked is not known, and why."""

    counts: bool | None
    text: Text


@dataclass(frozen=True, slots=True)
class Heads:
    """How many count for certain, and how many more would if their unknown time were long enough."""

    certain: int
    possible: int


def yearly_mean(months: Months) -> Fraction:
    """The mean of the months given, each the mean of its start and its end; a firm begun mid-year gives only its own.

    Raises ValueError for no month at all (195号 三(五)3).
    """
    if not months:
        raise ValueError("no month to take the mean of")
    return Fraction(sum(start + end for start, end in months), 2 * len(months))


def hnte_technical(worker: Worker, on: date) -> Counted:
    """Whether one counts as 科技人员 for 高企: 183 days or more in the year, whatever the employment."""
    if not worker.is_technical:
        return Counted(False, msg("不直接从事研发和相关技术创新活动，也不是专门的管理或直接技术服务人员"))
    return _by_days(worker, on)


def hnte_staff(worker: Worker, on: date) -> Counted:
    """Whether one counts in the staff for 高企: on the payroll always, otherwise from 183 days on."""
    if worker.employment is Employment.PAYROLL:
        return Counted(True, msg("在职人员计入职工总数"))
    return _by_days(worker, on)


def sme_technical(worker: Worker, on: date) -> Counted:
    """Whether one counts as 科技人员 for 科小: on the payroll always, otherwise from 6 months on."""
    if not worker.is_technical:
        return Counted(False, msg("不直接从事研发和相关技术创新活动，也不是专门的管理或直接服务人员"))
    return sme_staff(worker, on)


def sme_staff(worker: Worker, on: date) -> Counted:
    """Whether one counts in the staff for 科小: on the payroll always, otherwise from 6 months on."""
    if worker.employment is Employment.PAYROLL:
        return Counted(True, msg("在职人员计入"))
    least = load("tech_sme_2017").limit("temporary_staff_months_min", on)
    if worker.months is None:
        return Counted(None, msg("全年累计工作月数未填写，应不少于 {least} 个月", least=least.value))
    text = msg("全年累计工作 {months} 个月，应不少于 {least} 个月", months=worker.months, least=least.value)
    return Counted(least.reached_by(worker.months), text)


def heads(counted: Iterable[Counted]) -> Heads:
    """The sum over people: unknown is not counted as certain."""
    answers = [one.counts for one in counted]
    certain = answers.count(True)
    return Heads(certain, certain + answers.count(None))


def _by_days(worker: Worker, on: date) -> Counted:
    least = load(RD_ACCOUNTS).limit("hnte_staff_days", on)
    if worker.days is None:
        return Counted(None, msg("全年累计实际工作天数未填写，应不少于 {least} 天", least=least.value))
    text = msg("全年累计实际工作 {days} 天，应不少于 {least} 天", days=worker.days, least=least.value)
    return Counted(least.reached_by(worker.days), text)
