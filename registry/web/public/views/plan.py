"""The plan in figures for everybody: the page, one indicator, the firms behind a number, and why it moved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.errors import DomainError, NotFound
from registry.core.text import msg
from registry.exports.tables import Names, firms_table, last_day, source_text
from registry.exports.writers import WRITERS
from registry.statistics.board import population_behind, standing
from registry.statistics.bridge import LABELS, SIGNS, Bridge, Term, bridge, changed_firms
from registry.statistics.firms import all_firms, page_of_firms
from registry.statistics.population import Dimension, Population, breakdown, size
from registry.web.public.blueprint import blueprint
from registry.web.shared import current
from registry.web.shared.charts import bars
from registry.web.shared.downloads import attachment
from registry.web.shared.i18n import translate, word
from registry.web.shared.names import industry_names, region_names, scheme_names
from registry.web.shared.permissions import requires
from registry.web.shared.plan_forms import bridge_form, firms_form, moment_form
from registry.web.shared.plan_page import asked, chart_of, common_values, firms_url, page_values
from registry.web.shared.population_args import Query, known_word, population_from, query_of
from registry.web.shared.refusals import place
from registry.web.shared.wording import known_words, population_label, said

PAGE = 50


@dataclass(frozen=True)
class Span:
    """The two ends of a bridge as the address names them."""

    population: Population
    first: date
    known_from: datetime | None
    query: Query

    def args(self, **more: str) -> dict[str, Any]:
        """The same bridge for an address."""
        pairs = query_of(self.population)
        pairs["to"] = pairs.pop("on")
        pairs["from"] = self.first.isoformat()
        known = known_word(self.known_from)
        return {**pairs, **({"known_from": known} if known else {}), **more}


@blueprint.get("/plan")
@requires(Permission.PUBLIC)
def plan() -> str:
    """2000, 300 and 10 first, then every other promise, on the day and as known when the visitor says."""
    question = asked()
    form = moment_form(question.moment.on, question.moment.known_at)
    return render_template("public/plan/show.html", moment_form=form, **page_values(question))


@blueprint.get("/plan/<code>")
@requires(Permission.PUBLIC)
def indicator(code: str) -> str:
    """What one indicator means, where it comes from, what contradicts it, and where it stands."""
    question = asked()
    one = standing(question.plan, code, question.moment)
    population = population_behind(one.spec, question.moment)
    return render_template(
        "public/plan/indicator.html",
        one=one,
        spec=one.spec,
        population=population,
        chart=chart_of(one, population, question.moment.on),
        moment_form=moment_form(question.moment.on, question.moment.known_at),
        breadcrumbs=[(_("规划进展"), url_for("public.plan", **question.args())), (said(one.spec, "name"), None)],
        **common_values(question),
    )


@blueprint.get("/plan/firms")
@requires(Permission.PUBLIC)
def firms() -> str:
    """The firms behind a number: the same statement, page by page."""
    query = Query(request.args)
    population = population_from(query, today=current.today(), now=current.now())
    page = page_of_firms(population, cursor=request.args.get("after"), size=PAGE)
    parks = list(breakdown(replace(population, park=None), Dimension.PARK))
    return render_template(
        "public/plan/firms.html",
        population=population,
        total=size(population),
        page=page,
        names=_names(population.on),
        form=firms_form(population, parks),
        next_url=firms_url(population, after=page.next_cursor) if page.next_cursor else None,
        first_url=firms_url(population) if request.args.get("after") else None,
        exports=[(kind, url_for("public.firms_export", format=kind, **query_of(population))) for kind in WRITERS],
        source_text=source_text,
        last_day=last_day,
        label=population_label(population),
        breadcrumbs=[(_("规划进展"), url_for("public.plan", **_moment_args(population))), (_("企业名单"), None)],
        **_question(population, query),
    )


@blueprint.get("/plan/firms.<any(csv, xlsx):format>")
@requires(Permission.PUBLIC)
def firms_export(format: str) -> Response:  # noqa: A002  # the name in the address
    """The same list as a file."""
    query = Query(request.args)
    population = population_from(query, today=current.today(), now=current.now())
    label, total = population_label(population), size(population)
    stamp = [(_("截至日期"), population.on.isoformat()), (_("已知时点"), known_words(population.known_at))]
    about = [
        *stamp,
        (_("家数"), str(total)),
        (_("口径"), _("当日称号在有效期内、未被撤销，且当日登记在本区的企业；一家企业只计一次。")),
        (_("筛选条件"), _("；").join(f"{name}={word(str(value))}" for name, value in query_of(population).items())),
        (_("导出时间"), known_words(current.now())),
    ]
    table = firms_table(
        all_firms(population),
        _names(population.on),
        title=_("%(label)s企业名单", label=label),
        about=about,
        stamp=stamp,
        size=total,
        say=translate,
    )
    return attachment(table, format, f"{label}-{population.on.isoformat()}")


@blueprint.get("/plan/bridge", endpoint="bridge")
@requires(Permission.PUBLIC)
def bridge_page() -> tuple[str, int]:
    """Why the number moved between two days."""
    span = _span()
    form = bridge_form(span.population, span.first, span.known_from)
    try:
        found = bridge(span.population, span.first, opening_known_at=span.known_from)
    except DomainError as error:
        place(form, _at_field(error))
        return _bridge_template(span, form, None), error.status
    return _bridge_template(span, form, found), 200


@blueprint.get("/plan/bridge/firms")
@requires(Permission.PUBLIC)
def bridge_firms() -> str:
    """The firms of one term."""
    span = _span()
    word = span.query.word("term")
    if word not in [term.value for term in Term]:
        raise NotFound(msg("变动桥没有这一项。"))
    term = Term(word)
    found = bridge(span.population, span.first, opening_known_at=span.known_from)
    return render_template(
        "public/plan/bridge_firms.html",
        span=span,
        term=LABELS[term],
        total=len(found.terms[term]),
        firms=changed_firms(found.terms[term], span.population),
        label=population_label(span.population),
        breadcrumbs=[
            (_("规划进展"), url_for("public.plan", **_moment_args(span.population))),
            (_("变动桥"), url_for("public.bridge", **span.args())),
            (translate(LABELS[term]), None),
        ],
        **_question(span.population, span.query),
    )


def _at_field(error: DomainError) -> DomainError:
    """The service names the argument of the address; the form's field has a name of its own."""
    return DomainError(error.text, {"from": "first"}.get(error.field or "", error.field))


