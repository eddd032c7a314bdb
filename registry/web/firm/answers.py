"""What the firm has declared so far, and what follows from it today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from registry.applications.facts import DECLARED, NO_RIGHTS, assess_enterprise, sme_facts
from registry.applications.queries import of_enterprise
from registry.core.reading import fetch
from registry.enterprises.models import Enterprise
from registry.reference.models import Scheme
from registry.rules import catalog
from registry.rules.findings import Assessment
from registry.rules.tech_sme_remedies import Remedy, remedies
from registry.rules.wording import article_name
from registry.web.firm import page
from registry.web.shared import current

SME_RULES = "tech_sme_2017"

_FROM_REPORT = ("staff", "tech_staff", "revenue", "rd_spend", "cost_expense_total", "total_assets")
_FROM_RIGHTS = ("class1_ip", "class2_ip")


def latest_answers(enterprise_id: int, scheme: Scheme) -> dict[str, Any]:
    """What the firm last answered on an application of the scheme, sent or not."""
    for application in fetch(of_enterprise(enterprise_id)):
        if application.scheme_code == scheme.code:
            return dict(application.draft)
    return {}


def assess(enterprise: Enterprise, scheme: Scheme, answers: Mapping[str, Any]) -> Assessment | None:
    """The firm by the scheme's rules today; None where the registry has none."""
    return assess_enterprise(enterprise, scheme, answers, current.today())


def way_up(enterprise: Enterprise, scheme: Scheme, answers: Mapping[str, Any]) -> tuple[Remedy, ...]:
    """The smallest changes that would reach the score; empty where it is reached or the rules give none."""
    rule_set = catalog.in_force(scheme.rule_sets, current.today())
    if rule_set is None or rule_set.id != SME_RULES:
        return ()
    facts = sme_facts(enterprise, answers, current.today(), rule_set)
    return remedies(facts, on=current.today(), rule_set=rule_set)


def gaps(assessment: Assessment) -> list[tuple[str, str, str]]:
    """What is not known, as (label, where to enter it, the link's words), one line per page to visit."""
    labels = {field.name: field.label for field in catalog.fact_fields(assessment.rule_set_id)}
    report = page.here("report", year=str(assessment.on.year - 1))
    found = []
    for name in assessment.missing:
        if name in _FROM_REPORT:
            found.append((str(labels[name]), report, _("填写年度报告")))
        elif name in _FROM_RIGHTS:
            found.append((str(labels[name]), page.here("rights"), _("登记知识产权")))
        elif name in DECLARED:
            found.append((str(labels[name]), f"#{name}", _("回答这个问题")))
        else:
            found.append((str(labels[name]), page.here("profile"), _("查看企业信息")))
    return found


def article_words(rule_set_id: str) -> Callable[[str], str]:
    """Articles in words: of the regulation itself by number, of another document by that document's number."""
    documents = catalog.get(rule_set_id).documents
    return lambda article: documents[article].number if article in documents else article_name(article)


def from_query(args: Mapping[str, str]) -> dict[str, Any]:
    """Declared answers as a self-check's address carries them; anything else is not an answer."""
    words = {"yes": True, "no": False}
    answers: dict[str, Any] = {name: words[args[name]] for name in DECLARED if args.get(name) in words}
    if args.get(NO_RIGHTS):
        answers[NO_RIGHTS] = True
    return answers


def as_query(answers: Mapping[str, Any]) -> dict[str, str]:
    """Declared answers as an address or a hidden field carries them."""
    words = {True: "yes", False: "no"}
    given = {name: words[value] for name, value in answers.items() if isinstance(value, bool)}
    if given.get(NO_RIGHTS) == "no":
        del given[NO_RIGHTS]
    return given
