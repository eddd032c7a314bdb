"""The receipt of an application: one text for the page and for the file."""

from __future__ import annotations

from typing import Any

from registry.accounts.queries import find_user
from registry.applications.models import Application, ApplicationRevision
from registry.applications.workflow import state_label
from registry.core.clock import day_of
from registry.core.errors import NotFound
from registry.core.reading import fetch
from registry.core.text import msg
from registry.documents.access import documents_of
from registry.enterprises.queries import profile_on
from registry.web.firm.fillers import fillers
from registry.web.shared.file_sheet import sections, sent_content
from registry.web.shared.i18n import translate


def revision_of(application: Application, no: int | None) -> ApplicationRevision:
    """The revision of that number, the last one for None; NotFound where it was never sent."""
    found = [one for one in application.revisions if no in (None, one.no)]
    if not found:
        raise NotFound(msg("这份申请还没有提交。"))
    return found[-1]


def number(revision: ApplicationRevision) -> str:
    """The number by which firm and office speak of what was sent."""
    return f"{revision.application.public_id}-{revision.no:02d}"


def receipt(revision: ApplicationRevision) -> dict[str, Any]:
    """What stands on the receipt of a revision, as it was frozen."""
    application = revision.application
    sender = find_user(revision.submitted_by_id)
    files = fetch(documents_of(application.enterprise_id))
    profile = profile_on(application.enterprise_id, day_of(revision.submitted_at), revision.submitted_at)
    return {
        "application": application,
        "revision": revision,
        "receipt": number(revision),
        "sender": sender.name if sender else "",
        "sent_name": profile.name if profile else application.enterprise.uscc,
        "fillers": fillers("application", application.public_id, revision.submitted_at),
        "sections": sections(sent_content(revision, files), lambda _file: ""),
        "state": translate(state_label(application.state, application.scheme)),
    }
