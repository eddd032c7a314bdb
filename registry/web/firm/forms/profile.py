"""What a firm says about itself without asking the office."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from registry.web.shared import forms


class ProfileForm(forms.BaseForm):
    """Changes from a day on; the office records the name and the street."""

    valid_from = forms.DayField(_("自哪一天起"))
    address = forms.TextField(_("住所"), max=200, required=False)
    legal_form = forms.TextField(_("企业类型"), max=60, required=False)
    registered_capital = forms.WanField(_("注册资本"), required=False)
    industry_code = forms.ChoiceField(_("行业"), required=False, blank=_("未定"))
    park = forms.TextField(_("所在园区"), max=60, required=False)
