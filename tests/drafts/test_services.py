"""What is typed is kept for its writer, once for each field, until it is saved or grows old."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from registry.accounts.models import User
from registry.audit.models import AuditEvent
from registry.core.errors import DomainError
from registry.drafts.models import FieldDraft, HeldForm
from registry.drafts.queries import typed_in
from registry.drafts.services import HELD_FOR, KEPT_FOR, LARGEST_FORM, LONGEST_VALUE, claim, clear, forget, hold, keep
from registry.extensions import db
from tests.factories.people import user
from tests.factories.time import START

FORM = "firm:91330205MA0000000X:report:2025"


@pytest.fixture
def writer(session: scoped_session[Session]) -> User:
    return user("王芳")


def typed(form: str = FORM) -> list[tuple[str, str, list[str]]]:
    """(field, who, value) of everything typed in the form."""
    return [(row.field, name, row.value) for row, name in db.session.execute(typed_in(form))]


def count(model: type[FieldDraft] | type[HeldForm]) -> int:
    return db.session.scalars(select(func.count()).select_from(model)).one()


def test_a_second_value_takes_the_place_of_the_first_and_the_same_again_changes_nothing(writer: User) -> None:
    keep(FORM, {"revenue": ["12"], "documents": ["a", "b"]}, user=writer, at=START)
    keep(FORM, {"revenue": ["12x"]}, user=writer, at=START + timedelta(minutes=1))
    keep(FORM, {"revenue": ["12x"], "documents": []}, user=writer, at=START + timedelta(minutes=9))
    assert typed() == [("documents", "王芳", []), ("revenue", "王芳", ["12x"])]
    revenue = db.session.scalars(select(FieldDraft).where(FieldDraft.field == "revenue")).one()
    assert revenue.saved_at == START + timedelta(minutes=1)


def test_two_people_keep_their_own_and_a_save_clears_only_ones_own(writer: User) -> None:
    other = user("李强")
    keep(FORM, {"revenue": ["12"]}, user=writer, at=START)
    keep(FORM, {"revenue": ["13"]}, user=other, at=START + timedelta(minutes=1))
    keep("firm:another:report:2025", {"revenue": ["99"]}, user=writer, at=START)
    assert typed() == [("revenue", "李强", ["13"]), ("revenue", "王芳", ["12"])]
    clear(FORM, user=writer)
    clear(FORM, user=writer)
    assert typed() == [("revenue", "李强", ["13"])]
    assert typed("firm:another:report:2025") == [("revenue", "王芳", ["99"])]


@pytest.mark.parametrize(
    ("fields", "at_field"),
    [
        ({"reason": ["好\x00"]}, "reason"),
        ({"reason": ["\ud83d"]}, "reason"),
        ({"reason": ["字" * (LONGEST_VALUE + 1)]}, "reason"),
        ({"reason": [""] * 3000}, "reason"),
        ({"": ["1"]}, None),
        ({"x" * 161: ["1"]}, None),
        ({f"field{number}": ["1"] for number in range(2001)}, None),
        ({f"field{number}": ["字" * LONGEST_VALUE] for number in range(LARGEST_FORM // LONGEST_VALUE + 1)}, None),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(writer: User, fields: dict[str, list[str]], at_field: str | None) -> None:
    with pytest.raises(DomainError) as refused:
        keep(FORM, {"revenue": ["12"], **fields}, user=writer, at=START)
    assert refused.value.field == at_field
    assert typed() == []
    with pytest.raises(DomainError):
        hold(FORM, fields, user=writer, at=START)


def test_the_longest_value_is_kept(writer: User) -> None:
    keep(FORM, {"reason": ["字" * LONGEST_VALUE]}, user=writer, at=START)
    assert typed() == [("reason", "王芳", ["字" * LONGEST_VALUE])]


def test_many_small_requests_cannot_fill_the_disk(writer: User) -> None:
    keep(FORM, {f"a{number}": ["1"] for number in range(2000)}, user=writer, at=START)
    with pytest.raises(DomainError):
        keep(FORM, {"one_more": ["1"]}, user=writer, at=START)
    keep(FORM, {"a7": ["2"]}, user=writer, at=START)


def test_a_held_form_comes_back_once_and_to_its_writer_only(writer: User) -> None:
    secret = hold(FORM, {"revenue": ["12"], "agreed": []}, user=writer, at=START)
    later = START + timedelta(hours=1)
    assert not claim(secret, user=user("李强"), at=later)
    assert not claim("another secret", user=writer, at=later)
    assert typed() == []
    assert claim(secret, user=writer, at=later)
    assert typed() == [("agreed", "王芳", []), ("revenue", "王芳", ["12"])]
    assert not claim(secret, user=writer, at=later)


def test_a_held_form_is_kept_for_a_day(writer: User) -> None:
    secret = hold(FORM, {"revenue": ["12"]}, user=writer, at=START)
    assert not claim(secret, user=writer, at=START + HELD_FOR + timedelta(seconds=1))
    assert claim(secret, user=writer, at=START + HELD_FOR)


def test_the_second_held_form_of_a_task_takes_the_place_of_the_first(writer: User) -> None:
    first = hold(FORM, {"revenue": ["12"]}, user=writer, at=START)
    second = hold(FORM, {"revenue": ["13"]}, user=writer, at=START)
    assert count(HeldForm) == 1
    assert not claim(first, user=writer, at=START)
    assert claim(second, user=writer, at=START)
    assert typed() == [("revenue", "王芳", ["13"])]


def test_the_secret_itself_is_not_stored(writer: User) -> None:
    secret = hold(FORM, {"revenue": ["12"]}, user=writer, at=START)
    row = db.session.scalars(select(HeldForm)).one()
    assert secret not in (row.token_hash, row.form)


def test_what_nobody_comes_back_for_is_forgotten(writer: User) -> None:
    keep(FORM, {"old": ["1"]}, user=writer, at=START)
    keep(FORM, {"young": ["1"]}, user=writer, at=START + timedelta(days=1))
    hold(FORM, {"old": ["1"]}, user=writer, at=START)
    assert forget(START + HELD_FOR) == 0
    assert forget(START + KEPT_FOR) == 1
    assert count(HeldForm) == 0
    assert forget(START + KEPT_FOR + timedelta(seconds=1)) == 1
    assert typed() == [("young", "王芳", ["1"])]


def test_nothing_of_it_is_in_the_audit_trail(writer: User) -> None:
    before = db.session.scalars(select(func.count()).select_from(AuditEvent)).one()
    keep(FORM, {"revenue": ["12"]}, user=writer, at=START)
    claim(hold(FORM, {"revenue": ["13"]}, user=writer, at=START), user=writer, at=START)
    clear(FORM, user=writer)
    assert db.session.scalars(select(func.count()).select_from(AuditEvent)).one() == before
