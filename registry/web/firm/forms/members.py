"""Deciding on people who act for the firm."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from registry.web.shared import forms
from registry.web.shared.words import MEMBER_ROLE_NOTES, choices


class RefuseForm(forms.BaseForm):
    """Why the claim is not accepted."""

    reason = forms.ReasonField(_("不同意的原因"))


class EndForm(forms.BaseForm):
    """Why the person no longer acts for the firm."""

    reason = forms.ReasonField(_("终止的原因"))


class InviteForm(forms.BaseForm):
    """Who is to act for the firm, as what."""

    email = forms.TextField(_("对方的邮箱"), max=254)
    role = forms.RadioChoiceField(_("角色"), choices=choices(MEMBER_ROLE_NOTES))
