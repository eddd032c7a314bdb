"""Telling people of an act, in its own transaction: whatever the trail records is looked up here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from registry.accounts.permissions import Permission
from registry.applications.models import Application, ApplicationState
from registry.applications.workflow import stage_name, state_label
from registry.audit.listeners import Entry
from registry.audit.tags import Tag
from registry.changes.kinds import LABELS
from registry.changes.models import ChangeKind
from registry.core.actor import Actor
from registry.core.clock import day_of
from registry.enterprises.members import masked_name
from registry.enterprises.queries import current_profile
from registry.enterprises.services import get_enterprise
from registry.extensions import db
from registry.messages.services import Note, send_all
from registry.notifications.audience import Firm, firms, officers_with
from registry.notifications.wording import (
    APPLICATIONS,
    CHANGES,
    MEMBERS,
    OBJECTION_TO_ANSWER,
    REPORTS,
    SUCCESSION,
    TITLES,
    Wording,
)
from registry.reference.queries import get_scheme

Teller = Callable[[Tag, Entry, Firm, Actor], Iterable[Note]]


def tell_of_acts(tag: Tag, entries: Sequence[Entry], actor: Actor, at: datetime) -> None:
    """Send what the act means to the firm's people, to the person concerned or to an officer; never to who did it."""
    teller, today = _TELLERS.get(tag), day_of(at)
    if teller is None:
        return
    told = [entry for entry in entries if tag not in TITLES or _is_news(entry, today)]
    known = firms({entry.enterprise_id for entry in told if entry.enterprise_id is not None}, today)
    notes = [
        replace(note, key=f"{tag.value}:{entry.subject[1]}:{at.isoformat()}:{note.key}")
        for entry in told
        if (firm := known.get(entry.enterprise_id or 0)) is not None
        for note in teller(tag, entry, firm, actor)
        if note.user_id != actor.id
    ]
    send_all(notes, at)


def _of_application(tag: Tag, entry: Entry, firm: Firm, _actor: Actor) -> Iterator[Note]:
    about = str(entry.data.get("application") or entry.subject[1])
    application = db.session.scalars(select(Application).where(Application.public_id == about)).one()
    scheme = application.scheme
    wording = APPLICATIONS[tag].filled(
        firm=firm.name,
        scheme=scheme.label,
        stage=stage_name(scheme, entry.data.get("stage", 0)),
        word=state_label(ApplicationState.APPROVED, scheme),
        due=application.due_on or "",
    )
    if not entry.data.get("upheld"):  # then the refusal that follows tells it
        step = f"{entry.data.get('round', 0)}.{entry.data.get('revision', 0)}.{entry.data.get('stage', 0)}"
        yield from _notes(firm, firm.members, wording, f"/firm/{firm.uscc}/applications/{about}", step)
    if tag is Tag.OBJECTION_RECEIVED:
        to_answer = OBJECTION_TO_ANSWER.filled(firm=firm.name, scheme=scheme.label)
        officers = officers_with(Permission.OBJECTIONS_ANSWER, application.region_code)
        yield from _notes(firm, officers, to_answer, f"/officer/objections/{entry.subject[1]}/answer")


def _of_report(tag: Tag, entry: Entry, firm: Firm, _actor: Actor) -> Iterable[Note]:
    year = entry.data["year"]
    wording = REPORTS[tag].filled(firm=firm.name, year=year)
    return _notes(firm, firm.members, wording, f"/firm/{firm.uscc}/reports/{year}", str(entry.data["no"]))


def _of_claim(_tag: Tag, entry: Entry, firm: Firm, actor: Actor) -> Iterable[Note]:
    wording = MEMBERS[Tag.MEMBER_REQUESTED].filled(firm=firm.name, person=actor.name)
    return _notes(firm, firm.submitters, wording, f"/firm/{firm.uscc}/members/{entry.subject[1]}")


def _to_claimant(tag: Tag, entry: Entry, firm: Firm, _actor: Actor) -> Iterable[Note]:
    """Who is not, or no longer, of the firm reads its name as strangers do."""
    is_in = tag is Tag.MEMBER_CONFIRMED
    name = firm.name if is_in else masked_name(firm.name)
    wording = MEMBERS[tag].filled(firm=name, reason=entry.data.get("reason", ""))
    return _notes(firm, [entry.data["user"]], wording, f"/firm/{firm.uscc}/" if is_in else "/firm/")


def _of_title(tag: Tag, entry: Entry, firm: Firm, _actor: Actor) -> Iterable[Note]:
    facts = entry.data["after"]
    day = facts["revoked_on"] if tag is Tag.RECOGNITION_REVOKED else facts["valid_from"]
    wording = TITLES[tag].filled(firm=firm.name, scheme=get_scheme(facts["scheme_code"]).label, day=day)
    return _notes(firm, firm.members, wording, f"/firm/{firm.uscc}/")


def _of_change(tag: Tag, entry: Entry, firm: Firm, _actor: Actor) -> Iterable[Note]:
    """What the firm sent itself is no news to it."""
    if tag is Tag.CHANGE_SUBMITTED and not entry.data["by_office"]:
        return ()
    kind = LABELS[ChangeKind(entry.data["kind"])]
    wording = CHANGES[tag].filled(firm=firm.name, kind=kind, day=entry.data["effective_on"])
    return _notes(firm, firm.members, wording, f"/firm/{firm.uscc}/changes/{entry.subject[1]}")


def _of_succession(_tag: Tag, entry: Entry, firm: Firm, _actor: Actor) -> Iterable[Note]:
    absorbed, day = entry.data["absorbed"], entry.data["effective_on"]
    profile = current_profile(get_enterprise(absorbed).id, date.fromisoformat(day))
    wording = SUCCESSION.filled(firm=firm.name, absorbed=profile.name if profile else absorbed, day=day)
    return _notes(firm, firm.members, wording, f"/firm/{firm.uscc}/changes", absorbed)


def _is_news(entry: Entry, today: date) -> bool:
    """Whether a title holds or will hold, and did not come through an application, whose own message tells of it."""
    by_application = str(entry.data.get("source", "")).startswith("application:")
    return not by_application and date.fromisoformat(entry.data["after"]["valid_to"]) > today


def _notes(firm: Firm, people: Iterable[int], wording: Wording, link: str, key: str = "") -> Iterator[Note]:
    for user_id in people:
        yield Note(
            user_id=user_id,
            kind=wording.kind,
            subject=wording.subject,
            body=wording.body,
            key=key,
            link=link,
            uscc=firm.uscc,
        )


_TELLERS: dict[Tag, Teller] = {
    **dict.fromkeys(APPLICATIONS, _of_application),
    **dict.fromkeys(REPORTS, _of_report),
    **dict.fromkeys(MEMBERS, _to_claimant),
    Tag.MEMBER_REQUESTED: _of_claim,
    **dict.fromkeys(TITLES, _of_title),
    **dict.fromkeys(CHANGES, _of_change),
    Tag.SUCCESSION_RECORDED: _of_succession,
}
