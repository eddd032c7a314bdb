"""Publishing a notice, taking and answering objections, and what follows its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO

from sqlalchemy import select

from registry.applications.acting import lock
from registry.applications.models import Act, Application
from registry.applications.policy import require, require_party
from registry.applications.services import enter_notice, take_effect, uphold_objection
from registry.applications.workflow import Party
from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM, Actor
from registry.core.clock import day_of
from registry.core.errors import Conflict, DomainError
from registry.core.ids import new_public_id
from registry.core.locking import lock_row
from registry.core.text import msg
from registry.documents.enclosures import enclose
from registry.documents.storage import Storage
from registry.extensions import db
from registry.notices.models import EntryState, NoticeEntry, Objection, PublicNotice
from registry.notices.objectors import mail_answer, mail_receipt
from registry.reference.models import Scheme
from registry.reference.queries import calendar

MAX_WORKING_DAYS = 60

LARGEST_EVIDENCE = 10 * 1024 * 1024
"""Bytes of a file sent with an objection: anybody may send one."""

OBJECTION = "objection"
"""The kind under which such files are kept."""

PUBLIC = "公众"
"""The name under which the trail keeps an objection: who objected is protected."""


@dataclass
class Closing:
    """What a run of `close_due` did: entries that took effect, and those whose objection still waits for an answer."""

    closed: list[PublicNotice] = field(default_factory=list)
    taken_effect: list[NoticeEntry] = field(default_factory=list)
    held: list[NoticeEntry] = field(default_factory=list)


@dataclass(frozen=True)
class Evidence:
    """A file in support of an objection, and where it is kept."""

    stream: BinaryIO
    filename: str
    storage: Storage


def publish(
    applications: Sequence[Application],
    *,
    title: str,
    body: str,
    starts_on: date,
    actor: Actor,
    at: datetime,
    on: date,
    working_days: int | None = None,
) -> PublicNotice:
    """Publish approved applications of one district scheme from `starts_on` on, for the scheme's working days.

    The days are counted from the working day after `starts_on` (民法典 art. 201). Raises DomainError with the field at
    fault, NotAllowed where the actor may not publish one of them, Conflict where one is no longer approved.
    """
    scheme = _one_scheme(applications)
    for application in sorted(applications, key=lambda one: one.id):
        lock(application)  # all before the first is recorded: whoever holds the trail waits for no row
        require(application, Act.PUBLISH, actor)
    _check_text(title, body)
    if starts_on < on:
        raise DomainError(msg("公示不能从过去的日期开始。"), field="starts_on")
    days = scheme.notice_working_days if working_days is None else working_days
    if not 1 <= days <= MAX_WORKING_DAYS:
        raise DomainError(msg("公示期应为 1 到 {limit} 个工作日。", limit=MAX_WORKING_DAYS), field="working_days")
    notice = PublicNotice(
        public_id=new_public_id(),
        scheme=scheme,
        title=title.strip(),
        body=body.strip(),
        starts_on=starts_on,
        working_days=days,
        ends_on=calendar().add_working_days(starts_on, days),
        published_at=at,
        published_by_id=actor.id,
    )
    db.session.add(notice)
    for application in applications:
        enter_notice(application, notice=notice.public_id, actor=actor, at=at, ends_on=notice.ends_on)
        db.session.add(NoticeEntry(notice=notice, application=application, state=EntryState.OPEN))
    db.session.flush()
    _tell(Tag.NOTICE_PUBLISHED, notice, actor, at, entries=len(applications), ends_on=notice.ends_on.isoformat())
    return notice


def runs_on(notice: PublicNotice, day: date) -> bool:
    """Whether objections are taken on `day`; the first and the last day belong to it."""
    return notice.starts_on <= day <= notice.ends_on


def object_(
    entry: NoticeEntry,
    *,
    name: str,
    contact: str,
    matter: str,
    actor: Actor,
    at: datetime,
    on: date,
    evidence: Evidence | None = None,
) -> Objection:
    """Take an objection: real name and a way to reach the person; the entry waits until it is answered.

    `actor` only gives the network address; the name goes to the officer alone, and a mail with the case number to the
    contact where that is an e-mail address. Raises DomainError with the field at fault (`file` for the evidence), or
    without one where the notice does not run on `on`.
    """
    lock_row(entry)
    if not runs_on(entry.notice, on):
        first, last = entry.notice.starts_on, entry.notice.ends_on
        raise DomainError(msg("异议应在公示期内（{first} 至 {last}）提出。", first=first, last=last))
    if entry.state not in (EntryState.OPEN, EntryState.HELD):
        raise Conflict(msg("这家企业已不在公示之列。"))
    _check_objection(name, contact, matter)
    objection = Objection(
        public_id=new_public_id(),
        entry=entry,
        objector_name=name.strip(),
        objector_contact=contact.strip(),
        matter=matter.strip(),
        received_at=at,
    )
    entry.state = EntryState.HELD
    db.session.add(objection)
    db.session.flush()
    data = {"sha256": _enclose(evidence, objection, at)} if evidence is not None else {}
    _tell_objection(Tag.OBJECTION_RECEIVED, objection, Actor(None, PUBLIC, actor.address), at, **data)
    mail_receipt(objection, at=at)
    return objection


def answer(objection: Objection, *, upheld: bool, answer: str, actor: Actor, at: datetime, on: date) -> Objection:
    """Answer it, by somebody who did not act on the application before.

    Upheld: the application is refused. Not upheld, and none else open: the entry goes on, and where the notice has
    ended the title is in force from `on`. Raises Conflict where it is answered already.
    """
    entry = objection.entry
    lock_row(entry)
    lock(entry.application)
    db.session.refresh(objection)
    if objection.answered_at is not None:
        raise Conflict(msg("这条异议已经答复过，请刷新页面查看。"))
    require_party(entry.application, Party.OBJECTION_OFFICER, actor)
    if not answer.strip():
        raise DomainError(msg("请写明核查情况和答复。"), field="answer")
    objection.is_upheld, objection.answer = upheld, answer.strip()
    objection.answered_at, objection.answered_by_id = at, actor.id
    _tell_objection(Tag.OBJECTION_ANSWERED, objection, actor, at, upheld=upheld, answer=objection.answer)
    if upheld and entry.state is EntryState.HELD:
        uphold_objection(entry.application, objection=objection.public_id, reason=objection.answer, actor=actor, at=at)
        entry.state = EntryState.STRUCK
    elif entry.state is EntryState.HELD and all(one.answered_at for one in entry.objections):
        entry.state = EntryState.OPEN
        if entry.notice.ends_on < on:
            _take_effect(entry, at)
    db.session.flush()
    mail_answer(objection, at=at)
    return objection


def close_due(on: date, at: datetime) -> Closing:
    """Draw the consequences of every notice whose last day lies before `on`.

    Entries without an open objection take effect from the day after the end, whenever this runs; held ones wait. What
    was done is not done again.
    """
    closing = Closing()
    due = db.session.scalars(
        select(PublicNotice)
        .where(PublicNotice.ends_on < on, PublicNotice.closed_at.is_(None))
        .order_by(PublicNotice.ends_on, PublicNotice.id)
        .with_for_update(of=PublicNotice)
        .execution_options(populate_existing=True)
    ).all()
    for entry in sorted((entry for notice in due for entry in notice.entries), key=lambda one: one.id):
        lock_row(entry)
        lock(entry.application)
    for notice in due:
        _close(notice, closing, at)
    closing.held = list(
        db.session.scalars(
            select(NoticeEntry)
            .join(NoticeEntry.notice)
            .where(NoticeEntry.state == EntryState.HELD, PublicNotice.ends_on < on)
            .order_by(NoticeEntry.id)
        )
    )
    return closing


def effective_from(entry: NoticeEntry) -> date:
    """The day from which the title is in force: the day after the notice, or the day of a later answer."""
    after_notice = entry.notice.ends_on + timedelta(days=1)
    answered = [day_of(one.answered_at) for one in entry.objections if one.answered_at is not None]
    return max([after_notice, *answered])


def _close(notice: PublicNotice, closing: Closing, at: datetime) -> None:
    for entry in notice.entries:
        if entry.state is EntryState.OPEN:
            _take_effect(entry, at)
            closing.taken_effect.append(entry)
    notice.closed_at = at
    db.session.flush()
    _tell(Tag.NOTICE_CLOSED, notice, SYSTEM, at, ends_on=notice.ends_on.isoformat())
    closing.closed.append(notice)


def _take_effect(entry: NoticeEntry, at: datetime) -> None:
    document = msg("公示“{title}”期满", title=entry.notice.title[:100])
    take_effect(entry.application, valid_from=effective_from(entry), document=str(document), at=at)
    entry.state = EntryState.TAKEN_EFFECT


def _one_scheme(applications: Sequence[Application]) -> Scheme:
    if not applications:
        raise DomainError(msg("请至少选择一份审定通过的申请。"), field="applications")
    if len({application.id for application in applications}) != len(applications):
        raise DomainError(msg("同一份申请被选择了两次。"), field="applications")
    if len({application.scheme_code for application in applications}) > 1:
        raise DomainError(msg("一份公示只能包含同一认定类别的申请。"), field="applications")
    return applications[0].scheme


def _check_text(title: str, body: str) -> None:
    if not title.strip() or len(title.strip()) > 200:
        raise DomainError(msg("请填写公示标题，不超过 200 字。"), field="title")
    if not body.strip():
        raise DomainError(msg("请填写公示正文。"), field="body")


def _enclose(evidence: Evidence, objection: Objection, at: datetime) -> str:
    """Keep the file with the objection; its fingerprint."""
    owner = (OBJECTION, objection.public_id)
    kept = enclose(
        evidence.stream, evidence.filename, owner=owner, storage=evidence.storage, at=at, limit=LARGEST_EVIDENCE
    )
    return kept.sha256


def _check_objection(name: str, contact: str, matter: str) -> None:
    if not name.strip() or len(name.strip()) > 60:
        raise DomainError(msg("请填写真实姓名，不超过 60 字；姓名只供核查，不向企业公开。"), field="name")
    if not contact.strip() or len(contact.strip()) > 120:
        raise DomainError(msg("请填写联系方式，不超过 120 字，便于核实和答复。"), field="contact")
    if not matter.strip():
        raise DomainError(msg("请写明异议的事实和依据。"), field="matter")


def _tell(tag: Tag, notice: PublicNotice, actor: Actor, at: datetime, **data: Any) -> None:
    record(tag, actor=actor, at=at, subject=("notice", notice.public_id), **data)


def _tell_objection(tag: Tag, objection: Objection, actor: Actor, at: datetime, **data: Any) -> None:
    application = objection.entry.application
    record(
        tag,
        actor=actor,
        at=at,
        subject=("objection", objection.public_id),
        enterprise_id=application.enterprise_id,
        application=application.public_id,
        **data,
    )
