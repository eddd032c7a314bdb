"""Asking whether a title holds."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms.validators import ValidationError

from registry.recognitions.verification import SHORTEST_NAME
from registry.web.shared.forms import AskingForm, DayField, TextField


class FindForm(AskingForm):
    """A number, a firm, or both."""

    number = TextField(lazy_gettext("证书编号、入库编号或文号"), max=60, required=False)
    firm = TextField(lazy_gettext("企业名称或统一社会信用代码"), max=120, required=False)

    def validate_firm(self, field: Any) -> None:
        """Something to look for, and long enough."""
        if not field.data and not self.number.data:
            raise ValidationError(_("请填写编号，或填写企业名称、统一社会信用代码。"))
        if field.data and len(field.data) < SHORTEST_NAME:
            raise ValidationError(_("企业名称请至少填写 %(count)s 个字。", count=SHORTEST_NAME))


class DayForm(AskingForm):
    """On which day."""

    on = DayField(lazy_gettext("查验日期"), required=False)
