"""What may happen to a year's report."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import msg
from registry.core.workflow import Transition, Workflow
from registry.reports.models import ReportState

FIRM = "firm"
"""The firm's submitter."""

OFFICE = "office"
"""An officer in whose region the firm is."""


class ReportAct(StrEnum):
    """What is done to a report."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    RETURN = "return"


WORKFLOW = Workflow(
    (
        Transition(ReportState.DRAFT, ReportAct.SUBMIT, ReportState.SUBMITTED, FIRM, msg("报送")),
        Transition(ReportState.RETURNED, ReportAct.SUBMIT, ReportState.SUBMITTED, FIRM, msg("修改后重新报送")),
        # a firm that finds its own mistake need not wait for an officer to return the report
        Transition(ReportState.SUBMITTED, ReportAct.SUBMIT, ReportState.SUBMITTED, FIRM, msg("更正后再次报送")),
        Transition(ReportState.ACCEPTED, ReportAct.SUBMIT, ReportState.SUBMITTED, FIRM, msg("更正后再次报送")),
        Transition(ReportState.SUBMITTED, ReportAct.ACCEPT, ReportState.ACCEPTED, OFFICE, msg("接收")),
        Transition(
            ReportState.SUBMITTED, ReportAct.RETURN, ReportState.RETURNED, OFFICE, msg("退回修改"), needs_reason=True
        ),
    )
)
