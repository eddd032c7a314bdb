"""The forms of a change, by its kind: for the firm, and for an officer who files it for the firm."""

from __future__ import annotations

from pathlib import Path

from flask import current_app
from flask_babel import lazy_gettext as _

from registry.changes.kinds import DESTINATIONS, FIELDS
from registry.changes.models import ChangeKind, ChangeRequest
from registry.changes.services import Filing
from registry.core.reading import fetch
from registry.documents.access import documents_of
from registry.documents.services import store
from registry.documents.storage import Storage
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import current_profile
from registry.web.shared import acts, current, forms
from registry.web.shared.context import moment
from registry.web.shared.names import regions_below
from registry.web.shared.words import choices

PAPERS = "change"
"""What the files that are put in here prove."""


class ChangeForm(forms.BaseForm):
    """From which day, by which papers; the kinds add what is new."""

    version = forms.VersionField()
    effective_on = forms.DayField(_("生效日期"))
    documents = forms.ManyField(_("已上传的材料"))
    file = forms.FileUpload(_("上传新的证明材料"), required=False)
    statement = forms.LongTextField(_("补充说明"), max=500, required=False)


class RenameForm(ChangeForm):
    """A new name."""

    name = forms.TextField(_("新的企业名称"), max=120)


class MoveForm(ChangeForm):
    """A new place in the district."""

    region_code = forms.ChoiceField(_("新的街道（镇）"))
    address = forms.TextField(_("新的住所"), max=200)
    park = forms.TextField(_("新的园区"), max=60, required=False)


class MoveOutForm(ChangeForm):
    """A place outside of the district."""

    destination = forms.RadioChoiceField(_("迁往哪里"), choices=choices(DESTINATIONS))
    address = forms.TextField(_("新的住所"), max=200)
    is_whole = forms.YesNoField(_("是否整体迁移"), required=False)


class MergerForm(ChangeForm):
    """The firm that goes on."""

    successor_uscc = forms.TextField(_("存续企业的统一社会信用代码"), max=60)
    successor_name = forms.TextField(_("存续企业的名称"), max=120, required=False)


class StepForm(forms.BaseForm):
    """The day on which the firm did what a title asks."""

    done_on = forms.DayField(_("办理日期"))


class SeenForm(forms.BaseForm):
    """Only what was seen."""

    version = forms.VersionField()


class ReasonForm(SeenForm):
    """Why."""

    reason = forms.ReasonField(max=500)


_FORMS: dict[ChangeKind, type[ChangeForm]] = {
    ChangeKind.RENAME: RenameForm,
    ChangeKind.MOVE: MoveForm,
    ChangeKind.MOVE_OUT: MoveOutForm,
    ChangeKind.MERGER: MergerForm,
    ChangeKind.DEREGISTRATION: ChangeForm,
}


def change_form(kind: ChangeKind, enterprise: Enterprise, change: ChangeRequest | None = None) -> ChangeForm:
    """The form of the kind: as `change` has it, or for a new one."""
    data = {"version": 1} if change is None else _kept(change)
    form = _FORMS[kind](data=data)
    form.documents.choices = [
        (row.public_id, f"{row.filename}（{moment(row.uploaded_at)}）") for row in fetch(documents_of(enterprise.id))
    ]
    if kind is ChangeKind.MOVE:
        form.region_code.choices = regions_below(current.today())
        _start_from_now(form, enterprise, is_new=change is None)
    return form


def filing_of(form: ChangeForm, kind: ChangeKind, enterprise: Enterprise) -> Filing:
    """What was filed; a file that came with it is kept among the firm's."""
    papers = [*(form.documents.data or ())]
    if form.file.data:
        storage = Storage(Path(current_app.config["DOCUMENT_FOLDER"]))
        name = form.file.data.filename or ""
        kept = store(
            form.file.data.stream,
            name,
            storage=storage,
            enterprise_id=enterprise.id,
            requirement=PAPERS,
            **acts.signed(),
        )
        papers.append(kept.public_id)
    return Filing(
        effective_on=form.effective_on.data,
        after={name: form[name].data for name in FIELDS[kind]},
        documents=papers,
        statement=form.statement.data or "",
    )


def _kept(change: ChangeRequest) -> dict[str, object]:
    return {
        **change.after,
        "version": change.version,
        "effective_on": change.effective_on,
        "documents": change.documents,
        "statement": change.statement,
    }


def _start_from_now(form: ChangeForm, enterprise: Enterprise, *, is_new: bool) -> None:
    """A move is written over the place as it is."""
    known = current_profile(enterprise.id, current.today())
    if known is not None and is_new and not form.is_submitted():
        for name in FIELDS[ChangeKind.MOVE]:
            form[name].data = getattr(known, name)
