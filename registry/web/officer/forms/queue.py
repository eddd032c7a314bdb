"""What is done to a case in the queue."""

from __future__ import annotations

from flask_babel import lazy_gettext

from registry.web.shared.forms import BaseForm, ChoiceField, ReasonField


class HoldForm(BaseForm):
    """Nothing but the token."""


class HandOverForm(BaseForm):
    """To whom, and why."""

    to = ChoiceField(lazy_gettext("转交给"), choices=[])
    reason = ReasonField(lazy_gettext("转交原因"), required=False)
