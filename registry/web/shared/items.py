"""The items of an application: what the firm fills in, and what an officer's remark can stand at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from registry.applications.drafts import EVERYTHING
from registry.assessments.origins import NO_RIGHTS, declared_fields, read_fact, write_fact
from registry.core.text import Text, msg
from registry.reference.models import Scheme
from registry.rules import catalog
from registry.rules.facts import FactField, FactKind
from registry.web.shared.words import yes_no

STATEMENT = "statement"
DOCUMENTS = "documents"
REPORT = "annual_report"
RIGHTS = "intellectual_property"


class ItemKind(StrEnum):
    """How an item is answered; `elsewhere` items are filled in on pages of their own."""

    YES_NO = "yes_no"
    COUNT = "count"
    MONEY = "money"
    SIGNED_MONEY = "signed_money"
    DAY = "day"
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

    @property
    def is_short(self) -> bool:
        """Whether its field is one of the small ones that stand side by side."""
        return self.kind in _KINDS.values() or self.kind is ItemKind.TICK

    def read(self, stored: Any) -> Any:
        """The stored answer as a form field holds it: 分, a day; None where it is no answer to this question."""
        return stored if self.kind not in _FIELD_KINDS else read_fact(self._field, stored)

    def write(self, data: Any) -> Any:
        """What a form field holds as it is stored: money in 万元 and days as text."""
        return data if self.kind not in _FIELD_KINDS else write_fact(self._field, data)

    @property
    def _field(self) -> FactField:
        return FactField(self.code, _FIELD_KINDS[self.kind], self.label)


_KINDS = {
    FactKind.FLAG: ItemKind.YES_NO,
    FactKind.COUNT: ItemKind.COUNT,
    FactKind.MONEY: ItemKind.MONEY,
    FactKind.SIGNED_MONEY: ItemKind.SIGNED_MONEY,
    FactKind.DAY: ItemKind.DAY,
}
_FIELD_KINDS = {item: fact for fact, item in _KINDS.items()}

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
    declared = tuple(Item(field.name, field.label, _KINDS[field.kind]) for field in declared_fields(rule_set.id))
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
    if item.kind is not ItemKind.YES_NO:
        return msg("未填写") if item.read(value) is None else str(value)
    return yes_no(value if isinstance(value, bool) else None)
