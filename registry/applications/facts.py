"""The assessment of an application: by its own answers while it is filled in, and as it was frozen when sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.applications.models import Application, ApplicationRevision
from registry.assessments.facts import assess_enterprise
from registry.assessments.origins import NO_RIGHTS, declared_fields
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.reference.models import Scheme
from registry.rules import catalog
from registry.rules.findings import Assessment
from registry.rules.freezing import Json


def assess_application(application: Application, on: date) -> Assessment | None:
    """The assessment of the draft and of what the registry knows on `on`; None where no rule set is in force.

    The draft alone says what the firm answers: what it declared elsewhere was taken over when the draft was begun.
    """
    answers = {**unanswered(application.scheme, on), **application.draft}
    return assess_enterprise(application.enterprise, application.scheme, answers, on)


def unanswered(scheme: Scheme, on: date) -> dict[str, Any]:
    """Every question of the scheme's rules in force on `on`, answered with "not known"; empty where there are none."""
    rule_set = catalog.in_force(scheme.rule_sets, on)
    if rule_set is None:
        return {}
    return {**{field.name: None for field in declared_fields(rule_set.id)}, NO_RIGHTS: False}


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
