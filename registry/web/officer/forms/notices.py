"""Publishing a notice and answering what comes against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext

from registry.web.shared.forms import BaseForm, DayField, LongTextField, ManyField, TextField, YesNoField


class NoticeForm(BaseForm):
    """Which cases, in what words, from which day."""

    applications = ManyField(lazy_gettext("列入公示的申请"), required=True)
    title = TextField(lazy_gettext("公示标题"), max=200)
    body = LongTextField(lazy_gettext("公示正文"), max=10_000)
    starts_on = DayField(lazy_gettext("公示开始日期"))

    def __init__(self, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.applications.choices = list(choices)


class AnswerForm(BaseForm):
    """Whether the objection holds, and what was found."""

    upheld = YesNoField(lazy_gettext("异议是否成立"))
    answer = LongTextField(lazy_gettext("核查情况和答复"), max=2000)
