"""Finding the firm one acts for, asking to act for it, and opening its record."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from registry.enterprises.models import MemberRole
from registry.web.shared import forms
from registry.web.shared.words import MEMBER_ROLE_NOTES, choices

ROLES = choices(MEMBER_ROLE_NOTES)


class LookForm(forms.BaseForm):
    """The credit code; and why it is right although its check digit is not."""

    uscc = forms.TextField(_("统一社会信用代码"), max=60)
    override_reason = forms.TextField(_("确认代码无误的理由"), max=200, required=False)


class ClaimForm(forms.BaseForm):
    """Asking to act for a firm that the registry has."""

    uscc = forms.TextField(_("统一社会信用代码"), max=60)
    role = forms.RadioChoiceField(_("申请的角色"), choices=ROLES)
    statement = forms.LongTextField(_("授权说明"), max=500)
    takes_over = forms.AgreeField(_("原提交人已离职或联系不上，由我接替"))
    licence = forms.FileUpload(_("营业执照"), required=False)
    authorisation = forms.FileUpload(_("授权委托书"), required=False)
    consent = forms.FileUpload(_("法定代表人确认书"), required=False)
    authorised = forms.AgreeField(_("我已得到企业授权，代表该企业办理"), must=_("请确认您已得到企业授权。"))


class OpenForm(forms.BaseForm):
    """A record for a firm that the registry does not have."""

    uscc = forms.TextField(_("统一社会信用代码"), max=60)
    override_reason = forms.TextField(_("确认代码无误的理由"), max=200, required=False)
    name = forms.TextField(_("企业名称"), max=120)
    region_code = forms.ChoiceField(_("所在街道（镇）"))
    industry_code = forms.ChoiceField(_("行业"))
    registered_on = forms.DayField(_("成立日期"))
    moved_in_on = forms.DayField(_("迁入本区日期"), required=False)
    address = forms.TextField(_("住所"), max=200)
    legal_form = forms.TextField(_("企业类型"), max=60)
    registered_capital = forms.WanField(_("注册资本"), required=False)
    is_another = forms.AgreeField(_("已核对，以上都不是本企业"))
    statement = forms.LongTextField(_("授权说明"), max=500)
    authorised = forms.AgreeField(_("我已得到企业授权，作为提交人代表该企业办理"), must=_("请确认您已得到企业授权。"))

    def role(self) -> MemberRole:
        """Whoever opens a record becomes its submitter, once an officer has confirmed it."""
        return MemberRole.SUBMITTER
