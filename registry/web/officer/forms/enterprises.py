"""Dated changes and corrections of what is known about an enterprise."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext

from registry.enterprises.models import EnterpriseProfile, Presence, SizeClass
from registry.reference.queries import DISTRICT
from registry.web.shared.forms import (
    BaseForm,
    ChoiceField,
    DayField,
    ReasonField,
    SeenField,
    TextField,
    WanField,
    YesNoField,
)
from registry.web.shared.names import industry_names, region_names, regions_below
from registry.web.shared.words import PRESENCES, SIZE_CLASSES, choices

FIELDS = (
    "name",
    "region_code",
    "park",
    "industry_code",
    "size_class",
    "is_above_scale",
    "is_listed",
    "presence",
    "legal_form",
    "address",
    "registered_capital",
)
"""The facts of a profile in the order of the form."""


class ProfileForm(BaseForm):
    """Every fact of a profile; `seen` is the record that the page was drawn from."""

    seen = SeenField()
    name = TextField(lazy_gettext("企业名称"), max=120)
    region_code = ChoiceField(lazy_gettext("所在街道（镇）"))
    park = TextField(lazy_gettext("园区"), max=60, required=False)
    industry_code = ChoiceField(lazy_gettext("行业"), required=False, blank=lazy_gettext("未登记"))
    size_class = ChoiceField(
        lazy_gettext("规模类型"),
        choices=choices(SIZE_CLASSES),
        required=False,
        blank=lazy_gettext("未登记"),
    )
    is_above_scale = YesNoField(lazy_gettext("是否规模以上"), required=False)
    is_listed = YesNoField(lazy_gettext("是否上市"), required=False)
    presence = ChoiceField(lazy_gettext("在区状态"), choices=choices(PRESENCES))
    legal_form = TextField(lazy_gettext("企业类型"), max=60, required=False)
    address = TextField(lazy_gettext("住所"), max=200, required=False)
    registered_capital = WanField(lazy_gettext("注册资本"), required=False)
    source = TextField(lazy_gettext("依据的文件或来源"), max=120)

    def __init__(self, profile: EnterpriseProfile, on: date, **kwargs: Any) -> None:
        values = {name: getattr(profile, name) for name in FIELDS}
        super().__init__(data={**values, "seen": str(profile.id)}, **kwargs)
        self.region_code.choices = _regions(profile.region_code, on)
        self.industry_code.choices = _industries(profile.industry_code)

    def changes(self, profile: EnterpriseProfile) -> dict[str, Any]:
        """What differs from the record shown, ready for the service."""
        typed: dict[str, Any] = {name: self[name].data for name in FIELDS}
        typed["size_class"] = SizeClass(typed["size_class"]) if typed["size_class"] else None
        typed["presence"] = Presence(typed["presence"])
        return {name: value for name, value in typed.items() if value != getattr(profile, name)}


class ChangeForm(ProfileForm):
    """From a day on it is so."""

    valid_from = DayField(lazy_gettext("自哪一天起"))


class CorrectForm(ProfileForm):
    """The record was wrong over its whole period."""

    reason = ReasonField(lazy_gettext("更正原因"), max=500)


def _regions(own: str, on: date) -> list[tuple[str, str]]:
    """The streets of the district in force, the district itself for a firm whose street is not known, and the own."""
    names = region_names(on)
    offered = dict(regions_below(on))
    offered.setdefault(DISTRICT, names.get(DISTRICT, DISTRICT))
    offered.setdefault(own, names.get(own, own))
    return sorted(offered.items())


def _industries(own: str) -> list[tuple[str, str]]:
    names = industry_names()
    if own:
        names.setdefault(own, own)
    return sorted(names.items())
