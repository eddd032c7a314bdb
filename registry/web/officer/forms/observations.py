"""Entering a reported figure."""

from __future__ import annotations

from flask_babel import lazy_gettext

from registry.web.shared.forms import BaseForm, DayField, LongTextField, ReasonField, TextField, VersionField


class ObservationForm(BaseForm):
    """A figure with its period and where it comes from; `version` is the number of the figure that is corrected, or 0.

    The figure is taken as text: what it may be depends on the indicator's unit.
    """

    version = VersionField()
    period_end = DayField(lazy_gettext("期末日期"))
    value = TextField(lazy_gettext("数值"), max=40)
    source = TextField(lazy_gettext("数据来源"), max=200)
    document = TextField(lazy_gettext("依据文件"), max=200, required=False)
    note = LongTextField(lazy_gettext("备注"), max=500, required=False)


class WithdrawalForm(BaseForm):
    """The figure should never have been entered; `version` is its number."""

    version = VersionField()
    reason = ReasonField(lazy_gettext("撤回原因"))


class CorrectionForm(ObservationForm):
    """The figure there was is wrong, or has been revised."""

    note = ReasonField(lazy_gettext("更正原因"), max=500)
