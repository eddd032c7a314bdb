"""The letter that a return would send, and what the frozen check proposes to write into it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _

from registry.applications.facts import frozen_assessment
from registry.applications.letters import Letter, Point, condition_points, write_letter
from registry.applications.models import Application
from registry.assessments.origins import Origin, origin_of
from registry.rules.findings import Assessment, Finding
from registry.web.officer.forms.applications import ReturnForm
from registry.web.shared import current
from registry.web.shared.check_words import article_words
from registry.web.shared.i18n import translate, word
from registry.web.shared.items import REPORT, RIGHTS, STATEMENT, item_label

_PLACES = {Origin.REPORT: REPORT, Origin.RIGHTS: RIGHTS}
_SOURCES = {"annual_report": REPORT, "intellectual_property": RIGHTS}


def shown(application: Application, form: ReturnForm, addressee: str) -> dict[str, Any]:
    """What the page of a return shows beside its form: the points of the check, and the letter as typed so far."""
    assessment = _assessment(application)
    return {
        "points": list(condition_points(assessment)),
        "article_name": article_words(assessment.rule_set_id) if assessment else None,
        "letter": _letter(application, form, addressee),
    }


def proposed(application: Application, form: ReturnForm) -> dict[str, Any]:
    """Form data that tick and fill in each item to which a failed check belongs."""
    assessment = _assessment(application)
    if assessment is None:
        return {}
    found = {finding.criterion: finding for finding in assessment.findings}
    name_article, texts = article_words(assessment.rule_set_id), dict[str, list[str]]()
    for point in condition_points(assessment):
        said = _("%(label)s：%(text)s", label=translate(point.label), text=translate(point.text))
        basis = _("（依据：%(article)s）", article=word(name_article(point.basis)))
        texts.setdefault(_item(found[point.item], form.items), []).append(said + basis)
    data: dict[str, Any] = {"reason": _("按规则核对，下列条件未满足或数据不全。")} if texts else {}
    for number, item in enumerate(form.items):
        if item in texts:
            data |= {f"ask_{number}": True, f"remark_{number}": "\n".join(texts[item])}
    return data


def _assessment(application: Application) -> Assessment | None:
    return frozen_assessment(application.latest) if application.latest else None


def _item(finding: Finding, items: Collection[str]) -> str:
    """The item of the form at which the finding's figures are mended."""
    for name in (finding.criterion, *finding.missing):
        if name in items:
            return name
        if name in finding.missing and origin_of(name) in _PLACES:
            return _PLACES[origin_of(name)]
    kinds = {source.kind for source in finding.sources}
    return next((item for kind, item in _SOURCES.items() if kind in kinds), STATEMENT)


def _letter(application: Application, form: ReturnForm, addressee: str) -> Letter | None:
    scheme, on = application.scheme, current.today()
    points = [Point(item, item_label(item, scheme, on), text) for item, text in form.remarks()]
    reason = form.reason.data or ""
    if not points and not reason:
        return None
    return write_letter(addressee, scheme, points, on=on, reason=reason, due_on=form.due_on.data)
