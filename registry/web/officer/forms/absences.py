"""Being away."""

from __future__ import annotations

from flask_babel import lazy_gettext

from registry.web.shared.forms import BaseForm, ChoiceField, DayField


class AbsenceForm(BaseForm):
    """From when to when, and who stands in."""

    first_day = DayField(lazy_gettext("离岗首日"))
    last_day = DayField(lazy_gettext("离岗末日（含当日）"))
    deputy = ChoiceField(lazy_gettext("代办人"), choices=[])


class EndForm(BaseForm):
    """Nothing but the token."""
