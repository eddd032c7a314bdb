"""试申报: everything an officer would find in an application sent today, and the letter that would come of it.

Reads and computes; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from registry.applications.drafts import require_none_open, require_present
from registry.applications.facts import assess_application
from registry.applications.letters import Letter, Point, condition_points, write_letter
from registry.applications.models import Application
from registry.applications.queries import of_enterprise
from registry.applications.workflow import EDITABLE_STATES
from registry.assessments.examination import examine
from registry.assessments.facts import assess_enterprise
from registry.assessments.ladder import judged
from registry.assessments.notes import Note, Place
from registry.core.errors import DomainError
from registry.core.reading import fetch
from registry.core.text import Text, msg
from registry.documents.access import documents_of
from registry.enterprises.models import Enterprise
from registry.reference.models import Scheme
from registry.reference.papers import Paper, papers_for
from registry.reports.figures import FIGURES, check, parse, unexplained
from registry.reports.models import AnnualReport, ReportState
from registry.reports.queries import figures_of, find_report, latest_revision
from registry.rules.findings import Assessment, Finding

CONDITIONS = "conditions"
REPORT = "annual_report"
DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would come of it.

    `hindrances` say why nothing could be filed today at all. `assessment` is None where the registry has no rules for
    the scheme. `draft` is the application in the making whose answers were judged, None where there is none and the
    firm's declarations were. `judged` are conditions that experts or officers decide, which no letter can settle.
    `notes` are what an officer would ask about, without what is known of other firms.
    """

    scheme: Scheme
    letter: Letter
    hindrances: tuple[Text, ...]
    assessment: Assessment | None
    judged: tuple[Finding, ...]
    papers: tuple[Paper, ...]
    missing_papers: tuple[Paper, ...]
    draft: Application | None
    notes: tuple[Note, ...]


def rehearse(enterprise: Enterprise, scheme: Scheme, on: date, *, addressee: str) -> Rehearsal:
    """The whole check of `scheme` on `on`; `addressee` is the firm's name of that day."""
    draft = _draft_of(enterprise, scheme)
    assessment = assess_application(draft, on) if draft else assess_enterprise(enterprise, scheme, {}, on)
    criteria = None if assessment is None else {finding.criterion for finding in assessment.findings}
    papers = papers_for(scheme.code, criteria)
    files = fetch(documents_of(enterprise.id))
    uploaded = {file.requirement for file in files}
    missing = tuple(paper for paper in papers if paper.requirement not in uploaded)
    points = (*condition_points(assessment), *_report_points(enterprise, on), *_paper_points(missing))
    return Rehearsal(
        scheme=scheme,
        letter=write_letter(addressee, scheme, points, on=on),
        hindrances=tuple(_hindrances(enterprise, scheme, on, draft)),
        assessment=assessment,
        judged=judged(assessment) if assessment else (),
        papers=papers,
        missing_papers=missing,
        draft=draft,
        notes=tuple(_own(note, enterprise) for note in examine(enterprise, scheme.tier, files, on)),
    )


def _own(note: Note, enterprise: Enterprise) -> Note:
    """The note as its own firm may read it: which other firm has the same right or file is for officers."""
    lines = [
        line
        for line in note.lines
        if line.target is None or line.target.place is not Place.ENTERPRISE or line.target.reference == enterprise.uscc
    ]
    return replace(note, lines=tuple(lines))


def _draft_of(enterprise: Enterprise, scheme: Scheme) -> Application | None:
    found = fetch(of_enterprise(enterprise.id))
    return next((one for one in found if one.scheme_code == scheme.code and one.state in EDITABLE_STATES), None)


def _hindrances(enterprise: Enterprise, scheme: Scheme, on: date, draft: Application | None) -> Iterator[Text]:
    if not scheme.open_for_application or not scheme.stages:
        yield msg("“{scheme}”目前不受理申请。", scheme=scheme.label)
    try:
        require_present(enterprise.id, on)
        if draft is None:
            require_none_open(enterprise.id, scheme)
    except DomainError as error:
        yield error.text


def _report_points(enterprise: Enterprise, on: date) -> Iterator[Point]:
    """What is wrong with last year's report: not sent, returned, or figures that would not be taken."""
    year = on.year - 1
    report, sent = find_report(enterprise.id, year), latest_revision(enterprise.id, year)
    label = msg("{year} 年度报告", year=year)
    last_year = latest_revision(enterprise.id, year - 1)
    before = figures_of(last_year) if last_year else None
    if sent is None:
        yield Point(REPORT, label, msg("还没有报送，请填写后报送。"))
    elif report is not None and report.state is ReportState.RETURNED:
        yield Point(REPORT, label, msg("已被退回，请修改后重新报送。"))
    else:
        checks = check(figures_of(sent), before)
        for one in [*(one for one in checks if one.is_blocking), *unexplained(checks, sent.explanations)]:
            yield Point(REPORT, label, one.text)
    if report is not None and report.draft:
        yield from (Point(REPORT, label, text) for text in _draft_errors(report, before))


def _draft_errors(report: AnnualReport, before: dict[str, int | None] | None) -> Iterator[Text]:
    """What would stop the report as it is typed so far."""
    typed = dict(report.draft)
    values: dict[str, int | None] = {}
    for figure in FIGURES:
        try:
            values[figure.code] = parse(figure, str(typed.get(figure.code, "")))
        except (ValueError, ArithmeticError):
            yield msg("草稿中“{label}”不是有效的数字。", label=figure.label)
            values[figure.code] = 0 if figure.required else None  # said once is enough
    for one in check(values, before):
        if one.is_blocking:
            yield msg("草稿：{problem}", problem=one.text)


def _paper_points(missing: tuple[Paper, ...]) -> Iterator[Point]:
    if not missing:
        return
    listed: Text | str = missing[0].name
    for paper in missing[1:]:
        listed = msg("{listed}；{paper}", listed=listed, paper=paper.name)
    yield Point(DOCUMENTS, msg("材料"), msg("尚未上传，请补齐：{listed}。", listed=listed))
