"""Making the demo: a district as it was learnt of over the years, its people, and cases in every state."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from registry.accounts.passwords import PasswordPolicy
from registry.assessments.readiness import assess_all
from registry.cli.demo import filings
from registry.cli.demo.cases import Stage, told
from registry.cli.demo.changes import changes
from registry.cli.demo.corrections import Mistakes, correction
from registry.cli.demo.cultivation import cultivation
from registry.cli.demo.firms import CaseFirm, Choice, case_firm
from registry.cli.demo.generator import District, Row
from registry.cli.demo.identity import Identity
from registry.cli.demo.instalments import (
    FIRST_CUT,
    Instalments,
    add_firm,
    certificate_versions,
    cuts,
    report_known,
    right_versions,
)
from registry.cli.demo.people import CLAIMANTS, FIRM_PEOPLE, OFFICERS, Cast
from registry.cli.demo.public_notices import notice_that_is_over, notice_that_runs
from registry.cli.demo.scripts import CLOSED_NOTICE, RUNNING_NOTICE, Cases, cast_cases, cast_first
from registry.cli.demo.shapes import SME_COUNTS
from registry.cli.demo.timeline import Story, Timeline, tell
from registry.core.actor import SYSTEM
from registry.documents.storage import Storage
from registry.enterprises.models import MemberRole
from registry.exchange.loader import load_folder
from registry.reference.queries import calendar

EARLIEST = date(2022, 1, 1)
"""The demo tells of the years before today; there must be some."""

_OFFICE_SET_UP = FIRST_CUT - timedelta(days=16)
_LOADED_AFTER = timedelta(days=7)
_YESTERDAY = timedelta(days=1)
_RIGHTS_BY_HAND = 8

Progress = Callable[[str], None]


@dataclass
class _Rows:
    """What one pass over the district gathers."""

    instalments: Instalments
    mistakes: Mistakes
    candidates: list[CaseFirm] = field(default_factory=list)
    firms: int = 0


def build(
    *, firms: int, seed: int, now: datetime, policy: PasswordPolicy, documents: Path, progress: Progress
) -> dict[str, int]:
    """Make the demo in the caller's transaction, as of the instant `now` (not before EARLIEST); counts by kind."""
    timeline = Timeline(now, calendar())
    stage = Stage(timeline, Cast(), Storage(documents), seed)
    rows = _gather(district_at(timeline.today, firms, seed), stage)
    progress("企业数据已生成")
    set_up_at = timeline.on(_OFFICE_SET_UP, stage.source("office"))
    for person in OFFICERS:
        stage.cast.add(person, policy, set_up_at)
    choice = Choice(rows.candidates)
    cases = {**cast_first(stage, choice), **cast_cases(stage, choice)}
    filed = _reporting(rows, choice)
    for firm in choice.chosen[:_RIGHTS_BY_HAND]:
        firm.has_rights = True
    with tempfile.TemporaryDirectory(prefix="registry-demo-") as folder:
        tell(
            [
                _loads(rows.instalments, stage, Path(folder), progress),
                _accounts(stage, policy),
                *_corrections(rows.mistakes, stage),
                *_memberships(stage, choice),
                *_case_stories(cases, stage),
                *_filings(stage, choice, filed),
                *changes(stage, choice.chosen[3:]),
                *cultivation(stage),
            ]
        )
    for _block in assess_all(timeline.today, now, store=True):  # what a daily timer would have done
        pass
    return {
        "enterprises": rows.firms,
        "corrections": len(rows.mistakes.made),
        "applications": sum(map(len, cases.values())),
        "reports": len(filed),
        "people": len(stage.cast.users),
    }


def district_at(today: date, firms: int, seed: int = 1) -> District:
    """The district of a demo made on `today`: the same on every day of a year, told to the year's end.

    What lies after yesterday is left out when the facts are dealt to instalments.
    """
    last_year = max(max(SME_COUNTS), (today - _YESTERDAY).year)
    return District(firms, seed, last_year=last_year, until=date(last_year, 12, 31))


def _gather(district: District, stage: Stage) -> _Rows:
    today = stage.timeline.today
    source = stage.source("mistakes")
    report_year = min(stage.timeline.ago(filings.REPORTS_BEGUN).year, district.last_year) - 1
    rows = _Rows(Instalments(cuts(today - _YESTERDAY)), Mistakes(district.firms, source, today))
    for identity in district.identities():
        rows.firms += identity.registered_on < today
        candidate = _gather_firm(rows, district, identity, today, report_year)
        if candidate is not None:
            rows.candidates.append(candidate)
    return rows


