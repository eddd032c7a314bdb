"""Changes that the demo's firms report: one recorded with its clock running, two that wait, one sent back."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from registry.changes.models import ChangeKind, ChangeRequest
from registry.changes.services import Filing, accept, file_change, return_change
from registry.cli.demo import words
from registry.cli.demo.cases import Stage
from registry.cli.demo.firms import CaseFirm
from registry.cli.demo.people import CICHENG, HONGTANG
from registry.cli.demo.timeline import Story
from registry.core.clock import day_of
from registry.documents.services import store
from registry.enterprises.models import Enterprise
from registry.enterprises.services import get_enterprise

_BEFORE = timedelta(days=35)
"""The registration office had approved the change this long before the firm reported it here."""

_ENDS = ("accepted", "waiting", "moving", "returned")


def changes(stage: Stage, firms: Sequence[CaseFirm]) -> Iterator[Story]:
    """The stories, one for each of the first firms."""
    for firm, end in zip(firms, _ENDS, strict=False):
        yield _story(stage, firm, end)


def _story(stage: Stage, firm: CaseFirm, end: str) -> Story:
    source = stage.source(f"change:{firm.uscc}")
    at = yield stage.timeline.moment(12 if end == "accepted" else 5, source)
    enterprise, kind = get_enterprise(firm.uscc), ChangeKind.MOVE if end == "moving" else ChangeKind.RENAME
    change = _file(stage, firm, enterprise, kind, at)
    if end in ("waiting", "moving"):
        return
    at = yield stage.timeline.moment(9 if end == "accepted" else 2, source)
    officer, on = stage.cast.street_officer(firm.region), day_of(at)
    if end == "accepted":
        accept(change, change.version, actor=officer, at=at, on=on)
    else:
        return_change(change, change.version, reason=words.CHANGE_RETURNED, actor=officer, at=at, on=on)


def _file(stage: Stage, firm: CaseFirm, enterprise: Enterprise, kind: ChangeKind, at: datetime) -> ChangeRequest:
    actor, on = stage.cast.actor(firm.submitter), day_of(at)
    paper = store(
        io.BytesIO(words.evidence(f"change {firm.uscc}")),
        words.CHANGE_PAPER,
        storage=stage.storage,
        enterprise_id=enterprise.id,
        actor=actor,
        at=at,
        requirement="change",
    )
    filing = Filing(effective_on=on - _BEFORE, after=_after(firm, kind), documents=[paper.public_id])
    return file_change(enterprise, kind, filing, actor=actor, at=at, on=on)


def _after(firm: CaseFirm, kind: ChangeKind) -> dict[str, str]:
    if kind is ChangeKind.MOVE:
        elsewhere = CICHENG if firm.region == HONGTANG else HONGTANG
        return {"region_code": elsewhere, "address": "江北区长兴路 689 号", "park": ""}
    return {"name": _turned_into_shares(firm.facts.name)}


def _turned_into_shares(name: str) -> str:
    """The commonest rename: a limited company becomes one limited by shares."""
    for form in ("股份有限公司", "有限责任公司", "有限公司"):
        if name.endswith(form):
            stem = name.removesuffix(form)
            return f"{stem}集团股份有限公司" if form.startswith("股份") else f"{stem}股份有限公司"
    return f"{name}股份有限公司"
