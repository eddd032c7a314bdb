"""What the pages of the pipeline have in common: the rung in question, the filter and its address, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, scope
from registry.assessments.bands import LABELS
from registry.assessments.models import Band, Readiness
from registry.assessments.pipeline import PipelineFilter, assessed_days, bands_by_rule_set, gap, reasons
from registry.core.errors import NotFound
from registry.core.text import Text, msg
from registry.reference.models import Scheme
from registry.reference.queries import DISTRICT, schemes
from registry.rules import catalog
from registry.rules.values import RuleSet
from registry.web.shared import current
from registry.web.shared.i18n import translate
from registry.web.shared.population_args import NONE_RECORDED, Query

BANDS = {
    Band.READY: "ok",
    Band.OPEN: "wait",
    Band.ONE_STEP: "info",
    Band.NEAR: "info",
    Band.FAR: "none",
    Band.UNKNOWN: "wait",
    Band.HOLDS: "ok",
}
"""The kind of tag of each band."""

MEANINGS: dict[Band, Text] = {
    Band.READY: msg("全部条件符合，或只剩专家、审核人员评定"),
    Band.OPEN: msg("已知的都符合，还缺数据"),
    Band.ONE_STEP: msg("差一项条件，或不超过 10 分"),
    Band.NEAR: msg("差两项条件，或不超过 20 分，或一项条件加不超过 10 分"),
    Band.FAR: msg("差得更多"),
    Band.UNKNOWN: msg("没有年度报告，无从判断"),
    Band.HOLDS: msg("今天持有这一称号"),
}


@dataclass(frozen=True)
class Rung:
    """A rule set in force, and the schemes that give its title, the lowest first."""

    rule_set: RuleSet
    schemes: Sequence[Scheme]

    @property
    def label(self) -> str:
        """The first scheme's name: what the office calls the rung."""
        return translate(self.schemes[0].label)

    @property
    def every_label(self) -> str:
        """The names of all its schemes."""
        return _("、").join(translate(one.label) for one in self.schemes)


@dataclass(frozen=True)
class Asked:
    """The rung and the filter of an address; `regions` are those that the asker may see."""

    rung: Rung
    rungs: Sequence[Rung]
    wanted: PipelineFilter
    by_name: bool
    regions: tuple[str, ...]
    query: Query

    def args(self) -> dict[str, Any]:
        """The arguments that read back to the same list."""
        wanted = self.wanted
        pairs = {
            "rules": wanted.rule_set_id,
            "band": wanted.band.value if wanted.band else "",
            "region": wanted.region,
            "exact": "1" if wanted.is_exact_region else "",
            "industry": NONE_RECORDED if wanted.industry == "" else wanted.industry,
            "unmet": wanted.unmet,
            "sort": "name" if self.by_name else "",
        }
        return {name: value for name, value in pairs.items() if value}


def asked() -> Asked:
    """The question of this request; what cannot be is left out, and `query.problems` says so."""
    query, rungs = Query(request.args), rungs_on(current.today())
    by_id = {one.rule_set.id: one for one in rungs}
    if not by_id:
        raise NotFound(msg("今天没有可以自动核对的规则。"))
    rung = by_id[query.one_of("rules", by_id, next(iter(by_id)))]
    band = query.one_of("band", [one.value for one in Band])
    region = query.region() or ""
    wanted = PipelineFilter(
        rule_set_id=rung.rule_set.id,
        band=Band(band) if band else None,
        region=region,
        is_exact_region=bool(region) and query.word("exact") == "1",
        industry=query.value("industry"),
        unmet=query.one_of("unmet", catalog.criteria(rung.rule_set.id, current.today())),
    )
    by_name = query.one_of("sort", ("gap", "name")) == "name"
    return Asked(rung, rungs, wanted, by_name, scope(current.actor(), Permission.PIPELINE_READ), query)


def rungs_on(on: date) -> list[Rung]:
    """The rule sets that judge firms on the day, with their schemes, by the rank of these."""
    found: dict[str, tuple[RuleSet, list[Scheme]]] = {}
    for scheme in schemes():
        rule_set = catalog.in_force(scheme.rule_sets, on)
        if rule_set is not None and rule_set.id in catalog.assessing():
            found.setdefault(rule_set.id, (rule_set, []))[1].append(scheme)
    return [Rung(rule_set, given) for rule_set, given in found.values()]


def rung_of(rule_set_id: str, rungs: Sequence[Rung]) -> Rung | None:
    """The rung that the rule set judges."""
    return next((one for one in rungs if one.rule_set.id == rule_set_id), None)


def tabs(question: Asked, endpoint: str) -> list[dict[str, Any]]:
    """The rungs as links of the same page."""
    return [
        {
            "label": one.label,
            "url": url_for(endpoint, rules=one.rule_set.id),
            "active": one.rule_set.id == question.rung.rule_set.id,
        }
        for one in question.rungs
    ]


def as_of(rule_set_id: str = "") -> str:
    """For which day the rows were judged, or between which days while the batch has not run today."""
    days = assessed_days(rule_set_id)
    if days is None:
        return _("还没有核对过")
    first, last = days
    if first == last:
        return _("截至 %(day)s", day=last.isoformat())
    return _("核对日 %(first)s 至 %(last)s", first=first.isoformat(), last=last.isoformat())


def standing(row: Readiness) -> dict[str, Any]:
    """A firm before a rung in a line: the tag, how far where that says more, and what is not met."""
    is_all_said = row.band is Band.HOLDS or (row.band is Band.READY and not row.open_count)
    return {
        "tag": (BANDS[row.band], LABELS[row.band]),
        "gap": None if is_all_said else gap(row),
        "reason": _("、").join(translate(text) for text in reasons(row)),
    }


def ready_links() -> list[tuple[str, int, str]]:
    """Of every rung, how many firms within the asker's reach meet the conditions without its title, and their list."""
    regions = scope(current.actor(), Permission.PIPELINE_READ)
    found, band = bands_by_rule_set(regions=regions), Band.READY
    return [
        (
            one.label,
            found.get(one.rule_set.id, {}).get(band, 0),
            url_for("officer.pipeline", rules=one.rule_set.id, band=band.value),
        )
        for one in rungs_on(current.today())
    ]


def is_part() -> bool:
    """Whether the asker's reach is less than the district."""
    return all(len(code) > len(DISTRICT) for code in scope(current.actor(), Permission.PIPELINE_READ))


def band_links(question: Asked, counts: dict[Band, int]) -> list[dict[str, Any]]:
    """Every band with its number and the address of exactly these firms, the other filters kept."""
    args = question.args()
    return [
        {
            "label": LABELS[band],
            "meaning": MEANINGS[band],
            "count": number,
            "url": url_for("officer.pipeline", **{**args, "band": band.value}),
            "active": question.wanted.band is band,
        }
        for band, number in counts.items()
    ]
