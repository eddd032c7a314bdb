"""Drawing firms for a spot check, and what a check found."""

from __future__ import annotations

from flask_babel import lazy_gettext

from registry.integrity.spot_checks import MOST
from registry.web.shared.forms import BaseForm, ChoiceField, DayField, LongTextField, TextField, WholeField, YesNoField


class DrawForm(BaseForm):
    """From whom, how many, by which seed."""

    title = TextField(lazy_gettext("抽查名称"), max=200)
    scheme = ChoiceField(lazy_gettext("认定类别"))
    size = WholeField(lazy_gettext("抽取家数"), minimum=1, maximum=MOST)
    seed = TextField(lazy_gettext("随机种子"), max=80, required=False)
    seed_source = TextField(lazy_gettext("种子来源"), max=200, required=False)


class FindingForm(BaseForm):
    """What the check of one firm found."""

    is_good = YesNoField(lazy_gettext("是否正常"))
    finding = LongTextField(lazy_gettext("检查情况"), max=4000)
    checked_on = DayField(lazy_gettext("检查日期"))
