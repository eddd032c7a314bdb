"""The facts of an enterprise as a rule set wants them, each with its source, and the assessment they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from registry.applications.models import Application, ApplicationRevision
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.intellectual_property.queries import rights_in_force, rights_of
from registry.recognitions.models import Recognition
from registry.reference.models import Scheme, Tier
from registry.reports.models import ReportRevision
from registry.reports.queries import latest_revision_before
from registry.rules import catalog
from registry.rules.findings import Assessment, Source
from registry.rules.freezing import Json
from registry.rules.tech_sme import SmeFacts
from registry.rules.tech_sme import assess as assess_sme
from registry.rules.values import RuleSet

DECLARED = (
    "excluded_industry",
    "accident_or_dishonesty",
    "on_abnormal_list",
    "national_award_top3_5y",
    "provincial_rd_institution",
    "led_standard_5y",
    "accounts_sound",
    "negative_list_industry",
)
"""Answers (true, false, or absent where unknown) that the firm gives about itself for `tech_sme_2017`."""

NO_RIGHTS = "no_intellectual_property"
"""The answer (true) by which a firm without any registered right says that it has none."""

_FROM_REPORT = {
    "staff": "staff",
    "tech_staff": "rd_staff",
    "revenue": "revenue",
    "rd_spend": "rd_spend",
    "cost_expense_total": "operating_cost",
    "total_assets": "total_assets",
}

_ENTERPRISE_PREFIX = "91"
"""Codes of enterprises registered in mainland China begin so (GB 32100-2015)."""


def assess_application(application: Application, on: date) -> Assessment | None:
    """The assessment of the draft and of what the registry knows on `on`; None where no rule set is in force."""
    return assess_enterprise(application.enterprise, application.scheme, application.draft, on)


def assess_enterprise(
    enterprise: Enterprise, scheme: Scheme, answers: Mapping[str, Any], on: date
) -> Assessment | None:
    """The enterprise by the scheme's rule set in force on `on`, `answers` as declared; None where there is none."""
    rule_set = catalog.in_force(scheme.rule_sets, on)
    if rule_set is None:
        return None
    return _ASSESSORS[rule_set.id](enterprise, answers, on, rule_set)


def frozen_facts(assessment: Assessment | None) -> dict[str, Json]:
    """What a revision keeps as its facts; empty where no rule set was applied."""
    return dict(assessment.facts) if assessment else {}


def frozen_assessment(revision: ApplicationRevision) -> Assessment | None:
    """The assessment as it was frozen with the revision."""
    return Assessment.from_json(revision.assessment) if revision.assessment else None


def replay(revision: ApplicationRevision) -> Assessment:
    """Assess the revision's frozen facts again, on the day they were frozen.

    Raises NotFound where nothing was assessed, Conflict where the rule set's version has changed since.
    """
    frozen = frozen_assessment(revision)
    if frozen is None:
        raise NotFound(msg("这一修订版没有按规则评价。"))
    return catalog.replay(frozen)


def sme_facts(enterprise: Enterprise, answers: Mapping[str, Any], on: date, rule_set: RuleSet) -> SmeFacts:
    """Facts of `tech_sme_2017` on `on`: figures of the last full year's report, rights in force, titles, and answers.

    Unknown stays unknown: no report, no right ever registered and not declared to be without, no answer.
    """
    parts = (
        _report_facts(enterprise, on),
        _right_facts(enterprise, answers, on, rule_set),
        _title_facts(enterprise, on),
        _declared_facts(answers),
        _resident_facts(enterprise),
    )
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    for part in parts:
        for name, (value, source) in part.items():
            values[name], sources[name] = value, source
    return SmeFacts(**values, sources=sources)


def report_used(enterprise: Enterprise, on: date) -> ReportRevision | None:
    """The figures believed of the year before `on`; where there are none, of the latest year before that."""
    return latest_revision_before(enterprise.id, on.year)


_Facts = dict[str, tuple[int | bool, Source]]


def _report_facts(enterprise: Enterprise, on: date) -> _Facts:
    report = report_used(enterprise, on)
    if report is None:
        return {}
    source = Source("annual_report", "年度报告", year=report.year, revision=report.no)
    figures = {name: getattr(report, column) for name, column in _FROM_REPORT.items()}
    return {name: (value, source) for name, value in figures.items() if value is not None}


def _right_facts(enterprise: Enterprise, answers: Mapping[str, Any], on: date, rule_set: RuleSet) -> _Facts:
    if db.session.scalars(rights_of(enterprise.id).limit(1)).first() is None:
        none = Source("declaration", "企业申报：无知识产权")
        return {"class1_ip": (0, none), "class2_ip": (0, none)} if answers.get(NO_RIGHTS) is True else {}
    counts = Counter(right.kind.value for right in db.session.scalars(rights_in_force(enterprise.id, on)))
    source = Source("intellectual_property", "知识产权登记", reference=on.isoformat())
    return {
        name: (sum(counts[kind] for kind in rule_set.names(kinds, on)), source)
        for name, kinds in (("class1_ip", "ip_class1_kinds"), ("class2_ip", "ip_class2_kinds"))
    }


def _title_facts(enterprise: Enterprise, on: date) -> _Facts:
    title = db.session.scalars(
        select(Recognition)
        .join(Scheme, Scheme.code == Recognition.scheme_code)
        .where(
            Recognition.enterprise_id == enterprise.id,
            Recognition.retired_at == FOREVER,
            Scheme.tier == Tier.HTE,
            Recognition.valid_from <= on,
            Recognition.valid_to > on,
            Recognition.revoked_on.is_(None) | (Recognition.revoked_on > on),
        )
        .order_by(Recognition.valid_from.desc(), Recognition.id.desc())
    ).first()
    reference = title.certificate_number if title else ""
    return {"valid_hnte": (title is not None, Source("recognition", "认定登记", reference=reference))}


def _declared_facts(answers: Mapping[str, Any]) -> _Facts:
    source = Source("declaration", "企业申报")
    return {name: (answers[name], source) for name in DECLARED if isinstance(answers.get(name), bool)}


def _resident_facts(enterprise: Enterprise) -> _Facts:
    if not enterprise.uscc.startswith(_ENTERPRISE_PREFIX):
        return {}
    return {"resident_enterprise": (True, Source("registration", "统一社会信用代码", reference=enterprise.uscc))}


def _assess_sme(enterprise: Enterprise, answers: Mapping[str, Any], on: date, rule_set: RuleSet) -> Assessment:
    return assess_sme(sme_facts(enterprise, answers, on, rule_set), on=on, rule_set=rule_set)


_ASSESSORS: dict[str, Callable[[Enterprise, Mapping[str, Any], date, RuleSet], Assessment]] = {
    "tech_sme_2017": _assess_sme
}
"""How the registry's data become the facts of a rule set, by its id."""
