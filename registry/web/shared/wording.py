"""Names of what is counted, in the visitor's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from registry.core.clock import OFFICE_ZONE
from registry.recognitions.models import ALL_SCHEMES
from registry.reference.queries import get_scheme
from registry.statistics.population import Population
from registry.web.shared.i18n import language, translate


def tier_label(tier: str | None) -> str:
    """The name of a rung, or of the enterprises as a whole."""
    labels = {
        "sme": _("科技型中小企业"),
        "hte": _("高新技术企业"),
        "leading": _("创新型领军企业"),
        "registered": _("在区企业"),
    }
    return labels.get(tier or "", _("全部层级"))


def population_label(population: Population) -> str:
    """What the population counts: a scheme's holders, or a rung's."""
    if population.scheme == ALL_SCHEMES:
        return tier_label(population.tier)
    return translate(get_scheme(population.scheme).label)


def said(thing: Any, name: str) -> str:
    """`thing.name` in the visitor's language, where the data has it in both."""
    english = getattr(thing, f"{name}_en", "") if language() == "en" else ""
    return str(english or getattr(thing, name))


def known_words(known_at: datetime | None) -> str:
    """When the registry knew, as every figure says it."""
    if known_at is None:
        return _("按现在已登记的信息")
    return _("按 %(moment)s 已登记的信息", moment=known_at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M"))
