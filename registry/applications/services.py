"""Sending an application, reviewing it, and what follows the review.

Every act locks the row, asks `policy` whether this person may, and compares the revision he saw with the latest.
All raise Conflict where the state has no such act or something newer came in, NotAllowed where it is another's to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from registry.applications.acting import carry_out, lock, require_reason, require_seen, review_due
from registry.applications.drafts import StaleDraft, require_none_open, require_present
from registry.applications.explaining import NO_REASONS, Explanation, explain
from registry.applications.models import Act, Application, ApplicationRevision, Remark
from registry.applications.policy import require
from registry.applications.workflow import CORRECTION_WORKING_DAYS, is_last_stage, reconsider_until
from registry.assessments.examination import examine
from registry.assessments.origins import declared_fields, read_fact, write_fact
from registry.assessments.services import declare
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, DomainError
from registry.core.text import msg
from registry.documents.services import claim
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.integrity.services import require_clear
from registry.recognitions.models import Recognition
from registry.recognitions.services import RecognitionFacts, default_valid_to, recognise
from registry.reference.queries import calendar
from registry.rules import catalog
from registry.rules.findings import Assessment
from registry.rules.freezing import Json

COMMITMENT = msg("我单位承诺所填内容和所附材料真实、准确、完整，无科研失信行为；如有不实，愿承担相应责任。")
"""科研诚信承诺: what the submitter agrees to and what is frozen with the revision."""

_ITEM_LENGTH = 60


def submit(
    application: Application,
    *,
    facts: Mapping[str, Json],
    assessment: Assessment | None,
    documents: Sequence[str],
    integrity_commitment: bool,
    actor: Actor,
    at: datetime,
    on: date,
    seen_version: int | None = None,
) -> ApplicationRevision:
    """Send the draft as a new revision, frozen with its facts and assessment; a returned one goes to the stage it left.

    Its answers become what the firm declares about itself. `documents` are public identifiers of the firm's files.
    Raises DomainError (field `integrity_commitment`, `documents`) where something is missing, StaleDraft where
    `seen_version` is given and no longer true.
    """
    lock(application)
    transition = require(application, Act.SUBMIT, actor)
    if seen_version is not None and application.version != seen_version:
        raise StaleDraft(application, application.draft)
    if integrity_commitment is not True:
        raise DomainError(msg("提交前请阅读并勾选科研诚信承诺。"), field="integrity_commitment")
    require_present(application.enterprise_id, on)
    require_clear(application.enterprise_id, on)
    files = claim(documents, enterprise_id=application.enterprise_id)
    notes = examine(application.enterprise, application.scheme.tier, files, on)
    revision = ApplicationRevision(
        application=application,
        no=application.latest.no + 1 if application.latest else 1,
        submitted_at=at,
        submitted_by_id=actor.id,
        answers=dict(application.draft),
        facts=dict(facts),
        assessment=assessment.to_json() if assessment else None,
        document_ids=[file.public_id for file in files],
        commitment=str(COMMITMENT),
        cross_checks=[note.to_json() for note in notes],
    )
    db.session.add(revision)
    verdict, found = assessment.verdict.value if assessment else None, [note.code for note in notes]
    due_on = review_due(application, application.stage, on)
    carry_out(application, transition, actor=actor, at=at, due_on=due_on, verdict=verdict, cross_checks=found)
    if stated := _stated(application, on):
        source = f"application:{application.public_id}"
        declare(application.enterprise, stated, actor=actor, at=at, on=on, source=source)
    return revision


def return_(
    application: Application,
    *,
    seen_revision: int,
    reason: str,
    remarks: Sequence[tuple[str, str]],
    actor: Actor,
    at: datetime,
    on: date,
    seen_stage: int | None = None,
    due_on: date | None = None,
) -> Application:
    """Send it back to be mended: a reason, and remarks as (item, text); only remarked items open, all where none is.

    The firm is to answer by `due_on` (by default ten working days after `on`).
    """
    lock(application)
    transition = require(application, Act.RETURN, actor)
    require_seen(application, seen_revision, seen_stage)
    reason = require_reason(reason)
    if due_on is not None and due_on <= on:
        raise DomainError(msg("补正期限应晚于今天。"), field="due_on")
    revision = application.latest
    assert revision is not None
    revision.remarks.extend(_remark(item, text, actor, at) for item, text in remarks)
    due_on = due_on or calendar().add_working_days(on, CORRECTION_WORKING_DAYS)
    items = [item for item, _text in remarks]
    carry_out(application, transition, actor=actor, at=at, reason=reason, due_on=due_on, items=items)
    return application


def pass_or_approve(
    application: Application,
    *,
    seen_revision: int,
    actor: Actor,
    at: datetime,
    on: date,
    comment: str = "",
    seen_stage: int | None = None,
    reasons: Mapping[str, Explanation] = NO_REASONS,
) -> Application:
    """Pass the stage that is due: on to the next one, or approved (推荐, 拟认定) after the last.

    `reasons` answer the open notes of the cross-checks by their codes; raises NotesOpen where one is not answered.
    """
    lock(application)
    last = is_last_stage(application)
    transition = require(application, Act.APPROVE if last else Act.PASS, actor)
    require_seen(application, seen_revision, seen_stage)
    explain(application, reasons, actor=actor, at=at)
    to_stage = application.stage if last else application.stage + 1
    due_on = None if last else review_due(application, to_stage, on)
    carry_out(application, transition, actor=actor, at=at, reason=comment.strip(), due_on=due_on, to_stage=to_stage)
    return application


def reject(
    application: Application,
    *,
    seen_revision: int,
    reason: str,
    actor: Actor,
    at: datetime,
    on: date,
    seen_stage: int | None = None,
) -> Application:
    """Refuse it; the firm reads the reason and may ask once to have it reconsidered."""
    lock(application)
    transition = require(application, Act.REJECT, actor)
    require_seen(application, seen_revision, seen_stage)
    carry_out(application, transition, actor=actor, at=at, reason=require_reason(reason), day=on.isoformat())
    return application


def withdraw(application: Application, *, actor: Actor, at: datetime, on: date, reason: str = "") -> Application:
    """The firm gives it up, before anything was approved."""
    lock(application)
    transition = require(application, Act.WITHDRAW, actor)
    carry_out(application, transition, actor=actor, at=at, reason=reason.strip(), day=on.isoformat())
    return application


def reconsider(application: Application, *, reason: str, actor: Actor, at: datetime, on: date) -> Application:
    """复议, once: from the first stage again, by officers who did not act before. Conflict after its last day."""
    lock(application)
    transition = require(application, Act.RECONSIDER, actor)
    until = reconsider_until(application)
    if until is not None and on > until:
        raise Conflict(msg("复议应在 {day} 前（含当日）申请，期限已过。", day=until))
    reason = require_reason(reason)
    require_present(application.enterprise_id, on)
    db.session.scalars(select(Enterprise).where(Enterprise.id == application.enterprise_id).with_for_update()).one()
    require_none_open(application.enterprise_id, application.scheme)
    carry_out(
        application,
        transition,
        actor=actor,
        at=at,
        reason=reason,
        due_on=review_due(application, 0, on),
        to_stage=0,
        to_round=application.round + 1,
    )
    return application


def forward(
    application: Application,
    *,
    seen_revision: int,
    actor: Actor,
    at: datetime,
    on: date,
    comment: str = "",
    reasons: Mapping[str, Explanation] = NO_REASONS,
) -> Application:
    """Send the recommendation to the authority that recognises; `reasons` as for `pass_or_approve`."""
    lock(application)
    transition = require(application, Act.FORWARD, actor)
    require_seen(application, seen_revision)
    explain(application, reasons, actor=actor, at=at)
    carry_out(application, transition, actor=actor, at=at, reason=comment.strip(), day=on.isoformat())
    return application


def record_result(
    application: Application,
    *,
    recognition: RecognitionFacts,
    seen_revision: int,
    actor: Actor,
    at: datetime,
    on: date,
    comment: str = "",
) -> Recognition:
    """The higher authority recognised: record the title, which is what counts. Fields of errors are its own."""
    lock(application)
    transition = require(application, Act.RECORD_RECOGNISED, actor)
    require_seen(application, seen_revision)
    if recognition.scheme_code != application.scheme_code:
        raise DomainError(msg("认定类别与申请的类别不一致。"), field="scheme_code")
    if application.scheme.own_number and not recognition.certificate_number.strip():
        raise DomainError(msg("请填写{label}。", label=application.scheme.number_label), field="certificate_number")
    if recognition.issued_on > on:
        raise DomainError(msg("发证日期不能晚于今天。"), field="issued_on")
    row = _recognise(application, recognition, actor, at)
    carry_out(application, transition, actor=actor, at=at, reason=comment.strip(), recognition=row.public_id)
    return row


def record_refusal(
    application: Application, *, seen_revision: int, reason: str, actor: Actor, at: datetime, on: date
) -> Application:
    """The higher authority did not recognise, and why."""
    lock(application)
    transition = require(application, Act.RECORD_NOT_RECOGNISED, actor)
    require_seen(application, seen_revision)
    carry_out(application, transition, actor=actor, at=at, reason=require_reason(reason), day=on.isoformat())
    return application


def enter_notice(application: Application, *, notice: str, actor: Actor, at: datetime, ends_on: date) -> Application:
    """Put it under the public notice of that identifier, which takes objections until `ends_on`."""
    lock(application)
    transition = require(application, Act.PUBLISH, actor)
    carry_out(application, transition, actor=actor, at=at, due_on=ends_on, notice=notice)
    return application


def take_effect(
    application: Application, *, valid_from: date, document: str, at: datetime, actor: Actor = SYSTEM
) -> Recognition:
    """The notice ended without open objection: the firm holds the title from `valid_from` for the scheme's own term.

    The number is the year and the application's own number; the registrar can correct it to a printed one.
    """
    lock(application)
    transition = require(application, Act.TAKE_EFFECT, actor)
    facts = RecognitionFacts(
        scheme_code=application.scheme_code,
        certificate_number=f"{valid_from.year}{application.id:06d}",
        issued_on=valid_from,
        valid_from=valid_from,
        valid_to=default_valid_to(application.scheme, valid_from),
        document=document,
    )
    row = _recognise(application, facts, actor, at)
    carry_out(application, transition, actor=actor, at=at, recognition=row.public_id, valid_from=valid_from.isoformat())
    return row


def uphold_objection(
    application: Application, *, objection: str, reason: str, actor: Actor, at: datetime
) -> Application:
    """The objection of that identifier holds: no title. The officer must not have acted on the application before."""
    lock(application)
    transition = require(application, Act.UPHOLD_OBJECTION, actor)
    reason = require_reason(reason)
    carry_out(application, transition, actor=actor, at=at, reason=reason, objection=objection)
    return application


def _stated(application: Application, on: date) -> dict[str, Json]:
    """Answers to the questions of the rules: said once here, they need not be given again elsewhere."""
    rule_set = catalog.in_force(application.scheme.rule_sets, on)
    fields = declared_fields(rule_set.id) if rule_set is not None else ()
    known = {field.name: write_fact(field, read_fact(field, application.draft.get(field.name))) for field in fields}
    return {name: value for name, value in known.items() if value is not None}


def _recognise(application: Application, facts: RecognitionFacts, actor: Actor, at: datetime) -> Recognition:
    source = f"application:{application.public_id}"
    row = recognise(application.enterprise, facts, source=source, actor=actor, at=at)
    application.recognition = row
    return row


def _remark(item: str, text: str, actor: Actor, at: datetime) -> Remark:
    if not item.strip() or len(item) > _ITEM_LENGTH:
        raise DomainError(msg("补正意见没有对应的填报项。"), field="remarks")
    if not text.strip():
        raise DomainError(msg("请写明要补正什么。"), field="remarks")
    return Remark(item=item, text=text.strip(), author_id=actor.id, written_at=at)
