"""Objecting to a notice."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms.validators import ValidationError

from registry.web.shared.forms import BaseForm, ChoiceField, FileUpload, LongTextField, TextField

SHORTEST_MATTER = 10


class ObjectionForm(BaseForm):
    """Which firm, who objects, how the person is reached, and what is held against the firm."""

    firm = ChoiceField(lazy_gettext("对哪家企业提出异议"))
    name = TextField(lazy_gettext("您的真实姓名或单位名称"), max=60)
    contact = TextField(lazy_gettext("联系方式"), max=120)
    matter = LongTextField(lazy_gettext("异议的事实和依据"), max=5000)
    file = FileUpload(lazy_gettext("证明材料"), required=False)

    def validate_matter(self, field: Any) -> None:
        """A word alone cannot be looked into."""
        if len(field.data.strip()) < SHORTEST_MATTER:
            raise ValidationError(_("请把事实和依据写具体，至少 %(count)s 个字，便于核查。", count=SHORTEST_MATTER))
