"""Intellectual property as a firm enters it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from registry.intellectual_property.models import Acquisition
from registry.intellectual_property.services import RightFacts
from registry.rules.identifiers.ip_numbers import IpKind
from registry.web.shared import forms
from registry.web.shared.words import ACQUISITIONS, IP_KINDS, choices


class RightForm(forms.BaseForm):
    """One right."""

    kind = forms.ChoiceField(_("种类"), choices=choices(IP_KINDS))
    number = forms.TextField(_("编号"), max=60)
    title = forms.TextField(_("名称"), max=200)
    owners = forms.TextField(_("权利人（多个用；分隔）"), max=300, required=False)
    acquisition = forms.ChoiceField(_("取得方式"), choices=choices(ACQUISITIONS), required=False, blank=_("未填"))
    filed_on = forms.DayField(_("申请日"), required=False)
    granted_on = forms.DayField(_("授权（登记）日"), required=False)
    expires_on = forms.DayField(_("期限届满日"), required=False)
    lapsed_on = forms.DayField(_("失效日"), required=False)

    def facts(self) -> RightFacts:
        """What was entered; only after the form was found valid."""
        return RightFacts(
            kind=IpKind(self.kind.data),
            number=self.number.data,
            title=self.title.data,
            acquisition=Acquisition(self.acquisition.data) if self.acquisition.data else None,
            filed_on=self.filed_on.data,
            granted_on=self.granted_on.data,
            expires_on=self.expires_on.data,
            lapsed_on=self.lapsed_on.data,
            owners=self.owners.data,
        )


class CorrectForm(RightForm):
    """The right as it should be, and why it is changed."""

    reason = forms.ReasonField(_("更正原因"))


class RemoveForm(forms.BaseForm):
    """Why the record should not be there."""

    reason = forms.ReasonField(_("删除原因"), id="remove-reason")
