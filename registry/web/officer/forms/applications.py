"""What an officer writes when acting on an application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from registry.applications.explaining import LONGEST_REASON, Explanation
from registry.assessments.cross_checks import TITLES
from registry.web.shared.forms import AgreeField, BaseForm, DayField, LongTextField, ReasonField, SeenField, TextField
from registry.web.shared.i18n import translate
from registry.web.shared.items import Item


class SeenForm(BaseForm):
    """Carries what the page showed, so that nobody decides on something he has not seen."""

    seen_revision = SeenField()
    seen_stage = SeenField()

    @property
    def revision(self) -> int:
        """The revision that was shown; 0, which is never the latest, where the address was tampered with."""
        return _whole(self.seen_revision.data)

    @property
    def stage(self) -> int:
        """The stage that was due on the page; -1 where it is not known."""
        given = self.seen_stage.data
        return _whole(given) if given else -1


class CommentForm(SeenForm):
    """Passing, recommending, forwarding: a word to the colleagues is possible, open notes want a reason each."""

    comment = LongTextField(lazy_gettext("意见（只供同事查看，企业看不到）"), max=1000, required=False)
    codes: tuple[str, ...] = ()

    def reasons(self) -> dict[str, Explanation]:
        """What was written about each note, by its code."""
        return {
            code: Explanation(self[f"note_{code}"].data, bool(self[f"verified_{code}"].data)) for code in self.codes
        }


def comment_form(codes: Sequence[str], **kwargs: Any) -> CommentForm:
    """The form with a reason and a tick for the note of each of `codes`."""
    fields: dict[str, Any] = {"codes": tuple(codes)}
    for code in codes:
        label = _("%(title)s：理由", title=translate(TITLES[code]))
        fields[f"note_{code}"] = ReasonField(label, max=LONGEST_REASON)
        fields[f"verified_{code}"] = AgreeField(_("已核实"))
    form: CommentForm = type("NotesCommentForm", (CommentForm,), fields)(**kwargs)
    return form


class RefuseForm(SeenForm):
    """Rejecting, or recording that a higher authority did not recognise: the firm reads why."""

    reason = ReasonField(lazy_gettext("理由"), max=2000)


class ReturnForm(SeenForm):
    """Sending back: a reason, a day, and the items to be mended (added by `return_form`)."""

    reason = ReasonField(lazy_gettext("退回原因"), max=2000)
    due_on = DayField(lazy_gettext("补正期限"), required=False)
    items: tuple[str, ...] = ()

    def rows(self) -> list[tuple[Any, Any]]:
        """The tick and the text of each item."""
        return [(self[f"ask_{number}"], self[f"remark_{number}"]) for number in range(len(self.items))]

    def remarks(self) -> list[tuple[str, str]]:
        """(item, text) of every item that was ticked or written about."""
        texts = [
            (item, remark.data)
            for item, (ask, remark) in zip(self.items, self.rows(), strict=True)
            if ask.data or remark.data
        ]
        return [(item, text) for item, text in texts if text]

    def validate(self, extra_validators: Any = None) -> bool:
        """A ticked item needs a text: the firm must know what to mend."""
        valid = super().validate(extra_validators)
        for ask, remark in self.rows():
            if ask.data and not remark.data and not remark.errors:
                remark.errors = [_("请写明“%(label)s”要补正什么。", label=ask.label.text)]
                valid = False
        return valid


def return_form(items: Sequence[Item]) -> ReturnForm:
    """The form with a tick and a text for each of `items`."""
    fields: dict[str, Any] = {"items": tuple(item.code for item in items)}
    for number, item in enumerate(items):
        label = translate(item.label)
        fields[f"ask_{number}"] = AgreeField(label)
        fields[f"remark_{number}"] = LongTextField(_("“%(label)s”的补正意见", label=label), max=2000, required=False)
    form: ReturnForm = type("ItemsReturnForm", (ReturnForm,), fields)()
    return form


class ResultForm(SeenForm):
    """The official result of a higher authority."""

    certificate_number = TextField(lazy_gettext("编号"), max=60)
    issued_on = DayField(lazy_gettext("发证（公布）日期"))
    valid_from = DayField(lazy_gettext("有效期自"))
    valid_to = DayField(lazy_gettext("有效期至（含当日）"), required=False)
    document = TextField(lazy_gettext("官方文件（文号）"), max=120)
    comment = LongTextField(lazy_gettext("备注"), max=1000, required=False)


def _whole(text: object) -> int:
    plain = str(text or "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else 0
