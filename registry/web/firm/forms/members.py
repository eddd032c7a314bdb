"""Deciding on people who act for the firm."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from registry.web.shared import forms


class RefuseForm(forms.BaseForm):
    """Why the claim is not accepted."""

    reason = forms.ReasonField(_("不同意的原因"))


class EndForm(forms.BaseForm):
    """Why the person no longer acts for the firm."""

    reason = forms.ReasonField(_("终止的原因"))
