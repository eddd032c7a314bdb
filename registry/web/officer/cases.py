"""An application as a row of the office's lists: whose it is, where it stands, how long it has waited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from registry.applications.models import Application, ApplicationState
from registry.applications.workflow import stage_name, state_label
from registry.core.clock import day_of
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import current_profile
from registry.reference.models import DecidedBy
from registry.web.shared import current
from registry.web.shared.i18n import translate
from registry.web.shared.names import region_names

_TAGS = {
    ApplicationState.DRAFT: "none",
    ApplicationState.SUBMITTED: "wait",
    ApplicationState.RETURNED: "warn",
    ApplicationState.IN_NOTICE: "wait",
    ApplicationState.NOT_RECOGNISED: "bad",
    ApplicationState.REJECTED: "bad",
    ApplicationState.WITHDRAWN: "none",
}
"""The tag of a state; states not here are shown as an act (推荐 or 认定)."""

_SETTLED = (
    ApplicationState.RECOGNISED,
    ApplicationState.NOT_RECOGNISED,
    ApplicationState.REJECTED,
    ApplicationState.WITHDRAWN,
)


@dataclass(frozen=True)
class Case:
    """One row. `waited` is in days since it came to whoever holds it; None once nothing is waited for."""

    application: Application
    name: str
    region: str
    waited: int | None
    is_overdue: bool

    @property
    def step(self) -> str:
        """The stage that is due, or the state where no review is."""
        if self.application.state is ApplicationState.SUBMITTED:
            return translate(stage_name(self.application.scheme, self.application.stage))
        return self.state

    @property
    def state(self) -> str:
        """The state in words."""
        return translate(state_label(self.application.state, self.application.scheme))

    @property
    def act(self) -> str:
        """recommend or recognise: which of the two different things the office does with this scheme."""
        return act_of(self.application)

    @property
    def tag(self) -> str:
        """The kind of the state's tag; "" where the state is shown as an act."""
        return _TAGS.get(self.application.state, "")


def act_of(application: Application) -> str:
    """recommend while a higher authority is to decide; recognise where the district does or a title was given."""
    recognised = application.state is ApplicationState.RECOGNISED
    return "recognise" if recognised or application.scheme.decided_by is DecidedBy.DISTRICT else "recommend"


def case_of(application: Application, on: date, regions: dict[str, str] | None = None) -> Case:
    """The application as a row on the day."""
    names = region_names(on) if regions is None else regions
    open_ = application.state not in _SETTLED
    return Case(
        application=application,
        name=firm_name(application.enterprise_id, on),
        region=names.get(application.region_code, application.region_code),
        waited=(on - day_of(application.waiting_since)).days if open_ else None,
        is_overdue=open_ and application.due_on is not None and application.due_on < on,
    )


def cases(applications: Iterable[Application]) -> list[Case]:
    """The applications as rows on the day of the request."""
    on = current.today()
    names = region_names(on)
    return [case_of(application, on, names) for application in applications]


def firm_crumbs(firm: Enterprise, on: date) -> list[tuple[str, str | None]]:
    """The way to a firm's page, for the pages below it."""
    page = url_for("officer.enterprise", uscc=firm.uscc)
    return [(_("企业"), url_for("officer.enterprises")), (firm_name(firm.id, on) or firm.uscc, page)]


def firm_name(enterprise_id: int, on: date) -> str:
    """The firm's name on the day; "" where the registry has no profile of it."""
    profile = current_profile(enterprise_id, on)
    return profile.name if profile else ""
