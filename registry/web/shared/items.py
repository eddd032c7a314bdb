"""The items of an application: what the firm fills in, and what an officer's remark can stand at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from registry.applications.drafts import EVERYTHING
from registry.applications.facts import DECLARED, NO_RIGHTS
from registry.core.text import Text, msg
from registry.reference.models import Scheme
from registry.rules import catalog
from registry.web.shared.words import yes_no

STATEMENT = "statement"
DOCUMENTS = "documents"
REPORT = "annual_report"
RIGHTS = "intellectual_property"


class ItemKind(StrEnum):
    """How an item is answered; `elsewhere` items are filled in on pages of their own."""

    YES_NO = "yes_no"
    TICK = "tick"
    TEXT = "text"
    DOCUMENTS = "documents"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Item:
    """One item; `code` is its name in `Application.draft` and in `Remark.item`."""

    code: str
    label: Text
    kind: ItemKind


_COMMON = (
    Item(STATEMENT, msg("申请说明"), ItemKind.TEXT),
    Item(DOCUMENTS, msg("证明材料"), ItemKind.DOCUMENTS),
)
_ELSEWHERE = (
    Item(REPORT, msg("年度报告数据"), ItemKind.ELSEWHERE),
    Item(RIGHTS, msg("知识产权登记"), ItemKind.ELSEWHERE),
)


def answered_items(scheme: Scheme, on: date) -> tuple[Item, ...]:
    """What the firm answers on the application itself, in the order of the form."""
    rule_set = catalog.in_force(scheme.rule_sets, on)
    if rule_set is None:
        return _COMMON
    labels = {field.name: field.label for field in catalog.fact_fields(rule_set.id)}
    declared = tuple(Item(name, labels[name], ItemKind.YES_NO) for name in DECLARED if name in labels)
    none = Item(NO_RIGHTS, msg("本企业没有任何知识产权"), ItemKind.TICK)
    return (*declared, none, *_COMMON)


def remark_items(scheme: Scheme, on: date) -> tuple[Item, ...]:
    """What an officer may ask to have mended; `EVERYTHING` opens all of it."""
    return (*answered_items(scheme, on), *_ELSEWHERE, Item(EVERYTHING, msg("全部内容"), ItemKind.ELSEWHERE))


def item_label(code: str, scheme: Scheme, on: date) -> Text | str:
    """The item's name; an item of an older form keeps its code."""
    for item in remark_items(scheme, on):
        if item.code == code:
            return item.label
    return code


def answer_words(item: Item, answers: Mapping[str, Any]) -> Text | str:
    """An answer as it is read; documents are counted."""
    value = answers.get(item.code)
    if item.kind is ItemKind.DOCUMENTS:
        return msg("{count} 份", count=len(value or []))
    if item.kind is ItemKind.TEXT:
        return str(value or "") or msg("未填写")
    if item.kind is ItemKind.TICK:
        return yes_no(value is True)
    return yes_no(value if isinstance(value, bool) else None)
