"""Who plays which part before an application. Buttons and services ask the same questions, so they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from registry.accounts.permissions import Permission, may
from registry.applications.models import Act, Application, ApplicationStep
from registry.applications.workflow import WORKFLOW, Party, is_last_stage, stage_name, stage_role
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import NotAllowed
from registry.core.text import Text, msg
from registry.core.workflow import Transition
from registry.enterprises.models import Member, MemberRole, MembershipState
from registry.enterprises.queries import find_claim
from registry.reference.models import DecidedBy

REVIEW_ACTS = (Act.RETURN, Act.PASS, Act.APPROVE, Act.REJECT)
"""What is done at a review stage: each stage by another person."""

FIRM_ACTS = (Act.SUBMIT, Act.WITHDRAW, Act.RECONSIDER)
"""What only the firm does: whoever did it speaks for the firm and decides nothing."""

FORWARDING_ROLES = ("reviewer", "approver")

_OTHER_OFFICE = msg("这项操作由其他岗位或其他区域的经办人办理。")


@dataclass(frozen=True)
class _Case:
    application: Application
    actor: Actor
    membership: Member | None

    @property
    def region(self) -> str:
        return self.application.region_code

    def steps(self) -> list[ApplicationStep]:
        """What this person did to the application."""
        return [step for step in self.application.steps if self.actor.id is not None and step.actor_id == self.actor.id]


def parties(application: Application, actor: Actor, membership: Member | None) -> set[str]:
    """The parts that `actor` may play before the application as it stands; `membership` is the actor's in the firm."""
    case = _Case(application, actor, membership)
    return {party.value for party, refuse in _CHECKS.items() if refuse(case) is None}


def available_acts(application: Application, actor: Actor, membership: Member | None) -> list[Transition]:
    """What `actor` may do now: exactly the buttons of the page, and exactly what the services accept."""
    return WORKFLOW.from_state(application.state, parties(application, actor, membership))


def membership_in(actor: Actor, enterprise_id: int) -> Member | None:
    """The actor's place in the firm, whatever its state."""
    return find_claim(actor.id, enterprise_id)


def require(application: Application, act: Act, actor: Actor) -> Transition:
    """The transition of `act`; raises Conflict where the state has none, NotAllowed where it is another's to do."""
    step = WORKFLOW.require(application.state, act)
    require_party(application, Party(step.by), actor)
    return step


def require_party(application: Application, party: Party, actor: Actor) -> None:
    """Raises NotAllowed, saying why, where the actor may not play that part before the application."""
    case = _Case(application, actor, membership_in(actor, application.enterprise_id))
    refusal = _CHECKS[party](case)
    if refusal is not None:
        raise NotAllowed(refusal)


def require_member(actor: Actor, enterprise_id: int, *roles: MemberRole) -> Member:
    """The actor's active membership in one of `roles`, or NotAllowed."""
    membership = membership_in(actor, enterprise_id)
    if membership is None or membership.state is not MembershipState.ACTIVE or membership.role not in roles:
        raise NotAllowed(msg("您没有代表这家企业填写申请的权限。"))
    return membership


def _submitter(case: _Case) -> Text | None:
    member = case.membership
    if not _is_active(case) or member is None or member.role is not MemberRole.SUBMITTER:
        return msg("只有企业的提交人可以进行这项操作。")
    return None


def _reconsidering(case: _Case) -> Text | None:
    if refusal := _submitter(case):
        return refusal
    return msg("复议只能申请一次。") if case.application.round > 0 else None


def _stage_officer(case: _Case) -> Text | None:
    application = case.application
    if not case.actor.holds(stage_role(application), case.region):
        return msg("当前环节“{stage}”由其他岗位或其他区域的经办人办理。", stage=_stage(application, application.stage))
    return _partiality(case) or _second_stage(case)


def _passing(case: _Case) -> Text | None:
    if is_last_stage(case.application):
        return msg("已是最后环节，请使用审定。")
    return _stage_officer(case)


