"""What the demo's firms file besides applications: claims to act for a firm, annual reports, rights."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from registry.cli.demo import words
from registry.cli.demo.cases import Stage
from registry.cli.demo.codes import patent_number
from registry.cli.demo.firms import CaseFirm
from registry.cli.demo.generator import COLUMNS, Row
from registry.cli.demo.people import AGENTS, CLAIMANTS, PREPARERS, VIEWERS, Person
from registry.cli.demo.timeline import Story
from registry.core.actor import Actor
from registry.core.clock import day_of
from registry.enterprises.members import confirm_member, refuse_member, request_membership
from registry.enterprises.models import MemberRole
from registry.enterprises.services import get_enterprise
from registry.intellectual_property.models import Acquisition
from registry.intellectual_property.services import RightFacts, record_right
from registry.reports import services as reports
from registry.reports.figures import BY_CODE, Values, check, parse, show, unexplained
from registry.reports.models import AnnualReport
from registry.reports.queries import figures_of, latest_revision
from registry.rules.identifiers.ip_numbers import IpKind

REPORT_ENDS = (
    "draft", "draft", "submitted", "submitted", "submitted", "returned", "returned", "mended", "accepted", "accepted",
)  # fmt: skip
"""Where the reports stand that are filed by hand."""

REPORTS_BEGUN = 15
"""Working days before today on which firms begin to fill in their reports."""

_FIRST_SERIAL = 9_900_001


def membership(stage: Stage, firm: CaseFirm, person: str, role: MemberRole) -> Story:
    """A claim some twelve weeks ago, confirmed by the street two days later."""
    source = stage.source(f"member:{firm.uscc}:{person}")
    at = yield stage.timeline.moment(62, source)
    member = request_membership(get_enterprise(firm.uscc), role, words.CLAIM, actor=stage.cast.actor(person), at=at)
    at = yield stage.timeline.moment(60, source)
    confirm_member(member, actor=stage.cast.street_officer(firm.region), at=at, on=day_of(at))


def other_members(firms: Sequence[CaseFirm]) -> list[tuple[CaseFirm, Person, MemberRole]]:
    """Who else acts for the first firms: a preparer each, an agent for several, a viewer."""
    return [
        *((firm, PREPARERS[place % len(PREPARERS)], MemberRole.PREPARER) for place, firm in enumerate(firms[:6])),
        *((firm, AGENTS[0], MemberRole.AGENT) for firm in firms[:5]),
        *((firm, VIEWERS[0], MemberRole.VIEWER) for firm in firms[:2]),
    ]


def claim(stage: Stage, firm: CaseFirm, place: int) -> Story:
    """A claim that waits; the last of the claimants is refused."""
    person, source = CLAIMANTS[place], stage.source(f"claim:{place}")
    role = MemberRole.PREPARER if place else MemberRole.SUBMITTER
    at = yield stage.timeline.moment(8 - place, source)
    member = request_membership(get_enterprise(firm.uscc), role, words.CLAIM, actor=stage.cast.actor(person.key), at=at)
    if place == len(CLAIMANTS) - 1:
        at = yield stage.timeline.moment(4, source)
        officer = stage.cast.street_officer(firm.region)
        refuse_member(member, reason=words.CLAIM_REFUSED, actor=officer, at=at, on=day_of(at))


def report(stage: Stage, firm: CaseFirm, row: Row, end: str) -> Story:
    """The last year's report filed by hand as far as `end` says."""
    source = stage.source(f"report:{firm.uscc}")
    year, values = _figures(row, firm.extras)
    at = yield stage.timeline.moment(REPORTS_BEGUN, source)
    submitter = stage.cast.actor(firm.submitter)
    filed = reports.open_report(get_enterprise(firm.uscc), year, actor=submitter, at=at, on=day_of(at))
    known = [code for code in BY_CODE if end != "draft" or code not in ("total_assets", "profit", "tax_paid")]
    pairs = [(code, show(BY_CODE[code], values[code])) for code in known]
    reports.save_draft(filed, pairs, filed.version, actor=submitter, at=at)
    if end == "draft":
        return
    at = yield stage.timeline.moment(12, source)
    _submit(filed, values, submitter, at)
    if end == "submitted":
        return
    at = yield stage.timeline.moment(7, source)
    officer = stage.cast.street_officer(firm.region)
    if end == "accepted":
        reports.accept(filed, seen_revision=1, actor=officer, at=at, on=day_of(at))
        return
    reports.return_(filed, reason=words.REPORT_RETURNED, seen_revision=1, actor=officer, at=at, on=day_of(at))
    if end == "mended":
        at = yield stage.timeline.moment(3, source)
        _submit(filed, {**values, "staff": (values["staff"] or 0) + 1}, submitter, at)


def rights(stage: Stage, firm: CaseFirm, place: int) -> Story:
    """A right that the firm entered by hand."""
    source = stage.source(f"right:{place}")
    at = yield stage.timeline.moment(10, source)
    on = day_of(at)
    filed_on = on - timedelta(days=source.randint(420, 700))
    title = words.RIGHT_TITLES[place % len(words.RIGHT_TITLES)]
    if "软件" in title:
        kind, number = IpKind.SOFTWARE_COPYRIGHT, f"{filed_on.year}SR{_FIRST_SERIAL + place}"
    else:
        kind = IpKind.UTILITY_MODEL
        number = patent_number(kind.value, filed_on.year, _FIRST_SERIAL + place, granted=True)
    facts = RightFacts(
        kind=kind,
        number=number,
        title=title,
        acquisition=Acquisition.OWN,
        owners=firm.facts.name,
        filed_on=filed_on,
        granted_on=on - timedelta(days=source.randint(60, 200)),
    )
    actor = stage.cast.actor(firm.submitter)
    record_right(get_enterprise(firm.uscc), facts, source="firm", actor=actor, at=at, on=on)


def _figures(row: Row, extras: Row | None) -> tuple[int, dict[str, int | None]]:
    cells = dict(zip(COLUMNS["annual_reports"], row, strict=True))
    if extras is not None:
        cells |= dict(zip(COLUMNS["report_figures"], extras, strict=True))
    return int(cells["year"]), {code: parse(figure, cells.get(code, "")) for code, figure in BY_CODE.items()}


def _submit(filed: AnnualReport, values: Values, actor: Actor, at: datetime) -> None:
    before = latest_revision(filed.enterprise_id, filed.year - 1)
    unusual = unexplained(check(values, figures_of(before) if before else None), {})
    explanations = {one.field: words.UNUSUAL for one in unusual}
    reports.submit(filed, values, explanations, filed.version, actor=actor, at=at)
