"""Every state and every act of a report."""

from __future__ import annotations

import pytest

from registry.core.errors import Conflict
from registry.reports.models import ReportState
from registry.reports.workflow import FIRM, OFFICE, WORKFLOW, ReportAct

EXPECTED = {
    (ReportState.DRAFT, ReportAct.SUBMIT): (ReportState.SUBMITTED, FIRM),
    (ReportState.RETURNED, ReportAct.SUBMIT): (ReportState.SUBMITTED, FIRM),
    (ReportState.SUBMITTED, ReportAct.SUBMIT): (ReportState.SUBMITTED, FIRM),
    (ReportState.ACCEPTED, ReportAct.SUBMIT): (ReportState.SUBMITTED, FIRM),
    (ReportState.SUBMITTED, ReportAct.ACCEPT): (ReportState.ACCEPTED, OFFICE),
    (ReportState.SUBMITTED, ReportAct.RETURN): (ReportState.RETURNED, OFFICE),
}


@pytest.mark.parametrize("state", list(ReportState))
@pytest.mark.parametrize("act", list(ReportAct))
def test_state_by_act(state: ReportState, act: ReportAct) -> None:
    expected = EXPECTED.get((state, act))
    if expected is None:
        with pytest.raises(Conflict):
            WORKFLOW.require(state, act)
        return
    step = WORKFLOW.require(state, act)
    assert (step.target, step.by, step.needs_reason) == (*expected, act is ReportAct.RETURN)