def _approving(case: _Case) -> Text | None:
    if not is_last_stage(case.application):
        return msg("还没有到最后环节，不能审定。")
    return _stage_officer(case)


def _forwarder(case: _Case) -> Text | None:
    if case.application.scheme.decided_by is not DecidedBy.HIGHER:
        return msg("这类认定由本区决定，审定后应发布公示，不需推荐上报。")
    if not any(case.actor.holds(role, case.region) for role in FORWARDING_ROLES):
        return _OTHER_OFFICE
    return _partiality(case)


def _publisher(case: _Case) -> Text | None:
    if case.application.scheme.decided_by is not DecidedBy.DISTRICT:
        return msg("这类认定由上级决定，审定后应推荐上报，不在本区公示。")
    if not may(case.actor, Permission.NOTICES_PUBLISH, case.region):
        return _OTHER_OFFICE
    return _partiality(case)


def _registrar(case: _Case) -> Text | None:
    if not may(case.actor, Permission.RECOGNITIONS_RECORD, case.region):
        return _OTHER_OFFICE
    return _partiality(case) or _has_acted(case, *REVIEW_ACTS)


def _objection_officer(case: _Case) -> Text | None:
    if not may(case.actor, Permission.OBJECTIONS_ANSWER, case.region):
        return _OTHER_OFFICE
    return _partiality(case) or _has_acted(case, *(act for act in Act if act is not Act.UPHOLD_OBJECTION))


def _system(case: _Case) -> Text | None:
    return None if case.actor == SYSTEM else msg("公示期满由系统自动办理，不能手工操作。")


def _is_active(case: _Case) -> bool:
    member = case.membership
    return (
        member is not None
        and member.state is MembershipState.ACTIVE
        and member.user_id == case.actor.id
        and member.enterprise_id == case.application.enterprise_id
    )


def _partiality(case: _Case) -> Text | None:
    """Nobody decides on the own firm's application, nor in the second round on what he did in the first."""
    steps = case.steps()
    if (
        _is_active(case)
        or case.actor.id == case.application.opened_by_id
        or any(step.act in FIRM_ACTS for step in steps)
    ):
        return msg("您是这家企业的经办人，不能办理本企业的申请。")
    earlier = [step for step in steps if step.round < case.application.round]
    if earlier:
        return msg("复议应由未参加过原审查的人员办理，您在原审查中办理过“{stage}”。", stage=_done(case, earlier[0]))
    return None


def _second_stage(case: _Case) -> Text | None:
    """Four eyes: a person belongs to one review stage of an application, also after it was returned."""
    stage = case.application.stage
    for step in case.steps():
        if step.act in REVIEW_ACTS and step.stage != stage:
            return msg("您已办理过本申请的“{stage}”，其他环节应由另一人办理。", stage=_done(case, step))
    return None


def _has_acted(case: _Case, *acts: Act) -> Text | None:
    for step in case.steps():
        if step.act in acts:
            return msg("您已办理过本申请的“{stage}”，这项操作应由另一人办理。", stage=_done(case, step))
    return None


def _done(case: _Case, step: ApplicationStep) -> str:
    return _stage(case.application, step.stage)


def _stage(application: Application, stage: int) -> str:
    return stage_name(application.scheme, stage)


_CHECKS: dict[Party, Callable[[_Case], Text | None]] = {
    Party.FIRM_SUBMITTER: _submitter,
    Party.RECONSIDERING_FIRM: _reconsidering,
    Party.STAGE_OFFICER: _stage_officer,
    Party.PASSING_OFFICER: _passing,
    Party.APPROVING_OFFICER: _approving,
    Party.FORWARDER: _forwarder,
    Party.PUBLISHER: _publisher,
    Party.REGISTRAR: _registrar,
    Party.OBJECTION_OFFICER: _objection_officer,
    Party.SYSTEM: _system,
}
"""What forbids the part, or None."""
