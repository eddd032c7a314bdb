"""What can be asked of the plan and of the lists behind it; every form is sent by GET and needs no token."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from registry.core.clock import OFFICE_ZONE
from registry.recognitions.models import ALL_SCHEMES
from registry.statistics.population import Population
from registry.web.shared.forms import AskingForm, ChoiceField, DayField
from registry.web.shared.i18n import word
from registry.web.shared.names import industry_names, regions_below, scheme_names
from registry.web.shared.population_args import NONE_RECORDED, TIERS
from registry.web.shared.wording import tier_label


class MomentForm(AskingForm):
    """As of which day, as known when; with `other`, a second day beside it."""

    on = DayField(_("截至日期"), required=False)
    known_at = DayField(_("已知时点"), required=False)
    other = DayField(_("对照日期"), required=False)


class FirmsForm(AskingForm):
    """Which firms."""

    tier = ChoiceField(_("层级"), required=False)
    scheme = ChoiceField(_("认定类别"), required=False, blank=_("全部"))
    region = ChoiceField(_("街道"), required=False, blank=_("全部"))
    industry = ChoiceField(_("行业"), required=False, blank=_("全部"))
    park = ChoiceField(_("园区"), required=False, blank=_("全部"))
    on = DayField(_("截至日期"), required=False)
    known_at = DayField(_("已知时点"), required=False)
    expiring_by = DayField(_("到期不晚于"), required=False)


class BridgeForm(AskingForm):
    """Between which days, as known when."""

    tier = ChoiceField(_("层级"), required=False)
    scheme = ChoiceField(_("认定类别"), required=False, blank=_("全部"))
    first = DayField(_("期初日期"), name="from", required=False)
    last = DayField(_("期末日期"), name="to", required=False)
    known_from = DayField(_("期初已知时点"), required=False)
    known_at = DayField(_("期末已知时点"), required=False)


def firms_form(population: Population, parks: list[str]) -> FirmsForm:
    """The form showing what the list was made by; `parks` are the choices there."""
    form = FirmsForm(formdata=None, data=_data(population))
    _offer_titles(form)
    form.region.choices = _offer(regions_below(population.on), population.region)
    form.industry.choices = _offer([*industry_names().items(), (NONE_RECORDED, _("未填"))], population.industry)
    form.park.choices = _offer([(park or NONE_RECORDED, word(park) or _("未填")) for park in parks], population.park)
    return form


def bridge_form(population: Population, first: Any, known_from: Any) -> BridgeForm:
    """The form showing what the bridge was made by."""
    data = {**_data(population), "first": first, "last": population.on, "known_from": _local_day(known_from)}
    form = BridgeForm(formdata=None, data=data)
    _offer_titles(form)
    return form


def moment_form(on: Any, known_at: Any, other: Any = None) -> MomentForm:
    """The form showing the day and the time of knowing."""
    return MomentForm(formdata=None, data={"on": on, "known_at": _local_day(known_at), "other": other})


def _offer_titles(form: Any) -> None:
    form.tier.choices = [(tier, tier_label(tier)) for tier in TIERS]
    form.scheme.choices = scheme_names()


def _offer(choices: list[tuple[str, Any]], chosen: str | None) -> list[tuple[str, Any]]:
    """The choices with whatever is chosen among them: an address may name what the list does not offer."""
    value = NONE_RECORDED if chosen == "" else chosen
    return choices if value is None or value in dict(choices) else [*choices, (value, value)]


def _data(population: Population) -> dict[str, Any]:
    return {
        "tier": population.tier,
        "scheme": "" if population.scheme == ALL_SCHEMES else population.scheme,
        "region": NONE_RECORDED if population.region == "" else population.region or "",
        "industry": NONE_RECORDED if population.industry == "" else population.industry or "",
        "park": NONE_RECORDED if population.park == "" else population.park or "",
        "on": population.on,
        "known_at": _local_day(population.known_at),
        "expiring_by": population.expiring_by,
    }


def _local_day(known_at: Any) -> Any:
    return known_at.astimezone(OFFICE_ZONE).date() if known_at else None
