"""The procedure of an application as a table, and the words for its states, which depend on who recognises."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from registry.applications.models import Act, Application, ApplicationState
from registry.core.clock import day_of
from registry.core.text import Name, Text, msg
from registry.core.workflow import Transition, Workflow
from registry.reference.models import DecidedBy, Scheme


class Party(StrEnum):
    """In what part somebody acts; `policy` says who plays which part before which application."""

    FIRM_SUBMITTER = "firm_submitter"
    RECONSIDERING_FIRM = "reconsidering_firm"
    STAGE_OFFICER = "stage_officer"
    PASSING_OFFICER = "passing_officer"
    """Officer of a stage that is not the last."""
    APPROVING_OFFICER = "approving_officer"
    """Officer of the last stage."""
    FORWARDER = "forwarder"
    PUBLISHER = "publisher"
    REGISTRAR = "registrar"
    OBJECTION_OFFICER = "objection_officer"
    SYSTEM = "system"


REVIEW_WORKING_DAYS = 5
"""What the office promises for a review stage whose scheme says nothing else; a promise, not law."""

CORRECTION_WORKING_DAYS = 10
"""What a firm is given to answer a return, unless the officer sets another day."""

RECONSIDERATION_DAYS = 60
"""Days after a refusal within which the firm may ask for another look, as long as 行政复议法 art. 20 gives."""

_State = ApplicationState

WORKFLOW = Workflow(
    (
        Transition(_State.DRAFT, Act.SUBMIT, _State.SUBMITTED, Party.FIRM_SUBMITTER, msg("提交")),
        Transition(_State.DRAFT, Act.WITHDRAW, _State.WITHDRAWN, Party.FIRM_SUBMITTER, msg("撤回")),
        Transition(_State.SUBMITTED, Act.PASS, _State.SUBMITTED, Party.PASSING_OFFICER, msg("审查通过，转下一环节")),
        Transition(_State.SUBMITTED, Act.APPROVE, _State.APPROVED, Party.APPROVING_OFFICER, msg("审定通过")),
        Transition(_State.SUBMITTED, Act.RETURN, _State.RETURNED, Party.STAGE_OFFICER, msg("退回补正"), True),
        Transition(_State.SUBMITTED, Act.REJECT, _State.REJECTED, Party.STAGE_OFFICER, msg("不予通过"), True),
        Transition(_State.SUBMITTED, Act.WITHDRAW, _State.WITHDRAWN, Party.FIRM_SUBMITTER, msg("撤回")),
        Transition(_State.RETURNED, Act.SUBMIT, _State.SUBMITTED, Party.FIRM_SUBMITTER, msg("补正后重新提交")),
        Transition(_State.RETURNED, Act.WITHDRAW, _State.WITHDRAWN, Party.FIRM_SUBMITTER, msg("撤回")),
        Transition(_State.APPROVED, Act.FORWARD, _State.FORWARDED, Party.FORWARDER, msg("推荐上报")),
        Transition(_State.APPROVED, Act.PUBLISH, _State.IN_NOTICE, Party.PUBLISHER, msg("发布公示")),
        Transition(
            _State.FORWARDED, Act.RECORD_RECOGNISED, _State.RECOGNISED, Party.REGISTRAR, msg("登记官方结果：已认定")
        ),
        Transition(
            _State.FORWARDED,
            Act.RECORD_NOT_RECOGNISED,
            _State.NOT_RECOGNISED,
            Party.REGISTRAR,
            msg("登记官方结果：未认定"),
            True,
        ),
        Transition(_State.IN_NOTICE, Act.TAKE_EFFECT, _State.RECOGNISED, Party.SYSTEM, msg("公示期满，认定生效")),
        Transition(
            _State.IN_NOTICE,
            Act.UPHOLD_OBJECTION,
            _State.REJECTED,
            Party.OBJECTION_OFFICER,
            msg("异议成立，不予认定"),
            True,
        ),
        Transition(_State.REJECTED, Act.RECONSIDER, _State.SUBMITTED, Party.RECONSIDERING_FIRM, msg("申请复议"), True),
    )
)

OPEN_STATES = (
    _State.DRAFT,
    _State.SUBMITTED,
    _State.RETURNED,
    _State.APPROVED,
    _State.IN_NOTICE,
    _State.FORWARDED,
)
"""An enterprise has at most one application of a scheme in these."""

EDITABLE_STATES = (_State.DRAFT, _State.RETURNED)
"""In which the firm may change its answers."""

THROUGH_NOTICES = (Act.PUBLISH, Act.TAKE_EFFECT, Act.UPHOLD_OBJECTION)
"""Acts that happen through a public notice and its objections (`registry.notices.services`), not on their own."""

_STATE_LABELS = {
    _State.DRAFT: msg("填写中"),
    _State.SUBMITTED: msg("审查中"),
    _State.RETURNED: msg("待企业补正"),
    _State.APPROVED: msg("审定通过"),
    _State.IN_NOTICE: msg("公示中"),
    _State.FORWARDED: msg("已推荐上报，等待官方结果"),
    _State.RECOGNISED: msg("已认定"),
    _State.NOT_RECOGNISED: msg("上级未予认定"),
    _State.REJECTED: msg("不予通过"),
    _State.WITHDRAWN: msg("已撤回"),
}

_APPROVAL = {DecidedBy.HIGHER: msg("推荐"), DecidedBy.DISTRICT: msg("拟认定")}
_APPROVED = {DecidedBy.HIGHER: msg("已推荐，待上报"), DecidedBy.DISTRICT: msg("拟认定，待公示")}


def state_label(state: ApplicationState, scheme: Scheme | None = None) -> Text:
    """The state in words; with the scheme, an approval says whether it recommends or is about to recognise."""
    if state is _State.APPROVED and scheme is not None:
        return _APPROVED[scheme.decided_by]
    return _STATE_LABELS[state]


def act_label(step: Transition, scheme: Scheme) -> Text:
    """A button's words: the last approval is 推荐 where a higher authority decides, 拟认定 where the district does."""
    return _APPROVAL[scheme.decided_by] if step.act is Act.APPROVE else step.label


def stage_name(scheme: Scheme, stage: int) -> Name:
    """The review stage's name, as the scheme's data have it."""
    found = _stage(scheme, stage)
    return Name(found["name"], found.get("name_en", ""))


def stage_working_days(scheme: Scheme, stage: int) -> int:
    """Working days within which the stage is to be dealt with: the stage's own `working_days`, else the usual ones."""
    return int(_stage(scheme, stage).get("working_days", REVIEW_WORKING_DAYS))


def is_last_stage(application: Application) -> bool:
    """Whether passing the present stage approves the application."""
    return application.stage >= len(application.scheme.stages) - 1


def stage_role(application: Application) -> str:
    """The role whose turn it is while the application is submitted."""
    return stage_role_at(application.scheme, application.stage)


def stage_role_at(scheme: Scheme, stage: int) -> str:
    """The role that deals with the stage."""
    return str(_stage(scheme, stage)["role"])


def reconsider_until(application: Application) -> date | None:
    """The last day on which the firm may ask to have a refusal reconsidered; None where it was not refused."""
    refusals = [step for step in application.steps if step.target is _State.REJECTED]
    return day_of(refusals[-1].at) + timedelta(days=RECONSIDERATION_DAYS) if refusals else None


def _stage(scheme: Scheme, stage: int) -> dict[str, Any]:
    # a scheme whose data lost a stage leaves older applications at its last one
    return scheme.stages[min(stage, len(scheme.stages) - 1)]
