"""Spot checks: firms drawn at random from the holders of a title, with the seed and the method shown beside them."""

from __future__ import annotations

from functools import partial

from flask import render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, permissions_of, scope
from registry.core.errors import NotFound
from registry.core.reading import fetch
from registry.core.text import msg
from registry.enterprises.access import get_enterprise_for
from registry.enterprises.queries import current_profiles
from registry.integrity.access import get_spot_check
from registry.integrity.models import CheckedFirm, SpotCheck
from registry.integrity.queries import spot_checks as all_spot_checks
from registry.integrity.spot_checks import Wanted, draw_firms, write_finding
from registry.reference.queries import get_scheme
from registry.statistics.firms import all_firms
from registry.statistics.population import Population
from registry.web.officer.blueprint import blueprint
from registry.web.officer.forms.spot_checks import DrawForm, FindingForm
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.names import scheme_names
from registry.web.shared.permissions import requires

SHOWN = 200


@blueprint.get("/spot-checks")
@requires(Permission.ENTERPRISES_READ)
def spot_checks() -> str:
    """All draws, the latest first."""
    return render_template(
        "officer/spot_checks/list.html",
        rows=[(one, get_scheme(one.scheme_code), _done(one)) for one in fetch(all_spot_checks(), SHOWN)],
        may_draw=_may_draw(),
        breadcrumbs=[(_("企业"), url_for("officer.enterprises")), (_("随机抽查"), None)],
    )


@blueprint.route("/spot-checks/new", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def spot_check_new() -> Answer:
    """Draw from those who hold a title today."""
    form = DrawForm()
    form.scheme.choices = scheme_names()

    def do() -> Answer:
        scheme, today = get_scheme(form.scheme.data), current.today()
        regions = scope(current.actor(), Permission.RECOGNITIONS_RECORD)
        population = Population(on=today, tier=scheme.tier, scheme=scheme.code)
        check = draw_firms(
            {firm.uscc: firm.id for firm in all_firms(population) if firm.region_code.startswith(regions)},
            Wanted(
                title=form.title.data,
                scheme_code=scheme.code,
                size=form.size.data,
                seed=form.seed.data,
                seed_source=form.seed_source.data,
            ),
            **acts.dated(),
        )
        return acts.done(_("已抽取 %(count)s 家企业。", count=len(check.firms)), _url(check))

    return acts.serve(form, partial(_new_page, form), do)


@blueprint.get("/spot-checks/<public_id>")
@requires(Permission.ENTERPRISES_READ)
def spot_check(public_id: str) -> str:
    """The firms drawn, how they were drawn, and what was found."""
    check = get_spot_check(public_id)
    return render_template(
        "officer/spot_checks/show.html",
        check=check,
        scheme=get_scheme(check.scheme_code),
        profiles=current_profiles({one.enterprise_id for one in check.firms}, check.on),
        done=_done(check),
        may_draw=_may_draw(),
        breadcrumbs=[*_crumbs(), (check.title, None)],
    )


@blueprint.route("/spot-checks/<public_id>/firms/<uscc>", methods=["GET", "POST"])
@requires(Permission.RECOGNITIONS_RECORD)
def spot_check_finding(public_id: str, uscc: str) -> Answer:
    """Write down what the check of one firm found."""
    check = get_spot_check(public_id)
    enterprise = get_enterprise_for(
        current.actor(), uscc, on=current.today(), permission=Permission.RECOGNITIONS_RECORD
    )
    firm = next((one for one in check.firms if one.enterprise_id == enterprise.id), None)
    if firm is None:
        raise NotFound(msg("这家企业不在这次抽查之列。"))
    form = FindingForm(
        data={"is_good": firm.is_good, "finding": firm.finding, "checked_on": firm.checked_on or current.today()}
    )

    def do() -> Answer:
        write_finding(
            firm,
            is_good=form.is_good.data is True,
            finding=form.finding.data,
            checked_on=form.checked_on.data,
            **acts.dated(),
        )
        return acts.done(_("抽查情况已登记。"), _url(check))

    return acts.serve(form, partial(_finding_page, check, firm, form), do)


def _done(check: SpotCheck) -> int:
    return sum(one.checked_on is not None for one in check.firms)


def _may_draw() -> bool:
    return Permission.RECOGNITIONS_RECORD in permissions_of(current.actor())


def _url(check: SpotCheck) -> str:
    return url_for("officer.spot_check", public_id=check.public_id)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("企业"), url_for("officer.enterprises")), (_("随机抽查"), url_for("officer.spot_checks"))]


def _new_page(form: DrawForm, status: int) -> Answer:
    page = render_template("officer/spot_checks/new.html", form=form, breadcrumbs=[*_crumbs(), (_("抽取企业"), None)])
    return page, status


def _finding_page(check: SpotCheck, firm: CheckedFirm, form: FindingForm, status: int) -> Answer:
    profile = current_profiles({firm.enterprise_id}, check.on)[firm.enterprise_id]
    page = render_template(
        "officer/spot_checks/finding.html",
        form=form,
        name=profile.name,
        back=_url(check),
        breadcrumbs=[*_crumbs(), (check.title, _url(check)), (profile.name, None)],
    )
    return page, status
