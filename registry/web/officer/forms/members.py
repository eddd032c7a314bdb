"""Deciding on claims to act for a firm."""

from __future__ import annotations

from flask_babel import lazy_gettext

from registry.web.shared.forms import BaseForm, ReasonField


class ConfirmForm(BaseForm):
    """Nothing but the token."""


class RefuseMemberForm(BaseForm):
    """The person reads why."""

    reason = ReasonField(lazy_gettext("不同意的原因"))