def _bridge_template(span: Span, form: Any, found: Bridge | None) -> str:
    terms = [] if found is None else [_term_row(term, len(found.terms[term]), span) for term in Term]
    drawn = bars((row["label"], Decimal(row["count"]), row["url"]) for row in terms if row["count"])
    return render_template(
        "public/plan/bridge.html",
        span=span,
        form=form,
        found=found,
        terms=terms,
        bars=drawn,
        label=population_label(span.population),
        known_from=known_words(span.known_from or span.population.known_at),
        opening_url=firms_url(_opening(span)),
        breadcrumbs=[(_("规划进展"), url_for("public.plan", **_moment_args(span.population))), (_("变动桥"), None)],
        **_question(span.population, span.query),
    )


def _opening(span: Span) -> Population:
    return replace(span.population, on=span.first, known_at=span.known_from or span.population.known_at)


def _term_row(term: Term, count: int, span: Span) -> dict[str, Any]:
    sign = "+" if SIGNS[term] > 0 else "−"
    return {
        "label": f"{sign} {translate(LABELS[term])}",
        "count": count,
        "url": url_for("public.bridge_firms", **span.args(term=term.value)) if count else None,
        "sign": sign,
    }


def _span() -> Span:
    query = Query(request.args)
    asked_for = population_from(query, today=current.today(), now=current.now())
    population = replace(asked_for, on=query.day("to", None) or asked_for.on, expiring_by=None)
    first = query.day("from", None) or date(population.on.year, 1, 1) - timedelta(days=1)
    return Span(population, first, query.instant("known_from", current.now()), query)


def _names(on: date) -> Names:
    return Names(region_names(on), industry_names(), dict(scheme_names()), word)


def _moment_args(population: Population) -> dict[str, Any]:
    return {name: value for name, value in query_of(population).items() if name in ("on", "known_at")}


def _question(population: Population, query: Query) -> dict[str, Any]:
    return {
        "on": population.on,
        "as_of": population.on,
        "known": known_words(population.known_at),
        "is_ahead": population.on > current.today(),
        "problems": query.problems,
        "firms_url": firms_url,
    }
