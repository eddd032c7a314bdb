"""Who filled in what was sent: named on the receipt, an agency as such."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from registry.audit.queries import events_of_subject
from registry.audit.tags import Tag
from registry.core.reading import fetch
from registry.enterprises.models import MemberRole
from registry.enterprises.queries import find_claim
from registry.web.shared import current

_FILLING = {Tag.REPORT_SAVED.value, Tag.APPLICATION_OPENED.value, Tag.APPLICATION_SAVED.value}


def fillers(subject_kind: str, public_id: str, until: datetime) -> str:
    """Names of everybody who saved the thing before it was sent, in the order of their first save."""
    people = {
        event.actor_id: event.actor_name
        for event in fetch(events_of_subject(subject_kind, public_id))
        if event.tag in _FILLING and event.at <= until
    }
    return _("、").join(_named(actor_id, name) for actor_id, name in people.items())


def _named(actor_id: int | None, name: str) -> str:
    claim = find_claim(actor_id, current.enterprise().id)
    return _("%(name)s（代理机构）", name=name) if claim is not None and claim.role is MemberRole.AGENT else name
