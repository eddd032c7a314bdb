"""Everything that was done to an application, in order, as the firm or as an officer may read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from registry.accounts.models import User
from registry.applications.explaining import told_notes
from registry.applications.models import Act, Application, ApplicationState, ApplicationStep, Remark
from registry.applications.policy import FIRM_ACTS, REVIEW_ACTS
from registry.applications.workflow import WORKFLOW, act_label, stage_name, stage_role_at
from registry.core.text import Text, msg
from registry.extensions import db
from registry.reference.models import Scheme
from registry.reference.queries import DISTRICT, region_names


@dataclass(frozen=True)
class TimelineEntry:
    """One act. `name` is "" where the reader sees only role and unit; `note` is the reason as far as he may read it."""

    at: datetime
    sentence: Text
    role: Text
    unit: str = ""
    name: str = ""
    note: str = ""
    act: str = ""
    state: ApplicationState | None = None
    stage_name: str = ""
    revision_no: int = 0
    round: int = 0
    remarks: tuple[tuple[str, str], ...] = ()


FIRM = msg("企业经办人")
SYSTEM_ROLE = msg("系统")

_STAGE_ROLES = {
    "street_officer": msg("街道经办"),
    "reviewer": msg("区初审"),
    "approver": msg("区审定"),
    "registrar": msg("登记管理"),
}
_LATER_ROLES = {
    Act.FORWARD: msg("区主管部门经办"),
    Act.PUBLISH: msg("区主管部门经办"),
    Act.RECORD_RECOGNISED: msg("登记管理"),
    Act.RECORD_NOT_RECOGNISED: msg("登记管理"),
    Act.UPHOLD_OBJECTION: msg("异议处理人"),
    Act.TAKE_EFFECT: SYSTEM_ROLE,
}


def timeline(application: Application, on: date, *, for_firm: bool) -> list[TimelineEntry]:
    """Opening, steps and remarks, oldest first.

    With `for_firm` an officer is shown as role and unit, and only the reasons meant for the firm are shown.
    `on` is the day whose region names are used.
    """
    regions = region_names(on)
    remarks = _remarks(application)
    entries = [_opening(application)]
    for step in application.steps:
        if not for_firm:
            entries.extend(_explained(application, step, regions))
        entries.append(_entry(application, step, regions, remarks, for_firm=for_firm))
    return entries


def _explained(application: Application, step: ApplicationStep, regions: Mapping[str, str]) -> Iterator[TimelineEntry]:
    """What the officer wrote about the notes of the cross-checks as part of the act; for colleagues alone."""
    revision = next((one for one in application.revisions if one.no == step.revision_no), None)
    for note, reason in told_notes(revision) if revision is not None else ():
        if reason is not None and reason.author_id == step.actor_id and reason.written_at == step.at:
            said = {"note": note.text}
            words = (
                msg("核实了核对提示：{note}", **said) if reason.is_verified else msg("说明了核对提示：{note}", **said)
            )
            yield TimelineEntry(
                at=step.at,
                sentence=words,
                role=_role(application.scheme, step),
                unit=_unit(application, step, regions),
                name=reason.author_name,
                note=reason.reason,
                act="explain",
                revision_no=step.revision_no,
                round=step.round,
            )


def _opening(application: Application) -> TimelineEntry:
    opener = db.session.get(User, application.opened_by_id)
    return TimelineEntry(
        at=application.opened_at,
        sentence=msg("开始填写申请"),
        role=FIRM,
        name=opener.name if opener else "",
        act="open",
        state=ApplicationState.DRAFT,
    )


def _entry(
    application: Application,
    step: ApplicationStep,
    regions: Mapping[str, str],
    remarks: dict[int, list[Remark]],
    *,
    for_firm: bool,
) -> TimelineEntry:
    by_firm = step.act in FIRM_ACTS
    by_system = step.act is Act.TAKE_EFFECT
    hides_note = for_firm and not by_firm and not _is_told(step)
    written = remarks.get(step.revision_no, []) if step.act is Act.RETURN else []
    return TimelineEntry(
        at=step.at,
        sentence=_sentence(application.scheme, step),
        role=FIRM if by_firm else _role(application.scheme, step),
        unit="" if by_firm or by_system else _unit(application, step, regions),
        name="" if by_system or (for_firm and not by_firm) else step.actor_name,
        note="" if hides_note else step.reason,
        act=step.act.value,
        state=step.target,
        stage_name=stage_name(application.scheme, step.stage) if step.act in REVIEW_ACTS else "",
        revision_no=step.revision_no,
        round=step.round,
        remarks=tuple((remark.item, remark.text) for remark in written),
    )


def _sentence(scheme: Scheme, step: ApplicationStep) -> Text:
    if step.act is Act.SUBMIT:
        return msg("提交了申请（第 {no} 版）", no=step.revision_no)
    transition = WORKFLOW.find(step.source, step.act)
    assert transition is not None
    if step.act is Act.APPROVE:
        return msg("审定通过：{word}", word=act_label(transition, scheme))
    return transition.label


def _is_told(step: ApplicationStep) -> bool:
    """Whether the act's reason is written to the firm; a comment on a pass is for the colleagues."""
    transition = WORKFLOW.find(step.source, step.act)
    return transition is not None and transition.needs_reason


def _role(scheme: Scheme, step: ApplicationStep) -> Text:
    if step.act in REVIEW_ACTS:
        return _STAGE_ROLES[stage_role_at(scheme, step.stage)]
    return _LATER_ROLES[step.act]


def _unit(application: Application, step: ApplicationStep, regions: Mapping[str, str]) -> str:
    in_street = step.act in REVIEW_ACTS and stage_role_at(application.scheme, step.stage) == "street_officer"
    code = application.region_code if in_street else DISTRICT
    return regions.get(code, code)


def _remarks(application: Application) -> dict[int, list[Remark]]:
    """Remarks by revision; a revision is returned at most once."""
    return {revision.no: list(revision.remarks) for revision in application.revisions}
