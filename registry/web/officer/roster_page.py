"""The page of one official list: what the template shows of it, whichever act led there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _

from registry.core.text import Text, msg
from registry.rosters.decisions import exact_matches, is_decidable
from registry.rosters.lines import TITLES, Doubt
from registry.rosters.models import BatchKind, BatchState, RosterBatch, RosterRow, RowStatus
from registry.rosters.queries import OPEN, counts_of, doubts_of, rows
from registry.web.officer.forms.rosters import CommitForm, MatchForm, UndoForm
from registry.web.shared import lists

STATUS_WORDS = {
    RowStatus.REJECTED: ("bad", msg("不能入库")),
    RowStatus.REVIEW: ("warn", msg("待确认")),
    RowStatus.UPDATE: ("info", msg("更新")),
    RowStatus.CREATE: ("ok", msg("新增")),
    RowStatus.UNCHANGED: ("none", msg("不变")),
}
STATE_WORDS = {
    BatchState.PREVIEW: ("wait", msg("预览中，未入库")),
    BatchState.COMMITTED: ("ok", msg("已入库")),
    BatchState.UNDONE: ("warn", msg("已撤销入库")),
    BatchState.DISCARDED: ("none", msg("已弃用")),
}
WHY_WORDS = {
    "code": msg("代码相同"),
    "certificate_number": msg("证书编号相同"),
    "name": msg("名称相同"),
    "former_name": msg("曾用名相同"),
    "likeness": msg("名称相近"),
}
LONGEST_ID = 2**53


@dataclass
class Forms:
    """What was typed, where a form of the page was refused."""

    commit: CommitForm | None = None
    undo: UndoForm | None = None
    match: MatchForm | None = None

    @property
    def refused(self) -> CommitForm | UndoForm | None:
        """The form whose fields carry errors, if it has fields."""
        return self.commit or self.undo


@dataclass(frozen=True)
class ShownLine:
    """A line as the table shows it."""

    row: RosterRow
    doubts: Sequence[Doubt]
    decidable: bool
    status: tuple[str, Text]
    enterprise_url: str | None


def page_of_batch(batch: RosterBatch, forms: Forms | None = None, problems: Sequence[str] = ()) -> str:
    """The page, with the forms as they were typed."""
    forms = forms or Forms()
    counts = counts_of(batch)
    status = lists.one_of("status", [one.value for one in RowStatus])
    line = lists.whole("line", 0, 1, LONGEST_ID)
    page = rows(
        batch,
        status=RowStatus(status) if status else None,
        line=line or None,
        cursor=request.args.get("after"),
    )
    left = sum(counts[one] for one in OPEN)
    return render_template(
        "officer/rosters/show.html",
        batch=batch,
        kind=BatchKind,
        state=BatchState,
        words=words_of_batch(batch),
        filters=[(one.value, *STATUS_WORDS[one], counts[one]) for one in STATUS_WORDS],
        status=status,
        is_single=bool(line),
        total=counts[RowStatus(status)] if status else sum(counts.values()),
        left=left,
        writes=counts[RowStatus.CREATE] + counts[RowStatus.UPDATE],
        shown=[_shown(row) for row in page.rows],
        exact=len(exact_matches(batch)) if batch.state is BatchState.PREVIEW else 0,
        titles=TITLES,
        why=WHY_WORDS,
        match=forms.match,
        form=forms.refused,
        commit_form=_commit_form(batch, left, forms.commit),
        undo_form=forms.undo or UndoForm(formdata=None, data={"version": batch.version}),
        extra_errors=list(problems),
        next_url=_here(lists.next_url(page), batch),
        first_url=_here(lists.first_url(), batch),
        breadcrumbs=[(_("官方名单"), url_for("officer.rosters")), (batch.filename, None)],
    )


def words_of_batch(batch: RosterBatch) -> dict[str, Any]:
    """What a list is of and how far it has come, in words."""
    purpose = batch.scheme.label if batch.scheme else msg("企业登记名单")
    return {"purpose": purpose, "state": STATE_WORDS[batch.state]}


def _commit_form(batch: RosterBatch, left: int, typed: CommitForm | None) -> CommitForm:
    """The form with the number of lines as it is now; a tick for another number has to be given again."""
    form = typed or CommitForm(formdata=None, data={"version": batch.version})
    if form.left.data != left:
        form.left.raw_data, form.left.data, form.leave_out.data = None, left, False
    form.leave_out.label.text = _("带着 %(count)s 行未入库提交", count=left)
    return form


def _shown(row: RosterRow) -> ShownLine:
    url = None
    if row.enterprise is not None and "officer.enterprise" in current_app.view_functions:
        url = url_for("officer.enterprise", uscc=row.enterprise.uscc)
    doubts = [replace(one, cell=one.cell or _address(row, one.column)) for one in doubts_of(row)]
    return ShownLine(row, doubts, is_decidable(row), STATUS_WORDS[row.status], url)


def _address(row: RosterRow, column: str) -> str:
    """The cell of a line that a doubt is about, as C7; "" where the list has no such column."""
    sheet = next((one for one in row.batch.sheets if one["name"] == row.sheet), None)
    letter = sheet["columns"].get(column, "") if sheet else ""
    return f"{letter}{row.row}" if letter else ""


def _here(url: str | None, batch: RosterBatch) -> str | None:
    """After a refused POST the neighbours are those of the list's own page."""
    if url is None or request.method == "GET":
        return url
    query = url.partition("?")[2]
    return url_for("officer.roster", public_id=batch.public_id) + (f"?{query}" if query else "")
