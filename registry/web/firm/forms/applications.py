"""The answers of an application: a form made of the scheme's items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from registry.rules.facts import COUNT_MAX
from registry.web.shared import forms
from registry.web.shared.items import Item, ItemKind

LONGEST_STATEMENT = 4000


class AnswersForm(forms.BaseForm):
    """The open items of one application; made by `answers_form`."""

    version = forms.VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            if isinstance(field, forms.YesNoField):
                field.flags.optional = False  # may wait, but is not left to taste

    def answers(self, items: Iterable[Item], stored: Mapping[str, Any]) -> dict[str, Any]:
        """What is to be kept: this form's answers, and as they were those that the form does not hold."""
        kept = dict(stored)
        for item in items:
            if item.code in self:
                kept.pop(item.code, None)
                value = item.write(self[item.code].data)
                if value not in (None, "", []) and not (item.kind is ItemKind.TICK and value is False):
                    kept[item.code] = value
        return kept


class OpenForm(forms.BaseForm):
    """Which scheme to apply for."""

    scheme = forms.RadioChoiceField(_("申请类别"))


class SubmitForm(forms.BaseForm):
    """Sending what was checked, with the statement of research integrity."""

    version = forms.VersionField()
    integrity_commitment = forms.AgreeField(
        _("我代表本单位作出以上科研诚信承诺"), must=_("提交前请阅读并勾选科研诚信承诺。")
    )


class WithdrawForm(forms.BaseForm):
    """Giving an application up."""

    reason = forms.ReasonField(_("撤回原因"))


class ReconsiderForm(forms.BaseForm):
    """Asking for another look, once."""

    reason = forms.ReasonField(_("申请复议的理由"), max=2000)


def answers_form(items: Iterable[Item], documents: list[tuple[str, str]]) -> type[AnswersForm]:
    """A form class with one field for each item; `documents` are the firm's files as (identifier, name)."""
    fields = {item.code: _field(item, documents) for item in items if item.kind is not ItemKind.ELSEWHERE}
    return type("ItemsForm", (AnswersForm,), fields)


_NUMBERS: Mapping[ItemKind, Callable[[Any], Any]] = {
    ItemKind.COUNT: lambda label: forms.WholeField(label, required=False, minimum=0, maximum=COUNT_MAX),
    ItemKind.MONEY: lambda label: forms.WanField(label, required=False, minimum=0),
    ItemKind.SIGNED_MONEY: lambda label: forms.WanField(label, required=False),
    ItemKind.DAY: lambda label: forms.DayField(label, required=False),
}


def _field(item: Item, documents: list[tuple[str, str]]) -> Any:
    label = _(item.label.msgid)
    if item.kind is ItemKind.YES_NO:
        return forms.YesNoField(label, required=False)
    if item.kind is ItemKind.TICK:
        return forms.AgreeField(label)
    if item.kind in _NUMBERS:
        return _NUMBERS[item.kind](label)
    if item.kind is ItemKind.DOCUMENTS:
        return forms.ManyField(label, choices=documents)
    return forms.LongTextField(label, max=LONGEST_STATEMENT, required=False)
