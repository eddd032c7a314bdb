"""The yearly report of a 高新技术企业: due by 31 May for the year before, 国科发火〔2016〕32号 arts 13 and 19(3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.core.text import Text, msg
from registry.rules.lifecycle.basis import Basis, basis
from registry.rules.lifecycle.states import Title
from registry.rules.value_files import load

HNTE = "lifecycle_hnte"


class ReportState(StrEnum):
    """Where one year's report stands."""

    DUE = "due"
    FILED = "filed"
    LATE = "late"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class OwedReport:
    """One year's report. `days_left` after the day asked about up to `due` (negative: days overdue), None once filed.

    `counts` is False for the year before the firm was recognised, of which the text does not say that it is owed.
    """

    year: int
    due: date
    state: ReportState
    days_left: int | None
    filed_on: date | None
    counts: bool
    text: Text


@dataclass(frozen=True, slots=True)
class ReportDuty:
    """All reports owed up to a day, the oldest first; `is_ground`: so many are missing that art. 19(3) applies."""

    reports: tuple[OwedReport, ...]
    missed: tuple[int, ...]
    allowed_below: int
    is_ground: bool
    text: Text
    basis: Basis
    ground: Basis


def report_duty(title: Title, filed: Mapping[int, date], on: date) -> ReportDuty:
    """The reports a 高企 title owes up to `on`: one for each 31 May (inclusive) within its period, from 2016 on.

    `filed` gives the day each year's report was sent; what was sent after `on` is not known yet. A report sent late is
    not a missed one. Art. 19(3) is for the 认定机构 to apply: it is said only while the title is held.
    """
    reports = tuple(_owed(title, filed, on))
    missed = tuple(one.year for one in reports if one.state is ReportState.MISSED and one.counts)
    limit = load(HNTE).limit("missed_reports", max(on, load(HNTE).since)).value
    is_ground = len(missed) >= limit and title.held_on(on)
    return ReportDuty(
        reports,
        missed,
        limit,
        is_ground,
        _duty_text(reports, missed, limit, is_ground=is_ground),
        basis(HNTE, "report_due"),
        basis(HNTE, "missed_reports"),
    )


def _owed(title: Title, filed: Mapping[int, date], on: date) -> Iterator[OwedReport]:
    if on < title.valid_from:
        return
    values = load(HNTE)
    for due_year in range(max(title.valid_from, values.since).year, min(title.ends_on.year, on.year) + 1):
        due = date(due_year, *values.month_day("report_due", date(due_year, 12, 31)))
        if title.valid_from <= due < title.ends_on:
            sent = filed.get(due_year - 1)
            known = sent if sent is not None and sent <= on else None
            yield _report(due_year - 1, due, known, on, counts=due_year > title.valid_from.year)


def _report(year: int, due: date, filed_on: date | None, on: date, *, counts: bool) -> OwedReport:
    left = (due - on).days
    if filed_on is not None:
        is_late = filed_on > due
        state = ReportState.LATE if is_late else ReportState.FILED
        text = (
            _late_text(year, filed_on, due)
            if is_late
            else msg("{year} 年度报表已于 {day} 填报", year=year, day=filed_on)
        )
        return OwedReport(year, due, state, None, filed_on, counts, text)
    if left < 0:
        text = msg("{year} 年度报表应于 {due} 前填报，已逾期 {days} 天", year=year, due=due, days=-left)
        return OwedReport(year, due, ReportState.MISSED, left, None, counts, text)
    text = msg("{year} 年度报表应于 {due} 前（含当日）填报，还有 {days} 天", year=year, due=due, days=left)
    return OwedReport(year, due, ReportState.DUE, left, None, counts, text)


def _late_text(year: int, filed_on: date, due: date) -> Text:
    return msg(
        "{year} 年度报表于 {day} 填报，晚于截止日 {days} 天", year=year, day=filed_on, days=(filed_on - due).days
    )


def _duty_text(reports: tuple[OwedReport, ...], missed: tuple[int, ...], limit: int, *, is_ground: bool) -> Text:
    years = "、".join(str(year) for year in missed)
    if is_ground:
        return msg(
            "{years} 年度未填报，累计 {count} 年；累计 {limit} 年未填报的，由认定机构取消资格，请核实后列入拟取消名单",
            years=years,
            count=len(missed),
            limit=limit,
        )
    if missed:
        return msg(
            "{years} 年度未填报，累计 {count} 年，达到 {limit} 年将被取消资格",
            years=years,
            count=len(missed),
            limit=limit,
        )
    due = next((one for one in reports if one.state is ReportState.DUE), None)
    if due is not None:
        return due.text
    return msg("没有应报未报的年度")
