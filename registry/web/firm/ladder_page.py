"""What the ladder page shows of each rung, and what stands beside the questions of all rungs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from registry.accounts.queries import find_user
from registry.assessments.ladder import Rung
from registry.assessments.origins import NO_RIGHTS
from registry.assessments.queries import declarations_of
from registry.core.reading import fetch
from registry.intellectual_property.queries import rights_of
from registry.reference.queries import schemes
from registry.web.firm import answers, page
from registry.web.shared import current, rungs
from registry.web.shared.context import moment
from registry.web.shared.i18n import translate
from registry.web.shared.items import Item, answer_words, answered_items


def shown(rung: Rung) -> dict[str, Any]:
    """Everything the page says of one rung, with where the firm enters what is missing."""
    said = rungs.shown(rung)
    if rung.assessment is not None:
        said["gaps"] = answers.gaps(rung.assessment, page.here("declarations"))
    return said


def questions() -> list[Item]:
    """The questions of all open schemes, each once, in the order of the ladder."""
    found: dict[str, Item] = {}
    for scheme in schemes(open_only=True):
        for item in answered_items(scheme, current.today()):
            if item.is_short:
                found.setdefault(item.code, item)
    if fetch(rights_of(current.enterprise().id), 1):
        found.pop(NO_RIGHTS, None)
    return list(found.values())


def asked_by(items: Sequence[Item]) -> dict[str, str]:
    """The schemes whose rules read the answer, by question."""
    readers: dict[str, list[str]] = {item.code: [] for item in items}
    for scheme in schemes(open_only=True):
        for item in answered_items(scheme, current.today()):
            if item.code in readers:
                readers[item.code].append(translate(scheme.label))
    return {code: _("、").join(names) for code, names in readers.items()}


def who_and_when() -> dict[str, str]:
    """By question: who answered it, and when."""
    stated = fetch(declarations_of(current.enterprise().id))
    people = {key: find_user(key) for key in {one.declared_by_id for one in stated if one.declared_by_id is not None}}
    names = {key: person.name for key, person in people.items() if person is not None}
    return {
        one.fact: _("%(name)s 于 %(at)s 填写", name=names[one.declared_by_id], at=moment(one.recorded_at))
        if one.declared_by_id in names
        else _("%(at)s 填写", at=moment(one.recorded_at))
        for one in stated
    }


def answers_in_words(items: Sequence[Item]) -> dict[str, str]:
    """What is declared, as it is read."""
    stated = {one.fact: one.value for one in fetch(declarations_of(current.enterprise().id))}
    return {item.code: translate(answer_words(item, stated)) for item in items}


def theirs(item: Item, stated: Mapping[str, Any]) -> str:
    """What the colleague answered."""
    return _("另一位经办人保存的是：%(answer)s", answer=translate(answer_words(item, stated)))
