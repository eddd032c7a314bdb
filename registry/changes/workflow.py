"""What may happen to a change, and who may do it."""

from __future__ import annotations

from enum import StrEnum

from registry.changes.models import ChangeState
from registry.core.text import msg
from registry.core.workflow import Transition, Workflow

FILER = "filer"
"""The firm's submitter, or the officer who filed it for the firm."""

OFFICE = "office"
"""Another officer in whose region the firm is."""

OPEN = frozenset({ChangeState.SUBMITTED, ChangeState.RETURNED})


class ChangeAct(StrEnum):
    """What is done to a change."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    RETURN = "return"
    REFUSE = "refuse"


_S, _A = ChangeState, ChangeAct

WORKFLOW = Workflow(
    (
        Transition(_S.RETURNED, _A.SUBMIT, _S.SUBMITTED, FILER, msg("修改后重新提交")),
        Transition(_S.SUBMITTED, _A.WITHDRAW, _S.WITHDRAWN, FILER, msg("撤回"), needs_reason=True),
        Transition(_S.RETURNED, _A.WITHDRAW, _S.WITHDRAWN, FILER, msg("撤回"), needs_reason=True),
        Transition(_S.SUBMITTED, _A.ACCEPT, _S.ACCEPTED, OFFICE, msg("登记")),
        Transition(_S.SUBMITTED, _A.RETURN, _S.RETURNED, OFFICE, msg("退回修改"), needs_reason=True),
        Transition(_S.SUBMITTED, _A.REFUSE, _S.REFUSED, OFFICE, msg("不予登记"), needs_reason=True),
    )
)
