"""The yellow notes of a case as its pages show them, each with its figures, links and the reason given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import request, url_for

from registry.applications.explaining import told_notes
from registry.applications.models import Application, ApplicationRevision, CrossCheckReason
from registry.assessments.cross_checks import TITLES
from registry.assessments.notes import Note, Place, Target
from registry.core.actor import Actor
from registry.core.errors import NotFound
from registry.enterprises.access import get_enterprise_for
from registry.web.shared.i18n import translate


@dataclass(frozen=True)
class ShownNote:
    """A note in the visitor's language; `lines` are (label, value, address or "").

    `reason` is None while it is open; `earlier` is what was said of the very same note on a revision before.
    """

    code: str
    title: str
    text: str
    lines: list[tuple[str, str, str]]
    url: str
    reason: CrossCheckReason | None
    earlier: CrossCheckReason | None


def notes_of(one: Application, actor: Actor, on: date) -> list[ShownNote] | None:
    """The notes of the latest revision; None where nothing was checked when it was sent."""
    latest = one.latest
    if latest is None or latest.cross_checks is None:
        return None
    before = [pair for revision in one.revisions[:-1] for pair in told_notes(revision)]
    return [_shown(note, reason, _earlier(note, before), actor, on) for note, reason in told_notes(latest)]


def asked_codes(one: Application) -> list[str]:
    """The notes a page asks about: those still open, and those that were written about when it was sent here.

    A colleague may have answered meanwhile, or a new revision have come: what was typed is kept all the same.
    """
    asked = [note.code for note, reason in _told(one.latest) if reason is None]
    typed = [code for code in TITLES if f"note_{code}" in request.form]
    return list(dict.fromkeys([*asked, *typed]))


def _earlier(note: Note, before: list[tuple[Note, CrossCheckReason | None]]) -> CrossCheckReason | None:
    return next((reason for same, reason in reversed(before) if same == note and reason is not None), None)


def _told(revision: ApplicationRevision | None) -> list[tuple[Note, CrossCheckReason | None]]:
    return told_notes(revision) if revision is not None else []


def _shown(
    note: Note, reason: CrossCheckReason | None, earlier: CrossCheckReason | None, actor: Actor, on: date
) -> ShownNote:
    lines = [(translate(one.label), translate(one.value), _address(one.target, actor, on)) for one in note.lines]
    title = translate(TITLES[note.code]) if note.code in TITLES else note.code
    url = _address(note.target, actor, on)
    return ShownNote(note.code, title, translate(note.text), lines, url, reason, earlier)


def _address(target: Target | None, actor: Actor, on: date) -> str:
    """Where the link leads; "" where there is none, or the firm is another street's."""
    if target is None:
        return ""
    if target.place is Place.REPORT:
        return url_for("officer.report", public_id=target.reference)
    if target.place is Place.DOCUMENT:
        return url_for("officer.document", public_id=target.reference)
    try:
        get_enterprise_for(actor, target.reference, on=on)
    except NotFound:
        return ""
    return url_for("officer.enterprise", uscc=target.reference)
