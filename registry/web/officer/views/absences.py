"""离岗与代办: when an officer is away, and who goes on with his cases."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from flask import render_template, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.applications import absences as service
from registry.core.reading import fetch
from registry.web.officer.blueprint import blueprint
from registry.web.officer.forms.absences import AbsenceForm, EndForm
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.permissions import requires


@blueprint.route("/absences", methods=["GET", "POST"])
@requires(Permission.APPLICATIONS_READ)
def absences() -> Answer:
    """What is known of the officer's own absences and of those in which he stands in, and a form for one more."""
    people = {person.public_id: person for person in service.possible_deputies(current.user())}
    form = AbsenceForm()
    form.deputy.choices = [(code, person.name) for code, person in people.items()]

    def do() -> Answer:
        absence = service.record_absence(
            current.user(), people.get(form.deputy.data), form.first_day.data, form.last_day.data, **acts.dated()
        )
        said = _("已登记离岗，代办人：%(name)s。", name=absence.deputy.name)
        return acts.done(said, url_for("officer.absences"))

    return acts.serve(form, partial(_list, form, bool(people)), do)


@blueprint.post("/absences/<public_id>/end")
@requires(Permission.APPLICATIONS_READ)
def absence_end(public_id: str) -> Answer:
    """Back, or not going at all."""
    absence = service.get_absence_of(current.user().id, public_id)
    form = EndForm()

    def do() -> Answer:
        service.end_absence(absence, **acts.dated())
        return acts.done(_("离岗已结束，您领取的申请由您本人继续办理。"), url_for("officer.absences"))

    people = service.possible_deputies(current.user())
    return acts.serve(form, lambda status: _list(AbsenceForm(), bool(people), status), do)


def _list(form: AbsenceForm, has_deputies: bool, status: int) -> Answer:
    me = current.user().id
    page = render_template(
        "officer/absences/list.html",
        form=form,
        has_deputies=has_deputies,
        absences=[
            (one, one.valid_to - timedelta(days=1), one.person_id == me)
            for one in fetch(service.absences_of(me, current.today()))
        ],
        breadcrumbs=[(_("等您处理"), url_for("officer.desk")), (_("离岗与代办"), None)],
    )
    return page, status
