"""苗子库: firms by how near they are to a rung, one firm before all rungs, and the numbers for leaders."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, may, scope
from registry.assessments.bands import LABELS
from registry.assessments.entries import entries_of
from registry.assessments.ladder import rungs
from registry.assessments.models import Band
from registry.assessments.pipeline import (
    bands_by_industry,
    bands_by_region,
    bands_by_rule_set,
    count_pipeline,
    pipeline_all,
    pipeline_by_name,
)
from registry.assessments.pipeline import pipeline as nearest_first
from registry.core.types import FOREVER
from registry.enterprises.access import get_enterprise_for
from registry.enterprises.queries import current_profile, place_of
from registry.exports.pipeline import pipeline_table
from registry.exports.tables import Names
from registry.exports.writers import WRITERS
from registry.reference.queries import schemes
from registry.rules import catalog
from registry.web.officer import pipeline_page
from registry.web.officer.blueprint import blueprint
from registry.web.officer.pipeline_page import Asked
from registry.web.shared import current, lists
from registry.web.shared import rungs as rung_words
from registry.web.shared.check_words import rule_title
from registry.web.shared.downloads import attachment
from registry.web.shared.i18n import translate
from registry.web.shared.names import industry_names, region_names, regions_below
from registry.web.shared.permissions import requires
from registry.web.shared.population_args import NONE_RECORDED
from registry.web.shared.wording import known_words
from registry.web.shared.words import TIERS

PAGE = 50


@blueprint.get("/pipeline")
@requires(Permission.PIPELINE_READ)
def pipeline() -> str:
    """The firms of one rung, the nearest first; by street, industry, band, and the condition they lack."""
    question = pipeline_page.asked()
    wanted, rule_set = question.wanted, question.rung.rule_set
    page_of = pipeline_by_name if question.by_name else nearest_first
    page = page_of(wanted, regions=question.regions, cursor=request.args.get("after"), size=PAGE)
    counts = count_pipeline(wanted, regions=question.regions)
    keeps = scope(current.actor(), Permission.CULTIVATION_KEEP)
    names = region_names(current.today())
    return render_template(
        "officer/pipeline/list.html",
        question=question,
        tabs=pipeline_page.tabs(question, "officer.pipeline"),
        rows=[(row, pipeline_page.standing(row.readiness), _is_free(row, keeps)) for row in page.rows],
        bands=pipeline_page.band_links(question, counts),
        total=counts[wanted.band] if wanted.band else sum(counts.values()),
        all_url=lists.here(band=None),
        sorts={name: lists.here(sort=name) for name in ("gap", "name")},
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        streets=_streets(question, names),
        industries=_industries(question),
        band_choices=[(band.value, LABELS[band]) for band in Band],
        criteria=list(catalog.criteria(rule_set.id, current.today()).items()),
        names=names,
        industry_names=industry_names(),
        judged=pipeline_page.as_of(rule_set.id),
        keeps=keeps,
        exports=[(kind, url_for("officer.pipeline_export", format=kind, **question.args())) for kind in WRITERS],
        breadcrumbs=[(_("苗子库"), None)],
    )


@blueprint.get("/pipeline.<any(csv, xlsx):format>")
@requires(Permission.PIPELINE_READ)
def pipeline_export(format: str) -> Response:  # noqa: A002  # the name in the address
    """The same list as a file."""
    question = pipeline_page.asked()
    counts = count_pipeline(question.wanted, regions=question.regions)
    total = counts[question.wanted.band] if question.wanted.band else sum(counts.values())
    label, day = question.rung.label, pipeline_page.as_of(question.rung.rule_set.id)
    stamp = [(_("核对日期"), day)]
    about = [
        *stamp,
        (_("家数"), str(total)),
        (_("口径"), _("按《%(title)s》核对；未知的数据不算符合。", title=rule_title(question.rung.rule_set.id))),
        (_("筛选条件"), _("；").join(f"{name}={value}" for name, value in question.args().items())),
        (_("导出时间"), known_words(current.now())),
    ]
    table = pipeline_table(
        pipeline_all(question.wanted, regions=question.regions),
        Names(region_names(current.today()), industry_names(), {}),
        title=_("苗子库：%(rung)s", rung=label),
        about=about,
        stamp=stamp,
        size=total,
        say=translate,
    )
    return attachment(table, format, _("苗子库-%(rung)s-%(day)s", rung=label, day=current.today().isoformat()))


@blueprint.get("/pipeline/bands")
@requires(Permission.PIPELINE_READ)
def pipeline_bands() -> str:
    """How many firms are how far from each rung, and of one rung by street and by industry."""
    question = pipeline_page.asked()
    rule_set_id, regions = question.rung.rule_set.id, question.regions
    every = bands_by_rule_set(regions=regions)
    return render_template(
        "officer/pipeline/bands.html",
        question=question,
        tabs=pipeline_page.tabs(question, "officer.pipeline_bands"),
        bands=[(LABELS[band], pipeline_page.MEANINGS[band]) for band in Band],
        rungs=[_line(one.label, every.get(one.rule_set.id, {}), rules=one.rule_set.id) for one in question.rungs],
        streets=_broken(
            bands_by_region(rule_set_id, regions=regions), region_names(current.today()), question, "region", exact="1"
        ),
        industries=_broken(bands_by_industry(rule_set_id, regions=regions), industry_names(), question, "industry"),
        total=_line(_("合计"), every.get(rule_set_id, {}), rules=rule_set_id),
        judged=pipeline_page.as_of(rule_set_id),
        breadcrumbs=[(_("苗子库"), url_for("officer.pipeline", rules=rule_set_id)), (_("分档统计"), None)],
    )


@blueprint.get("/pipeline/<uscc>")
@requires(Permission.PIPELINE_READ)
def pipeline_firm(uscc: str) -> str:
    """One firm before all rungs: what it lacks, the way up, and what the office does for it."""
    actor, on = current.actor(), current.today()
    firm = get_enterprise_for(actor, uscc, on=on, permission=Permission.PIPELINE_READ)
    place, profile = place_of(firm.id, on), current_profile(firm.id, on)
    kept = entries_of(firm.id)
    open_tiers = {one.tier for one in kept if one.closed_at == FOREVER}
    may_keep = may(actor, Permission.CULTIVATION_KEEP, place)
    name = profile.name if profile else uscc
    found = rungs(firm, schemes(open_only=True), on)
    return render_template(
        "officer/pipeline/show.html",
        enterprise=firm,
        name=name,
        street=region_names(on).get(place, place),
        industry=industry_names().get(profile.industry_code, profile.industry_code) if profile else "",
        rungs=[
            (
                rung_words.shown(one),
                may_keep and one.rule_set is not None and one.title is None and one.scheme.tier not in open_tiers,
            )
            for one in found
        ],
        entries=[(one, TIERS[one.tier]) for one in kept],
        may_keep=may_keep,
        sees_file=may(actor, Permission.ENTERPRISES_READ, place),
        forever=FOREVER,
        breadcrumbs=[(_("苗子库"), url_for("officer.pipeline")), (name, None)],
    )


def _is_free(row: Any, keeps: tuple[str, ...]) -> bool:
    """Whether the asker may take the firm in."""
    is_mine = bool(keeps) and row.readiness.region_code.startswith(keeps)
    return is_mine and row.entry is None and row.readiness.band is not Band.HOLDS


def _streets(question: Asked, names: dict[str, str]) -> list[tuple[str, str]]:
    """The streets within reach, and the place asked for."""
    offered = {code: name for code, name in regions_below(current.today()) if code.startswith(question.regions)}
    if question.wanted.region:
        offered.setdefault(question.wanted.region, names.get(question.wanted.region, question.wanted.region))
    return sorted(offered.items())


def _industries(question: Asked) -> list[tuple[str, str]]:
    offered = industry_names()
    if question.wanted.industry == "":
        offered[NONE_RECORDED] = _("未填")
    return sorted(offered.items())


def _broken(
    counts: dict[str, dict[Band, int]], names: dict[str, str], question: Asked, by: str, **more: Any
) -> list[tuple[str, list[tuple[int, str]]]]:
    """One line for each place or trade."""
    rules = question.rung.rule_set.id
    return [
        _line(names.get(code, code) or _("未填"), found, rules=rules, **{by: code or NONE_RECORDED}, **more)
        for code, found in counts.items()
    ]


def _line(label: str, found: dict[Band, int], **args: Any) -> tuple[str, list[tuple[int, str]]]:
    """A number for every band and then their sum, each with the address of exactly these firms."""
    cells = [(found.get(band, 0), url_for("officer.pipeline", band=band.value, **args)) for band in Band]
    return label, [*cells, (sum(found.values()), url_for("officer.pipeline", **args))]
