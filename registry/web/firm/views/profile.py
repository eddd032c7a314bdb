"""The firm's facts with their history, and the changes it may report itself."""

from __future__ import annotations

from functools import partial

from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.errors import DomainError
from registry.core.reading import fetch
from registry.core.text import msg
from registry.enterprises.queries import current_profile, history
from registry.enterprises.services import record_profile
from registry.recognitions.queries import recognitions_of
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.profile import ProfileForm
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.names import industry_names, region_names
from registry.web.shared.permissions import requires
from registry.web.shared.words import PRESENCES, SIZE_CLASSES

CHANGEABLE = ("address", "legal_form", "registered_capital", "industry_code", "park")


@blueprint.get("/<uscc>/profile")
@requires(Permission.FIRM_READ)
def profile(uscc: str) -> tuple[str, int]:
    """What the registry believes of the firm today, since when, and its titles."""
    firm, on = current.enterprise(), current.today()
    return page.show(
        "profile/show.html",
        (_("企业信息"), None),
        profile=current_profile(firm.id, on),
        rows=list(reversed(history(firm.id))),
        titles=fetch(recognitions_of(firm.id)),
        regions=region_names(on),
        industries=industry_names(),
        presences=PRESENCES,
        size_classes=SIZE_CLASSES,
        as_of=on,
    )


@blueprint.route("/<uscc>/profile/change", methods=["GET", "POST"])
@requires(Permission.FIRM_SUBMIT)
def profile_change(uscc: str) -> Answer:
    """Report a change; it holds from the day named."""
    known = current_profile(current.enterprise().id, current.today())
    held = {name: getattr(known, name) for name in CHANGEABLE}
    form = ProfileForm(data={**held, "valid_from": current.today()})
    form.industry_code.choices = list(industry_names().items())

    def do() -> Answer:
        _record(form)
        return acts.done(_("变更已登记。"), page.here("profile"))

    return acts.serve(form, partial(_change_page, form), do)


def _record(form: ProfileForm) -> None:
    if form.valid_from.data > current.today():
        raise DomainError(msg("日期不能晚于今天。"), "valid_from")
    record_profile(
        current.enterprise(),
        {name: form[name].data for name in CHANGEABLE},
        valid_from=form.valid_from.data,
        source="firm",
        **acts.signed(),
    )


def _change_page(form: ProfileForm, status: int) -> Answer:
    crumbs = [(_("企业信息"), page.here("profile")), (_("登记变更"), None)]
    return page.show("profile/edit.html", *crumbs, status=status, form=form)
