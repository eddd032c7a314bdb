"""The quick self-check: ten questions, no log-in, and nothing kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.assessments.ladder import gap_words, headline, judged, lacking, unknown
from registry.core.errors import NotFound
from registry.core.text import Text, msg
from registry.reference.models import Scheme, Tier
from registry.reference.queries import schemes
from registry.rules import catalog
from registry.rules.case import Case
from registry.rules.facts import Fact
from registry.rules.values import RuleSet
from registry.web.public.blueprint import blueprint
from registry.web.public.forms.self_check import QuickForm, quick_form, unit_of
from registry.web.public.quick_questions import QUESTIONS, Question, completed
from registry.web.shared import current
from registry.web.shared.check_words import article_words, score
from registry.web.shared.permissions import requires
from registry.web.shared.words import TIERS


@dataclass(frozen=True)
class QuickCheck:
    """The rung asked for: its first scheme that takes applications and has questions, and the rules in force."""

    tier: Tier
    scheme: Scheme
    rule_set: RuleSet

    @property
    def name(self) -> Text:
        """The rung's name."""
        return TIERS[self.tier]

    @property
    def questions(self) -> tuple[Question, ...]:
        """At most ten."""
        return QUESTIONS[self.rule_set.id]


@blueprint.route("/self-check", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def self_check() -> Response:
    """Choose a rung, answer, and read what it comes to on the same page."""
    checks = _checks()
    chosen = next((one for one in checks if one.tier.value == request.args.get("rung")), None)
    if chosen is None and request.method == "POST":
        raise NotFound(msg("没有这一类自查，请从首页重新选择。"))
    form = quick_form(chosen.questions)() if chosen else None
    context: dict[str, Any] = {}
    status = 200
    if chosen is not None and form is not None and form.is_submitted():
        if form.validate():
            context = _result(chosen, form)
        else:
            status = 422
    breadcrumbs = [(_("首页"), url_for("public.home")), (_("快速自查"), None)]
    body = render_template(
        "public/self_check/show.html",
        checks=checks,
        chosen=chosen,
        form=form,
        unit_of=unit_of,
        breadcrumbs=breadcrumbs,
        **context,
    )
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _checks() -> list[QuickCheck]:
    found: dict[Tier, QuickCheck] = {}
    for scheme in schemes(open_only=True):
        rule_set = catalog.in_force(scheme.rule_sets, current.today())
        if rule_set is not None and rule_set.id in QUESTIONS:
            found.setdefault(scheme.tier, QuickCheck(scheme.tier, scheme, rule_set))
    return [found[tier] for tier in Tier if tier in found]


def _result(chosen: QuickCheck, form: QuickForm) -> dict[str, Any]:
    asked = form.facts(chosen.questions)
    case = _case(chosen, asked)
    found = catalog.assess_case(case)
    fields = {field.name: field.label for field in catalog.fact_fields(found.rule_set_id)}
    return {
        "assessment": found,
        "headline": headline(found),
        "score": score(found),
        "lacking": [(one, gap_words(one)) for one in lacking(found)],
        "unknown": unknown(found),
        "judged": judged(found),
        "unanswered": [(name, fields[name]) for name in found.missing if name in asked],
        "not_asked": [fields[name] for name in found.missing if name not in asked and name in fields],
        "ways_up": catalog.ways_up(case),
        "article_name": article_words(found.rule_set_id),
    }


def _case(chosen: QuickCheck, asked: dict[str, Fact]) -> Case:
    facts = completed(chosen.rule_set.id, asked)
    names = [field.name for field in catalog.fact_fields(chosen.rule_set.id)]
    return Case({name: facts.get(name) for name in names}, chosen.rule_set, current.today())