def _gather_firm(rows: _Rows, district: District, identity: Identity, today: date, report_year: int) -> CaseFirm | None:
    """Deal out all rows of the firm; the firm as a candidate for cases, unless a mistake was made about it."""
    add, mistakes = rows.instalments.add, rows.mistakes
    planted = len(mistakes.made)
    certificates = list(district.certification_rows(identity))
    reports = list(district.report_rows(identity))
    add_firm(rows.instalments, district, identity)
    (firm_row,) = district.enterprise_rows(identity)
    taken_in = mistakes.in_street(identity, firm_row)
    if taken_in is not firm_row:
        add(identity.registered_on, "enterprises", identity.uscc, [taken_in])
    for certificate in certificates:
        first, is_learnt_late = mistakes.in_certificate(identity, certificate)
        for since, version in list(certificate_versions(first))[: 1 if is_learnt_late else None]:
            add(since, "certifications", certificate[2], [version])
    rights = [(right, *known) for right in district.property_rows(identity) for known in right_versions(right)]
    for right, since, version in rights:
        add(since, "intellectual_property", right[1:3], [version])
    for row in reports:
        add(report_known(row), "annual_reports", row[:2], [row])
    for row in district.extra_rows(identity):
        add(report_known(row), "report_figures", row[:2], [row])
    _declare(rows, district, identity)
    if len(mistakes.made) > planted:
        return None
    firm = case_firm(district, identity, certificates, today, report_year)
    if firm is not None:
        firm.has_rights = any(since < today for _right, since, _version in rights)
    return firm


def _declare(rows: _Rows, district: District, identity: Identity) -> None:
    """What the firm says of itself: its answers on a day of its own, its books with its last report."""
    said_on, answers = district.answer_rows(identity)
    if answers:
        rows.instalments.add(said_on, "declarations", (identity.uscc, "answers"), answers)
    if books := district.book_rows(identity):
        known = report_known((identity.uscc, str(district.last_year - 1)))
        rows.instalments.add(known, "declarations", (identity.uscc, "books"), books)


def _reporting(rows: _Rows, choice: Choice) -> list[tuple[CaseFirm, Row, str]]:
    """Firms whose last report was not taken in with the others but is filed by hand."""
    filed = []
    for end in filings.REPORT_ENDS:
        firm = choice.take_reporting()
        if firm is None or firm.report is None:
            break
        known = report_known(firm.report)
        for sheet in ("annual_reports", "report_figures"):
            rows.instalments.add(known, sheet, firm.report[:2], [])
        rows.instalments.add(known, "declarations", (firm.uscc, "books"), [])
        filed.append((firm, firm.report, end))
    return filed


def _loads(instalments: Instalments, stage: Stage, folder: Path, progress: Progress) -> Story:
    """Each cut is loaded a week after its day, the last ones, up to yesterday's, yesterday."""
    timeline, source = stage.timeline, stage.source("loads")
    last = timeline.on(timeline.today - _YESTERDAY, source)
    for place, day in enumerate(instalments.days):
        wanted = timeline.on(timeline.working_day_from(day + _LOADED_AFTER), source)
        at = yield min(wanted, last)
        path = folder / day.isoformat()
        instalments.write(place, path)
        report = load_folder(path, actor=SYSTEM, at=at)
        if report.is_refused:
            first = report.problems.listed[0]
            raise RuntimeError(f"{first.file}:{first.line} {first.column} {first.value!r}: {first.reason}")
        if (day.month, day.day) == (12, 31) or place == len(instalments.days) - 1:
            progress(f"截至 {day} 的数据已装载")


def _accounts(stage: Stage, policy: PasswordPolicy) -> Story:
    at = yield stage.timeline.moment(70, stage.source("accounts"))
    for person in FIRM_PEOPLE:
        stage.cast.add(person, policy, at)


def _corrections(mistakes: Mistakes, stage: Stage) -> Iterator[Story]:
    for place, (made_on, mistake) in enumerate(mistakes.made):
        source = stage.source(f"correction:{place}")
        yield correction(mistake, made_on, stage.cast, stage.timeline, source)


def _case_stories(cases: Cases, stage: Stage) -> Iterator[Story]:
    for told_alike in cases.values():
        for case, script in told_alike:
            yield told(case, script, stage.timeline)
    for scenario, notice in ((CLOSED_NOTICE, notice_that_is_over), (RUNNING_NOTICE, notice_that_runs)):
        if published := [case for case, _script in cases[scenario.name]]:
            yield notice(published, stage)


def _memberships(stage: Stage, choice: Choice) -> Iterator[Story]:
    for firm in choice.chosen:
        yield filings.membership(stage, firm, firm.submitter, MemberRole.SUBMITTER)
    for firm, person, role in filings.other_members(choice.chosen):
        yield filings.membership(stage, firm, person.key, role)
    for place, firm in enumerate(choice.chosen[: len(CLAIMANTS)]):
        yield filings.claim(stage, firm, place)


def _filings(stage: Stage, choice: Choice, filed: list[tuple[CaseFirm, Row, str]]) -> Iterator[Story]:
    """Reports and rights that firms entered themselves."""
    for firm, row, end in filed:
        yield filings.report(stage, firm, row, end)
    for place, firm in enumerate(choice.chosen[:_RIGHTS_BY_HAND]):
        yield filings.rights(stage, firm, place)
