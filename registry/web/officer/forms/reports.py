"""Dealing with an annual report."""

from __future__ import annotations

from flask_babel import lazy_gettext

from registry.web.officer.forms.applications import SeenForm
from registry.web.shared.forms import ReasonField


class AcceptForm(SeenForm):
    """Only what was seen."""


class ReturnReportForm(SeenForm):
    """Why, and what is to be changed."""

    reason = ReasonField(lazy_gettext("退回原因和需要修改的内容"), max=1000)
