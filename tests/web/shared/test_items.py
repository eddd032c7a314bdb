"""The items of an application and the words of tables: nothing without a name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from registry.applications.drafts import EVERYTHING
from registry.assessments.origins import NO_RIGHTS, declared_fields
from registry.enterprises.models import MemberRole, MembershipState, Presence, SizeClass
from registry.intellectual_property.models import Acquisition
from registry.reference.models import DecidedBy, Scheme, Tier
from registry.reference.queries import get_scheme
from registry.reports.models import ReportState
from registry.rules.identifiers.ip_numbers import IpKind
from registry.web.shared import words
from registry.web.shared.items import (
    DOCUMENTS,
    STATEMENT,
    Item,
    ItemKind,
    answer_words,
    answered_items,
    item_label,
    remark_items,
)

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (MemberRole, words.MEMBER_ROLES),
        (MemberRole, words.MEMBER_ROLE_NOTES),
        (MembershipState, words.MEMBERSHIP_STATES),
        (ReportState, words.REPORT_STATES),
        (Presence, words.PRESENCES),
        (SizeClass, words.SIZE_CLASSES),
        (Tier, words.TIERS),
        (DecidedBy, words.DECIDED_BY),
        (IpKind, words.IP_KINDS),
        (Acquisition, words.ACQUISITIONS),
    ],
)
def test_every_value_has_a_word(kind: type[StrEnum], table: Mapping[Any, Any]) -> None:
    assert set(table) == set(kind)


def test_a_class_is_named() -> None:
    assert str(words.class_word(IpKind.INVENTION_PATENT)) == "Ⅰ类"
    assert str(words.class_word(IpKind.SOFTWARE_COPYRIGHT)) == "Ⅱ类"
    assert str(words.class_word(IpKind.PCT)) == "不计分"


def test_a_scheme_with_rules_asks_what_its_rules_want(session: scoped_session[Session]) -> None:
    codes = [item.code for item in answered_items(get_scheme("national_sme"), ON)]
    declared = [field.name for field in declared_fields("tech_sme_2017")]
    assert codes == [*declared, NO_RIGHTS, STATEMENT, DOCUMENTS]


def test_a_scheme_without_rules_asks_for_a_statement_and_files() -> None:
    assert [item.code for item in answered_items(Scheme(code="other", rule_sets=[]), ON)] == [STATEMENT, DOCUMENTS]


def test_before_the_rules_were_in_force_they_ask_nothing(session: scoped_session[Session]) -> None:
    codes = [item.code for item in answered_items(get_scheme("national_sme"), date(2017, 5, 2))]
    assert codes == [STATEMENT, DOCUMENTS]


def test_a_remark_can_stand_at_every_answer_and_at_all_of_them(session: scoped_session[Session]) -> None:
    scheme = get_scheme("national_sme")
    codes = [item.code for item in remark_items(scheme, ON)]
    assert set(codes) > {item.code for item in answered_items(scheme, ON)}
    assert codes[-1] == EVERYTHING
    assert len(codes) == len(set(codes))
    assert str(item_label(STATEMENT, scheme, ON)) == "申请说明"
    assert item_label("of_an_older_form", scheme, ON) == "of_an_older_form"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (ItemKind.YES_NO, True, "是"),
        (ItemKind.YES_NO, False, "否"),
        (ItemKind.YES_NO, None, "未填写"),
        (ItemKind.YES_NO, "yes", "未填写"),
        (ItemKind.TICK, None, "否"),
        (ItemKind.TICK, True, "是"),
        (ItemKind.TEXT, "", "未填写"),
        (ItemKind.TEXT, "写了", "写了"),
        (ItemKind.DOCUMENTS, ["a", "b"], "2 份"),
        (ItemKind.DOCUMENTS, None, "0 份"),
        (ItemKind.COUNT, 0, "0"),
        (ItemKind.COUNT, None, "未填写"),
        (ItemKind.COUNT, "3", "未填写"),
        (ItemKind.MONEY, "12.5", "12.5"),
        (ItemKind.MONEY, "-1", "未填写"),
        (ItemKind.SIGNED_MONEY, "-1", "-1"),
        (ItemKind.DAY, "2026-03-02", "2026-03-02"),
        (ItemKind.DAY, "2026-02-30", "未填写"),
    ],
)
def test_an_answer_is_read_as_it_was_given(kind: ItemKind, value: object, shown: str) -> None:
    item = Item("code", words.TIERS[Tier.SME], kind)
    assert str(answer_words(item, {"code": value})) == shown


@pytest.mark.parametrize(
    ("kind", "stored", "data"),
    [
        (ItemKind.YES_NO, False, False),
        (ItemKind.COUNT, 0, 0),
        (ItemKind.MONEY, "12.5", 12_500_000),
        (ItemKind.DAY, "2026-03-02", ON),
        (ItemKind.TEXT, "写了", "写了"),
        (ItemKind.DOCUMENTS, ["a"], ["a"]),
    ],
)
def test_a_form_gives_back_what_was_stored(kind: ItemKind, stored: object, data: object) -> None:
    item = Item("code", words.TIERS[Tier.SME], kind)
    assert item.read(stored) == data
    assert item.write(data) == stored
