"""Recording and lifting what speaks against a firm."""

from __future__ import annotations

from flask_babel import lazy_gettext

from registry.integrity.words import EFFECTS, KINDS
from registry.web.shared.forms import (
    BaseForm,
    ChoiceField,
    DayField,
    LongTextField,
    RadioChoiceField,
    ReasonField,
    TextField,
)
from registry.web.shared.words import choices


class RecordForm(BaseForm):
    """What it is, what it does, when it holds, and by which paper."""

    kind = ChoiceField(lazy_gettext("类别"), choices=choices(KINDS))
    effect = RadioChoiceField(
        lazy_gettext("作用"), choices=[(effect.value, word) for effect, (_tag, word) in EFFECTS.items()]
    )
    valid_from = DayField(lazy_gettext("起始日期"))
    last_day = DayField(lazy_gettext("截止日期（含当日）"), required=False)
    matter = LongTextField(lazy_gettext("事由"), max=500)
    document = TextField(lazy_gettext("依据文件"), max=120)


class LiftForm(BaseForm):
    """From which day on it no longer holds, and why."""

    lifted_on = DayField(lazy_gettext("自哪一天起解除"))
    reason = ReasonField(lazy_gettext("解除原因"))
