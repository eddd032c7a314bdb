"""Forms for official lists."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import widgets

from registry.rosters.models import BatchKind
from registry.rules.identifiers import uscc
from registry.web.shared.forms import (
    AgreeField,
    BaseForm,
    ChoiceField,
    DayField,
    FileUpload,
    ReasonField,
    TextField,
    VersionField,
    WholeField,
)
from registry.web.shared.names import scheme_names

REGISTRATIONS = "registrations"
"""The choice that is no scheme."""


class UploadForm(BaseForm):
    """A file and what it is a list of: a scheme's recognitions, or registrations."""

    file = FileUpload(_l("名单文件"))
    purpose = ChoiceField(_l("名单内容"))
    issued_on = DayField(_l("发证（公布）日期"), required=False)
    document = TextField(_l("官方文件（文号）"), max=120, required=False)
    again = AgreeField(_l("同一份文件仍要再次导入"))

    def offer_purposes(self) -> UploadForm:
        """Offer the schemes as they are in the registry."""
        self.purpose.choices = [*scheme_names(), (REGISTRATIONS, _l("企业登记名单（建立企业档案）"))]
        return self

    @property
    def kind(self) -> BatchKind:
        """The kind of list that was chosen."""
        return BatchKind.REGISTRATIONS if self.purpose.data == REGISTRATIONS else BatchKind.RECOGNITIONS

    @property
    def scheme_code(self) -> str | None:
        """The scheme that was chosen, or None for registrations."""
        return None if self.kind is BatchKind.REGISTRATIONS else self.purpose.data


class CommitForm(BaseForm):
    """`left` is the number of lines that stay out, as the page showed it; `leave_out` agrees to that."""

    version = VersionField()
    left = WholeField(required=False, widget=widgets.HiddenInput())
    leave_out = AgreeField(_l("略过未确认的行"))

    @property
    def agreed(self) -> int:
        """How many lines may stay out."""
        return (self.left.data or 0) if self.leave_out.data else 0


class DiscardForm(BaseForm):
    """Nothing to fill in."""


class UndoForm(BaseForm):
    """Why a list is taken back."""

    version = VersionField()
    reason = ReasonField(_l("撤销原因"))


@dataclass(frozen=True)
class MatchForm:
    """The check boxes of the lines: which, and the firm chosen or typed for each."""

    action: str
    rows: frozenset[int]
    typed: MultiDict[str, str]

    @classmethod
    def of(cls, sent: MultiDict[str, str]) -> MatchForm:
        """What was sent; what is no number is no line."""
        ids = frozenset(
            int(word) for word in sent.getlist("row") if word.isascii() and word.isdigit() and len(word) < 16
        )
        return cls(sent.get("action", "confirm"), ids, sent)

    def code(self, row_id: int) -> str:
        """The code typed for the line, else the firm chosen, cleaned as codes in lists are."""
        return uscc.clean(self.typed.get(f"code-{row_id}", "") or self.typed.get(f"firm-{row_id}", ""))

    def choices(self) -> dict[int, str]:
        """Line -> code, for the lines ticked."""
        return {row_id: self.code(row_id) for row_id in sorted(self.rows)}
