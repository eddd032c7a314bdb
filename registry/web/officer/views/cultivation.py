"""培育名单: the firms that officers help towards a rung; taking in, noting, handing over, ending."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, scope
from registry.accounts.queries import get_user
from registry.assessments.cultivation import Candidate, add_note, candidates, close, hand_over, keepers, take_in
from registry.assessments.entries import EntryFilter, count_entries, entries, get_cultivation_for, owners, standings
from registry.assessments.models import CultivationEntry
from registry.core.clock import day_of
from registry.core.types import FOREVER
from registry.enterprises.queries import place_of
from registry.reference.models import Tier
from registry.web.officer import pipeline_page
from registry.web.officer.blueprint import blueprint
from registry.web.officer.cases import firm_name
from registry.web.officer.forms.cultivation import CloseForm, HandOverForm, NoteForm, TakeForm
from registry.web.officer.pipeline_page import Rung
from registry.web.shared import acts, current, lists
from registry.web.shared.acts import Answer
from registry.web.shared.forms import BaseForm
from registry.web.shared.names import region_names
from registry.web.shared.permissions import requires
from registry.web.shared.words import TIERS, choices

PAGE = 50
MOST_AT_ONCE = 50
"""Firms taken in at once: a page of the list."""


@blueprint.get("/cultivation")
@requires(Permission.PIPELINE_READ)
def cultivation() -> str:
    """Own entries or all in scope, those first of which nothing was noted for longest."""
    actor, on = current.actor(), current.today()
    regions = scope(actor, Permission.PIPELINE_READ)
    keeps = bool(scope(actor, Permission.CULTIVATION_KEEP))
    people = owners(regions=regions, on=on)
    me = current.user()
    owner = lists.one_of(
        "owner", {"all", me.public_id, *(one for one, _name in people)}, me.public_id if keeps else "all"
    )
    tier = lists.one_of("tier", [one.value for one in Tier])
    wanted = EntryFilter(
        owner_id=None if owner == "all" else get_user(owner).id,
        tier=Tier(tier) if tier else None,
        is_closed=lists.one_of("state", ("closed",)) == "closed",
    )
    page = entries(wanted, regions=regions, on=on, cursor=request.args.get("after"), size=PAGE)
    stand = standings(page.rows)
    rungs = pipeline_page.rungs_on(on)
    return render_template(
        "officer/cultivation/list.html",
        rows=[(row, _standings(stand[row.entry.id], rungs), (on - day_of(row.last_at)).days) for row in page.rows],
        total=count_entries(wanted, regions=regions, on=on),
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        wanted=wanted,
        owner=owner,
        owners=[(me.public_id, _("我负责的")), *((one, name) for one, name in people if one != me.public_id)],
        keeps=keeps,
        tier=tier,
        tiers=choices(TIERS),
        tier_words=TIERS,
        names=region_names(on),
        breadcrumbs=[(_("苗子库"), url_for("officer.pipeline")), (_("培育名单"), None)],
    )


@blueprint.route("/cultivation/take", methods=["GET", "POST"])
@requires(Permission.CULTIVATION_KEEP)
def cultivation_take() -> Answer:
    """Take firms in: first what would happen to each, then all of those that can be."""
    rungs = pipeline_page.rungs_on(current.today())
    rung = pipeline_page.rung_of(request.values.get("rules", ""), rungs) or rungs[0]
    found = _candidates(rung)
    ready = [one for one in found if one.refusal is None]
    form = TakeForm(
        keepers({one.row.readiness.region_code for one in ready if one.row}), data={"owner": current.user().public_id}
    )

    def do() -> Answer:
        codes = [one.uscc for one in found]
        taken = take_in(codes, rung.rule_set.id, owner=form.chosen, note=form.note.data, **acts.signed())
        said = _("已把 %(count)s 家企业纳入培育，责任人 %(owner)s。", count=len(taken), owner=form.chosen.name)
        return acts.done(said, url_for("officer.cultivation", owner=form.chosen.public_id))

    def show(status: int) -> Answer:
        # those that cannot be taken in are shown once more and left out of the next attempt
        return _taking(rung, _candidates(rung), form, status)

    return acts.serve(form, show, do) if found else show(422 if form.is_submitted() else 200)


@blueprint.route("/cultivation/<public_id>/note", methods=["GET", "POST"])
@requires(Permission.CULTIVATION_KEEP)
def cultivation_note(public_id: str) -> Answer:
    """Write down what was done."""
    entry, form = _entry(public_id), NoteForm()

    def do() -> Answer:
        add_note(entry, form.text.data, **acts.dated())
        return acts.done(_("已记录。"), _firm_url(entry))

    return _act(entry, form, _("记录培育情况"), do)


@blueprint.route("/cultivation/<public_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.CULTIVATION_KEEP)
def cultivation_hand_over(public_id: str) -> Answer:
    """Put the firm into another officer's care."""
    entry = _entry(public_id)
    people = keepers({place_of(entry.enterprise_id, current.today())})
    form = HandOverForm(people, data={"version": entry.version})

    def do() -> Answer:
        hand_over(entry, form.chosen, note=form.note.data, seen=form.version.data, **acts.dated())
        return acts.done(_("已移交给 %(name)s。", name=form.chosen.name), _firm_url(entry))

    return _act(entry, form, _("移交"), do)


