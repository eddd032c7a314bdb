"""Writing down a visit."""

from __future__ import annotations

from flask_babel import lazy_gettext

from registry.web.shared.forms import BaseForm, DayField, LongTextField, TextField


class VisitForm(BaseForm):
    """When, who with whom, what was seen, what is to follow."""

    visited_on = DayField(lazy_gettext("走访日期"))
    people = TextField(lazy_gettext("走访人员和接待人员"), max=200)
    notes = LongTextField(lazy_gettext("走访情况"), max=4000)
    follow_up = LongTextField(lazy_gettext("需要跟进的事项"), max=500, required=False)
