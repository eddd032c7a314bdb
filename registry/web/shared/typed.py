"""Fields with what was typed and not saved: put back into the form, what is saved and what others typed beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import widgets

from registry.core.reading import fetch
from registry.drafts.models import FieldDraft
from registry.drafts.queries import typed_in
from registry.web.shared import current
from registry.web.shared.context import moment

Values = list[str]


@dataclass(frozen=True)
class Offer:
    """A value that the person may take: who or what says it, the value in words and as it is sent."""

    says: str
    words: str
    values: Values


@dataclass
class Typed:
    """What stands beside a field."""

    own: str = ""
    """That the value in the field is typed only, since when; "" where it is what is saved."""
    offers: list[Offer] = field(default_factory=list)


@dataclass(frozen=True)
class Others:
    """What one other person has typed in a field."""

    name: str
    says: str
    values: Values


def others_in(form: str) -> list[Others]:
    """What everybody else has typed in the form and not saved."""
    return _others(fetch(typed_in(form)))


def restore(form: Any, task: str, *, is_fresh: bool) -> None:
    """Give the fields in which something was typed their `typed`; `is_fresh` puts the person's own values back.

    A page that was sent (not `is_fresh`) shows what was sent.
    """
    rows: list[tuple[FieldDraft, str]] = fetch(typed_in(task))
    mine = {row.field: row for row, _name in rows if row.user_id == current.user().id and is_fresh}
    others: dict[str, list[Others]] = {}
    for one in _others(rows):
        others.setdefault(one.name, []).append(one)
    for leaf in _leaves(form):
        if leaf.name in mine or leaf.name in others:
            found = _typed(form, leaf, mine.get(leaf.name), others.get(leaf.name, []))
            leaf.typed = found if found.own or found.offers else None


def boxes_of(form: Any) -> list[str]:
    """Names of the fields that a browser leaves out where nothing is ticked."""
    return [leaf.name for leaf in _leaves(form) if _is_box(leaf)]


def has_secret(form: Any) -> bool:
    """Whether the form asks for a password."""
    return any(isinstance(leaf.widget, widgets.PasswordInput) for leaf in _every_leaf(form))


def clock_words(at: datetime) -> str:
    """An instant as it is read today: the time alone, with the day where it was another."""
    words, now = moment(at), moment(current.now())
    return words[-5:] if words[:10] == now[:10] else words


def _others(rows: Sequence[tuple[FieldDraft, str]]) -> list[Others]:
    mine = current.user().id
    return [
        Others(
            row.field, _("%(name)s 于 %(at)s 输入，尚未提交保存：", name=name, at=clock_words(row.saved_at)), row.value
        )
        for row, name in rows
        if row.user_id != mine
    ]


def _typed(form: Any, leaf: Any, mine: FieldDraft | None, others: Sequence[Others]) -> Typed:
    saved = _values(leaf)
    found = Typed()
    if mine is not None and not _same(mine.value, saved):
        at = clock_words(mine.saved_at)
        if _plain(saved):
            found.own = _("由您于 %(at)s 输入，尚未提交保存。", at=at)
            found.offers.append(Offer(_("原内容："), _words(leaf, saved), saved))
        else:
            found.own = _("由您于 %(at)s 输入，尚未提交保存；原来没有填写。", at=at)
        _put(form, leaf, mine.value)
    known = [saved, _values(leaf)]
    for one in others:
        if not any(_same(one.values, value) for value in known):
            found.offers.append(Offer(one.says, _words(leaf, one.values), one.values))
    return found


def _put(form: Any, leaf: Any, values: Values) -> None:
    """The value as if it had been sent, with what is wrong about it; that something is lacking is not yet wrong."""
    leaf.process(MultiDict([(leaf.name, value) for value in values]))
    if _plain(values):
        leaf.validate(form)


def _values(leaf: Any) -> Values:
    """What a browser would send for the field as it is drawn now."""
    if hasattr(leaf, "iter_choices"):
        return [str(choice.value) for choice in leaf.iter_choices() if choice.selected]
    if isinstance(leaf.widget, widgets.CheckboxInput):
        return [leaf._value()] if leaf.data else []
    return [str(leaf._value())]


def _words(leaf: Any, values: Values) -> str:
    """Values as they are read: the words of a choice, 是 or 否 for a box, else what was typed."""
    if isinstance(leaf.widget, widgets.CheckboxInput):
        return _("是") if values else _("否")
    labels: Callable[[str], str] = str
    if hasattr(leaf, "iter_choices"):
        known = {str(choice.value): str(choice.label) for choice in leaf.iter_choices()}
        labels = lambda value: known.get(value, value)  # noqa: E731
    shown = values if _is_box(leaf) else _plain(values)
    return _("、").join(labels(value) for value in shown) or _("空白")


def _same(one: Values, other: Values) -> bool:
    return _plain(one) == _plain(other)


def _plain(values: Values) -> Values:
    return [value.replace("\r\n", "\n") for value in values if value.strip()]


def _is_box(leaf: Any) -> bool:
    many = hasattr(leaf, "iter_choices") and not isinstance(leaf.widget, widgets.Select)
    return many or isinstance(leaf.widget, widgets.CheckboxInput)


def _leaves(form: Any) -> Iterator[Any]:
    """The fields that a person types in: nothing hidden, no file, no password."""
    kept_out = (widgets.HiddenInput, widgets.FileInput, widgets.PasswordInput)
    return (leaf for leaf in _every_leaf(form) if not isinstance(leaf.widget, kept_out))


def _every_leaf(form: Any) -> Iterator[Any]:
    for one in form:
        inner = getattr(one, "form", None) or getattr(one, "entries", None)
        if inner is None:
            yield one
        else:
            yield from _every_leaf(inner)
