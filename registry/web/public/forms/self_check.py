"""The quick self-check's form: a box for every fact asked, none of them required."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from registry.core.text import msg
from registry.rules.facts import COUNT_MAX, Fact, FactKind
from registry.rules.vocabulary import find
from registry.web.public.quick_questions import Question
from registry.web.shared import forms


class QuickForm(forms.BaseForm):
    """The answers of one visitor; made by `quick_form`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.flags.optional = False  # none of them is required, which is said once for all

    def facts(self, questions: Iterable[Question]) -> dict[str, Fact]:
        """The answers by name of the fact, money in 分; None where nothing was answered."""
        return {name: self[name].data for question in questions for name in question.asks}


_FIELDS: Mapping[FactKind, Callable[[Any], Any]] = {
    FactKind.COUNT: lambda label: forms.WholeField(label, required=False, minimum=0, maximum=COUNT_MAX),
    FactKind.MONEY: lambda label: forms.WanField(label, required=False),
    FactKind.SIGNED_MONEY: lambda label: forms.WanField(label, required=False, minimum=-forms.MOST_WAN),
    FactKind.FLAG: lambda label: forms.YesNoField(label, required=False),
    FactKind.DAY: lambda label: forms.DayField(label, required=False),
}


def quick_form(questions: Iterable[Question]) -> type[QuickForm]:
    """A form class with a field for each fact of the questions."""
    fields = {
        name: forms.AgreeField(label) if question.ticks else _FIELDS[_kind(name)](label)
        for question in questions
        for name, label in question.asks.items()
    }
    return type("QuickQuestions", (QuickForm,), fields)


def unit_of(name: str) -> str:
    """What a box is filled in with, "" where that goes without saying."""
    if _kind(name) in {FactKind.MONEY, FactKind.SIGNED_MONEY}:
        return msg("万元").msgid
    if _kind(name) is FactKind.COUNT:
        return (msg("人") if "staff" in name else msg("名") if "rank" in name else msg("项")).msgid
    return ""


def _kind(name: str) -> FactKind:
    field = find(name)
    assert field is not None, name
    return field.kind
