"""What the firm has declared so far, and what follows from it today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from registry.applications.facts import unanswered
from registry.applications.queries import of_enterprise
from registry.applications.workflow import EDITABLE_STATES
from registry.assessments.facts import assess_enterprise, case_of
from registry.assessments.origins import NO_RIGHTS, Origin, origin_of
from registry.assessments.queries import declared_answers
from registry.core.reading import fetch
from registry.enterprises.models import Enterprise
from registry.intellectual_property.queries import rights_of
from registry.reference.models import Scheme
from registry.rules import catalog
from registry.rules.findings import Assessment
from registry.rules.vocabulary import base_of
from registry.rules.way_up import WaysUp
from registry.web.firm import page
from registry.web.firm.forms.applications import answers_form
from registry.web.shared import current
from registry.web.shared.check_words import article_words as article_words
from registry.web.shared.i18n import translate
from registry.web.shared.items import Item, answered_items


def latest_answers(enterprise_id: int, scheme: Scheme) -> dict[str, Any]:
    """What the firm has declared for the rules of the scheme, and over it the answers of an application in the making.

    Once sent, an application's answers are among what is declared, and what is declared later goes before them.
    """
    rule_set = catalog.in_force(scheme.rule_sets, current.today())
    declared = declared_answers(enterprise_id, rule_set.id) if rule_set else {}
    for application in fetch(of_enterprise(enterprise_id)):
        if application.scheme_code == scheme.code and application.state in EDITABLE_STATES:
            return {**declared, **application.draft}
    return declared


def declared_items(enterprise_id: int, scheme: Scheme) -> list[Item]:
    """The questions of the scheme's rules; that there is no right at all is asked only while none is registered."""
    items = [item for item in answered_items(scheme, current.today()) if item.is_short]
    if fetch(rights_of(enterprise_id), 1):
        items = [item for item in items if item.code != NO_RIGHTS]
    return items


def assess(enterprise: Enterprise, scheme: Scheme, answers: Mapping[str, Any]) -> Assessment | None:
    """The firm by the scheme's rules today, by these answers alone; None where the registry has no rules for it."""
    return assess_enterprise(enterprise, scheme, _only(scheme, answers), current.today())


def way_up(enterprise: Enterprise, scheme: Scheme, answers: Mapping[str, Any]) -> WaysUp | None:
    """The smallest changes after which it would pass, or why there are none; None where the registry has no rules."""
    case = case_of(enterprise, scheme, _only(scheme, answers), current.today())
    return catalog.ways_up(case) if case is not None else None


@dataclass
class Gap:
    """Facts that are not known and are entered on one page: its address, the words of the link, their names."""

    url: str
    words: str
    names: list[str] = field(default_factory=list)


def gaps(assessment: Assessment, questions: str = "") -> list[Gap]:
    """What is not known, by the page on which it is entered; `questions` is the address of the page of questions."""
    labels = {one.name: one.label for one in catalog.fact_fields(assessment.rule_set_id)}
    found: dict[str, Gap] = {}
    for name in assessment.missing:
        url, words = _place(name, assessment.on, questions)
        found.setdefault(url, Gap(url, words)).names.append(translate(labels[name]))
    return list(found.values())


def _place(name: str, on: date, questions: str) -> tuple[str, str]:
    """Where a missing fact is entered, and the words of the link."""
    match origin_of(name):
        case Origin.REPORT | Origin.ACCOUNTS:
            year = on.year - 1 - base_of(name)[1]
            return page.here("report", year=str(year)), _("填写 %(year)s 年度报告", year=year)
        case Origin.RIGHTS:
            return page.here("rights"), _("登记知识产权")
        case Origin.DECLARED:
            return (questions, _("回答申报事项")) if questions else (f"#{name}", _("回答这个问题"))
        case _:
            return page.here("profile"), _("查看企业信息")


def _only(scheme: Scheme, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with every question that they leave out as not known: what the page shows is what is judged."""
    return {**unanswered(scheme, current.today()), **answers}


def from_query(args: MultiDict[str, str], items: Sequence[Item]) -> dict[str, Any]:
    """Answers to the items as a self-check's address carries them, as they are stored; anything else is no answer."""
    form = answers_form(items, [])(formdata=args, meta={"csrf": False})
    return form.answers(items, {})


def as_query(answers: Mapping[str, Any], items: Sequence[Item]) -> dict[str, str]:
    """Stored answers to the items as an address or a hidden field carries them."""
    words = {True: "yes", False: "no"}
    given = {item.code: answers[item.code] for item in items if answers.get(item.code) is not None}
    if given.get(NO_RIGHTS) is False:
        del given[NO_RIGHTS]
    return {name: words[value] if isinstance(value, bool) else str(value) for name, value in given.items()}
