"""Changes a firm must report within three months: its name, and whatever its title depends on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.core.text import Text, msg
from registry.rules.lifecycle.basis import Basis, basis
from registry.rules.lifecycle.terms import months_later
from registry.rules.value_files import load


class ChangeState(StrEnum):
    """Where the report of a change stands."""

    OPEN = "open"
    REPORTED = "reported"
    REPORTED_LATE = "reported_late"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class ChangeDuty:
    """By when a change is to be reported (`due`, that day included) and where the report stands.

    `days_left` counts the days after the day asked about (negative: days overdue), None once reported.
    """

    due: date
    state: ChangeState
    days_left: int | None
    text: Text
    basis: Basis


def change_duty(rule_set_id: str, happened_on: date, on: date, reported_on: date | None = None) -> ChangeDuty:
    """The duty to report a change of `happened_on`, for a title of "lifecycle_hnte" (32号 art. 17) or "lifecycle_sme".

    Three months end on the same day of the third month, or on its last day: 30 November runs to 28 February. A report
    after `on` is not known yet. Raises NotInForceError for a change before the rules.
    """
    due = months_later(happened_on, load(rule_set_id).limit("change_months", happened_on).value)
    source = basis(rule_set_id, "change_months")
    if reported_on is not None and reported_on <= on:
        is_late = reported_on > due
        state = ChangeState.REPORTED_LATE if is_late else ChangeState.REPORTED
        return ChangeDuty(due, state, None, _reported_text(reported_on, due), source)
    left = (due - on).days
    if left < 0:
        text = msg("应于 {due} 前报告变更，已逾期 {days} 天", due=due, days=-left)
        return ChangeDuty(due, ChangeState.OVERDUE, left, text, source)
    text = msg("应于 {due} 前（含当日）报告变更，还有 {days} 天", due=due, days=left)
    return ChangeDuty(due, ChangeState.OPEN, left, text, source)


def _reported_text(reported_on: date, due: date) -> Text:
    if reported_on > due:
        return msg("变更于 {day} 报告，晚于截止日 {days} 天", day=reported_on, days=(reported_on - due).days)
    return msg("变更已于 {day} 报告", day=reported_on)
