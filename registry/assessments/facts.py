"""Collecting what the registry knows of firms, whole blocks at a time, and assessing them by any rule set."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, select

from registry.assessments.models import Declaration
from registry.assessments.origins import NO_RIGHTS, REPORT_FIGURES, detail_facts, read_fact
from registry.assessments.pool import Known, Pool
from registry.assessments.queries import declarations_of_many
from registry.core.clock import day_of
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence, SizeClass
from registry.enterprises.queries import believed
from registry.extensions import db
from registry.intellectual_property.queries import KindCount, counts_by_kind
from registry.recognitions.models import Recognition
from registry.recognitions.queries import holds_on, titles_of_tier
from registry.reference.models import Scheme, Tier
from registry.reports.models import ReportRevision
from registry.reports.queries import figures_before, latest_revision_before
from registry.rules import catalog, vocabulary
from registry.rules.case import Case
from registry.rules.facts import Fact
from registry.rules.findings import Assessment, Source
from registry.rules.identifiers.ip_numbers import ip_class

MOST_FIRMS = 500
"""How many firms `collect` takes at once."""

YEARS = 3
"""Full years before the day whose figures are collected."""

ENTERPRISE_PREFIX = "91"
"""Codes of enterprises registered in mainland China begin so (GB 32100-2015)."""

PROVINCE = "33"
"""Zhejiang, the province whose rules ask where a firm is registered."""

_Found = dict[str, tuple[Fact, Source]]


def collect(enterprise_ids: Collection[int], on: date, *, known_at: datetime | None = None) -> dict[int, Pool]:
    """Everything known of each firm on `on`, as known now or at `known_at`; an unknown firm is missing.

    The same five statements whether for one firm or for a block of `MOST_FIRMS`; ValueError for a larger one.
    """
    if len(enterprise_ids) > MOST_FIRMS:
        raise ValueError(f"at most {MOST_FIRMS} firms at once")
    if not enterprise_ids:
        return {}
    reports = figures_before(enterprise_ids, on.year, years=YEARS, known_at=known_at)
    titles = titles_of_tier(enterprise_ids, Tier.HTE, known_at)
    rights: dict[int, list[KindCount]] = {}
    for count in counts_by_kind(enterprise_ids, on, known_at):
        rights.setdefault(count.enterprise_id, []).append(count)
    stated: dict[int, list[Declaration]] = {}
    for one in db.session.scalars(declarations_of_many(enterprise_ids, known_at)):
        stated.setdefault(one.enterprise_id, []).append(one)
    return {
        enterprise.id: _pool(
            [*_registration(enterprise, profile)],
            reports.get(enterprise.id, []),
            titles.get(enterprise.id, []),
            rights.get(enterprise.id, []),
            stated.get(enterprise.id, []),
            on,
        )
        for enterprise, profile in _firms(enterprise_ids, on, known_at)
    }


def case_of(
    enterprise: Enterprise,
    scheme: Scheme | str,
    answers: Mapping[str, Any],
    on: date,
    *,
    known_at: datetime | None = None,
) -> Case | None:
    """The firm before the scheme's rule set in force on `on`, or before the rule set of that id.

    `answers` (as an application's draft keeps them) stand in place of what the firm declared before. None where no
    rule set is in force.
    """
    rule_set = catalog.in_force([scheme] if isinstance(scheme, str) else scheme.rule_sets, on)
    if rule_set is None:
        return None
    pool = collect([enterprise.id], on, known_at=known_at)[enterprise.id]
    return pool.case(rule_set, on, answers)


def assess_enterprise(
    enterprise: Enterprise,
    scheme: Scheme | str,
    answers: Mapping[str, Any],
    on: date,
    *,
    known_at: datetime | None = None,
) -> Assessment | None:
    """The assessment of `case_of`; None where no rule set is in force."""
    case = case_of(enterprise, scheme, answers, on, known_at=known_at)
    return catalog.assess_case(case) if case is not None else None


def report_used(enterprise: Enterprise, on: date) -> ReportRevision | None:
    """The figures believed of the year before `on`; where there are none, of the latest year before that."""
    return latest_revision_before(enterprise.id, on.year)


def _firms(
    enterprise_ids: Collection[int], on: date, known_at: datetime | None
) -> Sequence[Row[Enterprise, EnterpriseProfile | None]]:
    covers = and_(
        EnterpriseProfile.enterprise_id == Enterprise.id,
        EnterpriseProfile.valid_from <= on,
        EnterpriseProfile.valid_to > on,
        *believed(known_at),
    )
    return db.session.execute(
        select(Enterprise, EnterpriseProfile)
        .outerjoin(EnterpriseProfile, covers)
        .where(Enterprise.id.in_(enterprise_ids))
        .order_by(Enterprise.id, EnterpriseProfile.id.desc())
    ).all()


def _pool(
    registration: list[tuple[str, Fact, Source]],
    reports: Sequence[Row[Any]],
    titles: Sequence[Recognition],
    rights: Sequence[KindCount],
    stated: Sequence[Declaration],
    on: date,
) -> Pool:
    source = Source("intellectual_property", "知识产权登记", reference=on.isoformat())
    held: _Found = {name: (value, where) for name, value, where in registration}
    held.update(_figures(reports, on.year))
    details = _details(reports, on.year)
    held.update(details)
    held["valid_hnte"] = _valid_title(titles, on)
    held.update({name: (value, source) for name, value in _classes(rights, titles).items()})
    return Pool(
        held=held,
        # the tables of a report say of which year they speak: they go before what was stated without one
        declared={name: known for name, known in _declared(stated).items() if name not in details},
        latest=_latest(reports, on.year),
        rights={count.kind.value: count.in_force for count in rights} if rights else None,
        rights_source=source,
        says_no_rights=any(one.fact == NO_RIGHTS and one.value is True for one in stated),
    )


def _registration(enterprise: Enterprise, profile: EnterpriseProfile | None) -> list[tuple[str, Fact, Source]]:
    found: list[tuple[str, Fact, Source]] = []
    if enterprise.uscc.startswith(ENTERPRISE_PREFIX):
        code = Source("registration", "统一社会信用代码", reference=enterprise.uscc)
        found.append(("resident_enterprise", True, code))
    if enterprise.registered_on is not None:
        found.append(("registered_on", enterprise.registered_on, Source("registration", "企业登记信息")))
    if profile is not None and profile.presence is Presence.ACTIVE:
        entry = Source("registration", "企业登记信息", reference=profile.valid_from.isoformat())
        # the code tells where a firm was first registered, its profile where it is now
        found.append(("province_registered", profile.region_code.startswith(PROVINCE), entry))
        if profile.size_class is not None:
            found.append(("sme_by_size", profile.size_class is not SizeClass.LARGE, entry))
    return found


def _figures(reports: Sequence[Row[Any]], year: int) -> _Found:
    """Figures of the last full year under their own names, of the two before it under the names of those years."""
    found: _Found = {}
    for report in reversed(reports):
        back = year - 1 - report.year
        if back >= YEARS:
            continue
        for name, value in _known_figures(report).items():
            dated = name if back == 0 else f"{name}_{vocabulary.EARLIER[back - 1]}"
            if vocabulary.find(dated) is not None:
                found[dated] = value
    return found


def _details(reports: Sequence[Row[Any]], year: int) -> _Found:
    """What the tables of the reports of the last full year and of the two before it say, by fact."""
    found: _Found = {}
    for report in reports:
        back = year - 1 - report.year
        if back < YEARS:
            source = Source("annual_report", "年度报告", year=report.year, revision=report.no)
            found |= {name: (value, source) for name, value in detail_facts(report.details, back).items()}
    return found


def _latest(reports: Sequence[Row[Any]], year: int) -> Known:
    """The figures of the latest report, where that is not the last full year's."""
    return {} if not reports or reports[0].year == year - 1 else _known_figures(reports[0])


def _known_figures(report: Row[Any]) -> _Found:
    source = Source("annual_report", "年度报告", year=report.year, revision=report.no)
    figures = {name: getattr(report, column) for name, column in REPORT_FIGURES.items()}
    return {name: (value, source) for name, value in figures.items() if value is not None}


def _valid_title(titles: Sequence[Recognition], on: date) -> tuple[bool, Source]:
    title = next((one for one in titles if holds_on(one, on)), None)
    return title is not None, Source("recognition", "认定登记", reference=title.certificate_number if title else "")


def _classes(rights: Sequence[KindCount], titles: Sequence[Recognition]) -> dict[str, int]:
    """Rights in force by class; nothing where the registry never heard of a right."""
    if not rights:
        return {}
    found = {
        name: sum(count.in_force for count in rights if ip_class(count.kind) == number)
        for name, number in (("class1_ip", 1), ("class2_ip", 2))
    }
    recognised_on = max((title.issued_on for title in titles), default=None)
    second = [count for count in rights if ip_class(count.kind) == 2]
    # where nobody said whether a recognition rested on a right, only one granted after the last was surely not used
    if recognised_on is None or all(count.earliest is None or count.earliest > recognised_on for count in second):
        found["class2_ip_unused"] = found["class2_ip"] - sum(count.used for count in second)
    return found


def _declared(stated: Sequence[Declaration]) -> Known:
    found: _Found = {}
    for one in stated:
        field = vocabulary.find(one.fact)
        value = read_fact(field, one.value) if field is not None else None
        if value is not None:
            label = "经办人登记" if one.source == "officer" else "企业申报"
            found[one.fact] = value, Source("declaration", label, reference=day_of(one.recorded_at).isoformat())
    return found
