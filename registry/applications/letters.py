"""The letter by which an application goes back to be mended: everything in it at once, each point with its basis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from registry.applications.models import Act, Application
from registry.applications.workflow import CORRECTION_WORKING_DAYS
from registry.assessments.ladder import lacking, unknown
from registry.core.clock import day_of
from registry.core.text import Name, Text, msg
from registry.reference.models import Scheme
from registry.reference.queries import calendar
from registry.rules import catalog
from registry.rules.findings import Assessment


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to mend: the item it stands at, its name, what is to be done; `basis` is the article, "" for none."""

    item: str
    label: Text | str
    text: Text | str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """`due_on` is the day by which the firm is to answer; without points nothing has to be mended and it is None."""

    addressee: str
    scheme: Name
    day: date
    points: tuple[Point, ...]
    reason: str = ""
    due_on: date | None = None

    @property
    def opening(self) -> Text:
        """The sentence before the points."""
        if not self.points and not self.reason:
            return msg("你单位申报“{scheme}”的材料收悉。经核对，没有需要补正的内容，转入下一环节。", scheme=self.scheme)
        return msg("你单位申报“{scheme}”的材料收悉。经核对，需要补正的内容一次告知如下。", scheme=self.scheme)

    @property
    def closing(self) -> Text | None:
        """By when to answer, and how."""
        if self.due_on is None:
            return None
        return msg("请于 {day} 前（含当日）逐项补正后重新提交；未列出的内容不必改动。", day=self.due_on)


def write_letter(
    addressee: str, scheme: Scheme, points: Iterable[Point], *, on: date, reason: str = "", due_on: date | None = None
) -> Letter:
    """A letter of the day `on`; where there is something to mend, by default within ten working days."""
    points = tuple(points)
    if (points or reason) and due_on is None:
        due_on = calendar().add_working_days(on, CORRECTION_WORKING_DAYS)
    return Letter(addressee, scheme.label, on, points, reason, due_on if points or reason else None)


def condition_points(assessment: Assessment | None) -> Iterator[Point]:
    """What is not met with the step that mends it, then what is not known; each at its criterion, with its article."""
    if assessment is None:
        return
    for finding in lacking(assessment):
        words = {"actual": finding.actual, "required": finding.required}
        if finding.next_step is None:
            text = msg("不符合：{actual}；要求：{required}。", **words)
        else:
            text = msg("不符合：{actual}；要求：{required}。{step}。", **words, step=finding.next_step)
        yield Point(finding.criterion, finding.label, text, finding.article)
    labels = {field.name: field.label for field in catalog.fact_fields(assessment.rule_set_id)}
    for finding in unknown(assessment):
        text = _asked([labels[name] for name in finding.missing])
        yield Point(finding.criterion, finding.label, text, finding.article)


def _asked(labels: list[Text]) -> Text:
    """ "A、B、C" in one sentence; a long list only by its first ones and its length."""
    if not labels:
        return msg("数据不全，请补齐本项所依据的数据。")
    listed = labels[0]
    for label in labels[1:3]:
        listed = msg("{listed}、{label}", listed=listed, label=label)
    if len(labels) > 3:
        return msg("缺少数据，请补填：{listed}等 {count} 项。", listed=listed, count=len(labels))
    return msg("缺少数据，请补填：{listed}。", listed=listed)


def letter_of_return(application: Application, addressee: str, label_of: Callable[[str], Text | str]) -> Letter | None:
    """The letter of the application's last return, from what the officer wrote; None where it never was returned.

    It bears the day of the return; the day to answer by stands in it while the firm is to answer. `label_of` names an
    item.
    """
    step = next((one for one in reversed(application.steps) if one.act is Act.RETURN), None)
    revision = next((one for one in application.revisions if step is not None and one.no == step.revision_no), None)
    if step is None or revision is None:
        return None
    points = tuple(Point(one.item, label_of(one.item), one.text) for one in revision.remarks)
    due_on = application.due_on if application.steps[-1] is step else None
    return Letter(addressee, application.scheme.label, day_of(step.at), points, step.reason, due_on)
