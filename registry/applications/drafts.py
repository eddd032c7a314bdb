"""Beginning an application and filling it in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from registry.applications.acting import lock
from registry.applications.models import Application, ApplicationState
from registry.applications.policy import require_member
from registry.applications.workflow import EDITABLE_STATES, OPEN_STATES, state_label
from registry.assessments.queries import declared_answers
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.ids import new_public_id
from registry.core.text import msg
from registry.enterprises.models import Enterprise, EnterpriseProfile, MemberRole, Presence
from registry.enterprises.queries import profile_on
from registry.extensions import db
from registry.reference.models import Scheme
from registry.rules import catalog

FILLING_ROLES = (MemberRole.SUBMITTER, MemberRole.PREPARER, MemberRole.AGENT)

EVERYTHING = "*"
"""A remark on this item opens every answer."""


class StaleDraft(Conflict):
    """Somebody else saved meanwhile: `stored` is what is kept now, `offered` what this person typed."""

    def __init__(self, application: Application, offered: Mapping[str, Any]) -> None:
        super().__init__(msg("另一位经办人刚刚保存过这份申请，请核对两份内容后再保存。"))
        self.stored: dict[str, Any] = dict(application.draft)
        self.offered: dict[str, Any] = dict(offered)
        self.version = application.version

    @property
    def differing(self) -> tuple[str, ...]:
        """Names of the answers in which the two differ."""
        return _differing(self.stored, self.offered)


def open_application(enterprise: Enterprise, scheme: Scheme, *, actor: Actor, at: datetime, on: date) -> Application:
    """Begin a draft for an enterprise that is in the district on `on`, with what it declared before.

    Raises NotAllowed for anybody but the firm's submitter, preparer or agent; DomainError where the scheme takes no
    applications or the firm is not in the district; Conflict where the firm has an open application of the scheme.
    """
    require_member(actor, enterprise.id, *FILLING_ROLES)
    if not scheme.open_for_application or not scheme.stages:
        raise DomainError(msg("“{scheme}”目前不受理申请。", scheme=scheme.label), field="scheme")
    region_code = require_present(enterprise.id, on).region_code
    db.session.scalars(select(Enterprise).where(Enterprise.id == enterprise.id).with_for_update()).one()
    require_none_open(enterprise.id, scheme)
    application = Application(
        public_id=new_public_id(),
        enterprise=enterprise,
        scheme=scheme,
        state=ApplicationState.DRAFT,
        stage=0,
        round=0,
        region_code=region_code,
        draft=_declared_before(enterprise.id, scheme, on),
        opened_at=at,
        opened_by_id=actor.id,
        waiting_since=at,
    )
    db.session.add(application)
    db.session.flush()
    _tell(Tag.APPLICATION_OPENED, application, actor, at, scheme=scheme.code)
    return application


def save_draft(
    application: Application, answers: Mapping[str, Any], *, seen_version: int, actor: Actor, at: datetime
) -> Application:
    """Keep `answers` (JSON values) in place of those kept; saving what is kept already changes nothing.

    Raises StaleDraft where the application is no longer at `seen_version`, Conflict where it is not the firm's to
    edit, DomainError (field: the answer) where a return left that answer closed.
    """
    lock(application)
    require_member(actor, application.enterprise_id, *FILLING_ROLES)
    if application.state not in EDITABLE_STATES:
        raise Conflict(msg("申请已提交，退回补正之前不能修改。"))
    changed = _differing(application.draft, answers)
    if not changed:
        return application
    if application.version != seen_version:
        raise StaleDraft(application, answers)
    _require_open(application, changed)
    application.draft = dict(answers)
    db.session.flush()
    _tell(Tag.APPLICATION_SAVED, application, actor, at, changed=list(changed))
    return application


def open_items(application: Application) -> frozenset[str] | None:
    """The items a returned application may be changed in; None where all are open."""
    latest = application.latest
    if application.state is not ApplicationState.RETURNED or latest is None:
        return None
    items = frozenset(remark.item for remark in latest.remarks)
    return None if not items or EVERYTHING in items else items


def require_present(enterprise_id: int, on: date) -> EnterpriseProfile:
    """The profile believed now that holds on `on`; DomainError where the firm is not in the district that day."""
    profile = profile_on(enterprise_id, on)
    if profile is None or profile.presence is not Presence.ACTIVE:
        raise DomainError(msg("企业在 {day} 不在本区登记，不能提出申请；如有误请先更正企业信息。", day=on))
    return profile


def require_none_open(enterprise_id: int, scheme: Scheme) -> None:
    """Raises Conflict naming the enterprise's open application of the scheme."""
    other = db.session.scalars(
        select(Application)
        .where(
            Application.enterprise_id == enterprise_id,
            Application.scheme_code == scheme.code,
            Application.state.in_(OPEN_STATES),
        )
        .order_by(Application.id)
    ).first()
    if other is None:
        return
    raise Conflict(
        msg(
            "这家企业已有一份“{scheme}”申请（编号 {number}，{state}），请继续办理或先撤回。",
            scheme=scheme.label,
            number=other.public_id,
            state=state_label(other.state, scheme),
        ),
        field="scheme",
    )


def _declared_before(enterprise_id: int, scheme: Scheme, on: date) -> dict[str, Any]:
    rule_set = catalog.in_force(scheme.rule_sets, on)
    return declared_answers(enterprise_id, rule_set.id) if rule_set is not None else {}


def _require_open(application: Application, changed: tuple[str, ...]) -> None:
    items = open_items(application)
    closed = [name for name in changed if items is not None and name not in items]
    if closed:
        raise DomainError(msg("这一项没有被要求补正，不能修改。"), field=closed[0])


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(name for name in {*one, *other} if one.get(name) != other.get(name)))


def _tell(tag: Tag, application: Application, actor: Actor, at: datetime, **data: Any) -> None:
    record(
        tag,
        actor=actor,
        at=at,
        subject=("application", application.public_id),
        enterprise_id=application.enterprise_id,
        **data,
    )