@blueprint.route("/cultivation/<public_id>/close", methods=["GET", "POST"])
@requires(Permission.CULTIVATION_KEEP)
def cultivation_close(public_id: str) -> Answer:
    """End it with a word on what came of it."""
    entry = _entry(public_id)
    form = CloseForm(data={"version": entry.version})

    def do() -> Answer:
        close(entry, form.text.data, seen=form.version.data, **acts.dated())
        return acts.done(_("已结束培育。"), _firm_url(entry))

    return _act(entry, form, _("结束培育"), do)


def _act(entry: CultivationEntry, form: BaseForm, heading: str, do: Callable[[], Answer]) -> Answer:
    return acts.serve(form, partial(_acting, entry, form, heading), do)


def _acting(entry: CultivationEntry, form: BaseForm, heading: str, status: int) -> Answer:
    if status == 409 and "version" in form:  # what was typed may be sent again, on what is shown now
        form.version.raw_data, form.version.data = None, entry.version
    name = firm_name(entry.enterprise_id, current.today())
    page = render_template(
        "officer/cultivation/act.html",
        entry=entry,
        name=name,
        form=form,
        act=heading,
        tier=TIERS[entry.tier],
        is_open=entry.closed_at == FOREVER,
        back=_firm_url(entry),
        breadcrumbs=[(_("苗子库"), url_for("officer.pipeline")), (name, _firm_url(entry)), (heading, None)],
    )
    return page, status


def _taking(rung: Rung, found: Sequence[Candidate], form: TakeForm, status: int) -> Answer:
    page = render_template(
        "officer/cultivation/take.html",
        rung=rung,
        ready=[
            (one.row, pipeline_page.standing(one.row.readiness)) for one in found if one.row and one.refusal is None
        ],
        refused=[one for one in found if one.refusal is not None],
        form=form,
        names=region_names(current.today()),
        tier=TIERS[Tier(rung.rule_set.tier)],
        breadcrumbs=[
            (_("苗子库"), url_for("officer.pipeline", rules=rung.rule_set.id)),
            (_("纳入培育"), None),
        ],
    )
    return page, status


def _candidates(rung: Rung) -> list[Candidate]:
    """The firms named in the address or in the form."""
    codes = [code for code in request.values.getlist("firm") if code.isalnum()][:MOST_AT_ONCE]
    return candidates(codes, rung.rule_set.id, regions=scope(current.actor(), Permission.CULTIVATION_KEEP))


def _standings(rows: Sequence[Any], rungs: Sequence[Rung]) -> list[tuple[str, dict[str, Any]]]:
    """How far the firm is, by rung; of rules no longer in force nothing is said."""
    named = [(pipeline_page.rung_of(row.rule_set_id, rungs), row) for row in rows]
    return [(rung.label, pipeline_page.standing(row)) for rung, row in named if rung is not None]


def _entry(public_id: str) -> CultivationEntry:
    return get_cultivation_for(current.actor(), public_id, on=current.today(), permission=Permission.CULTIVATION_KEEP)


def _firm_url(entry: CultivationEntry) -> str:
    return url_for("officer.pipeline_firm", uscc=entry.enterprise.uscc, _anchor="cultivation")
