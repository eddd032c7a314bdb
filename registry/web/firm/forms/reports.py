"""The year's figures, each with room for a reason, and the page that sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext
from wtforms.widgets import HiddenInput

from registry.reports.figures import FIGURES, Figure, Unit, Values
from registry.web.shared import forms

REASON = "reason_"
MOST_PEOPLE = 100_000_000
"""Wider than what a report may say, so that the report's own rule speaks first."""


class FiguresForm(forms.BaseForm):
    """One field for each figure and one for its reason; a draft may leave any of them empty."""

    version = forms.VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for figure in FIGURES:
            self[figure.code].flags.optional = not figure.required
            self[REASON + figure.code].flags.optional = False  # shown only where a reason is wanted

    def values(self) -> Values:
        """分 or heads by the code of the figure; None where nothing was typed or where it is no number."""
        return {figure.code: self[figure.code].data for figure in FIGURES}

    def reasons(self) -> Mapping[str, str]:
        """The reasons given, by the code of the figure."""
        return {figure.code: self[REASON + figure.code].data or "" for figure in FIGURES}

    def drafted(self) -> list[tuple[str, str]]:
        """What was typed, without the version of the page it was typed on."""
        return [(name, value) for name, value in self.pairs() if name != "version"]


class SendForm(forms.BaseForm):
    """Sending what was checked."""

    version = forms.VersionField()
    tables = forms.WholeField("tables", required=False, widget=HiddenInput())
    """The version of the tables that were shown; a page without it showed none."""
    truthful = forms.AgreeField(
        lazy_gettext("以上数据真实、准确，与财务账簿一致"), must=lazy_gettext("报送前请确认数据真实、准确。")
    )


def _number(figure: Figure) -> forms.WanField | forms.WholeField:
    label = lazy_gettext(figure.label.msgid)
    minimum = None if figure.signed else 0
    if figure.unit is Unit.WAN:
        return forms.WanField(label, required=False, minimum=minimum)
    return forms.WholeField(label, required=False, minimum=minimum, maximum=MOST_PEOPLE)


for _figure in FIGURES:
    setattr(FiguresForm, _figure.code, _number(_figure))
    setattr(
        FiguresForm,
        REASON + _figure.code,
        forms.LongTextField(lazy_gettext("情况说明"), max=1000, required=False),
    )
