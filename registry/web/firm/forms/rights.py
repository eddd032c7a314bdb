"""Intellectual property as a firm enters it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from registry.core.text import Text, msg
from registry.intellectual_property.facts import FIRST_HTE_YEAR, NOT_USED, RightFacts, with_term
from registry.intellectual_property.models import Acquisition
from registry.rules.identifiers.ip_numbers import IpKind
from registry.web.shared import current, forms
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
    product = forms.TextField(_("用于的主要产品（服务）"), max=200, required=False)
    hte_year = forms.ChoiceField(_("曾用于高新技术企业认定"), required=False, blank=_("未填"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hte_year.choices = _hte_years()

    def facts(self) -> RightFacts:
        """What was entered, with the end of its term by law where none was; only after the form was found valid."""
        return with_term(
            RightFacts(
                kind=IpKind(self.kind.data),
                number=self.number.data,
                title=self.title.data,
                acquisition=Acquisition(self.acquisition.data) if self.acquisition.data else None,
                filed_on=self.filed_on.data,
                granted_on=self.granted_on.data,
                expires_on=self.expires_on.data,
                lapsed_on=self.lapsed_on.data,
                owners=self.owners.data,
                product=self.product.data,
                hte_year=int(self.hte_year.data) if self.hte_year.data else None,
            )
        )


class CorrectForm(RightForm):
    """The right as it should be, and why it is changed."""

    reason = forms.ReasonField(_("更正原因"))


class RemoveForm(forms.BaseForm):
    """Why the record should not be there."""

    reason = forms.ReasonField(_("删除原因"), id="remove-reason")


class SeveralForm(forms.BaseForm):
    """Many rights at once: pasted, or in a file."""

    rows = forms.LongTextField(_("粘贴的内容"), max=400_000, required=False)
    file = forms.FileUpload(_("或者选择文件"), required=False)


def _hte_years() -> list[tuple[str, Text]]:
    years = range(current.today().year, FIRST_HTE_YEAR - 1, -1)
    return [(str(NOT_USED), msg("没有用过")), *((str(year), msg("用于 {year} 年的认定", year=year)) for year in years)]
