"""Registering, passwords, roles, closing."""

from __future__ import annotations

from datetime import datetime

import pytest

from registry.accounts.models import Role, User
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.permissions import actor_of
from registry.accounts.queries import find_user_by_email, get_user, sessions_of, users
from registry.accounts.services import (
    authenticate,
    change_password,
    deactivate,
    grant_role,
    reactivate,
    register_user,
    rename_user,
    revoke_role,
    start_session,
)
from registry.audit.queries import events_of_subject
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.extensions import db
from tests.accounts.conftest import PASSWORD
from tests.factories.people import actor, user

OTHER = "三只乌龟在跳街舞"


def tags(person: User) -> list[str]:
    return [event.tag for event in db.session.scalars(events_of_subject("user", person.public_id))]


def test_registered_by_oneself(clerk: User) -> None:
    assert (clerk.email, clerk.name, clerk.is_officer) == ("wang.wu@example.cn", "王五", False)
    event = db.session.scalars(events_of_subject("user", clerk.public_id)).one()
    assert (event.tag, event.actor_id) == (Tag.USER_REGISTERED.value, clerk.id)
    assert PASSWORD not in clerk.password_hash


def test_an_address_has_one_account(clerk: User, policy: PasswordPolicy, at: datetime) -> None:
    with pytest.raises(Conflict) as refused:
        register_user(" WANG.WU@example.CN", "另一人", PASSWORD, policy=policy, at=at)
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("email", "name", "password", "field"),
    [
        ("no-address", "王五", PASSWORD, "email"),
        ("", "王五", PASSWORD, "email"),
        ("a\x00b@example.cn", "王五", PASSWORD, "email"),
        ("a" * 250 + "@example.cn", "王五", PASSWORD, "email"),
        ("a@example.cn", " \u200b ", PASSWORD, "name"),
        ("a@example.cn", "王" * 121, PASSWORD, "name"),
        ("a@example.cn", "王五", "short", "password"),
        ("a@example.cn", "王五", "Jiangbei2026!", "password"),
    ],
)
def test_wrong_input_is_named_by_its_field(
    session: object, policy: PasswordPolicy, at: datetime, email: str, name: str, password: str, field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        register_user(email, name, password, policy=policy, at=at)
    assert refused.value.field == field
    assert find_user_by_email(email) is None


def test_a_new_password_ends_the_other_sessions(clerk: User, policy: PasswordPolicy, at: datetime) -> None:
    _token, kept = start_session(clerk, address="", agent="", at=at)
    start_session(clerk, address="", agent="", at=at)
    change_password(clerk, PASSWORD, OTHER, policy=policy, keep=kept, actor=actor_of(clerk), at=at)
    assert db.session.scalars(sessions_of(clerk.id)).all() == [kept]
    assert authenticate(clerk.email, OTHER, address="", at=at, policy=policy) is clerk


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("wrong", OTHER, "old_password"), (PASSWORD, PASSWORD, "password"), (PASSWORD, "wang.wu2026", "password")],
)
def test_a_new_password_may_be_refused(
    clerk: User, policy: PasswordPolicy, at: datetime, old: str, new: str, field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        change_password(clerk, old, new, policy=policy, keep=None, actor=actor_of(clerk), at=at)
    assert refused.value.field == field


def test_nobody_sets_anothers_password(clerk: User, policy: PasswordPolicy, at: datetime) -> None:
    admin = actor(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        change_password(clerk, PASSWORD, OTHER, policy=policy, keep=None, actor=admin, at=at)


def test_a_role_is_given_and_taken(clerk: User, at: datetime) -> None:
    admin = actor(Role.ADMINISTRATOR)
    grant = grant_role(clerk, Role.REVIEWER, "330205", actor=admin, at=at)
    assert clerk.is_officer
    assert actor_of(clerk).holds("reviewer", "330205003")
    with pytest.raises(Conflict):
        grant_role(clerk, Role.REVIEWER, "330205", actor=admin, at=at)
    revoke_role(grant, actor=admin, at=at)
    assert not clerk.is_officer
    assert tags(clerk)[1:] == [Tag.ROLE_GRANTED.value, Tag.ROLE_REVOKED.value]


@pytest.mark.parametrize(
    ("role", "region"), [(Role.ADMINISTRATOR, "330205003"), (Role.REVIEWER, "330205"), (None, "330205")]
)
def test_roles_are_given_by_an_administrator_of_the_region(
    clerk: User, at: datetime, role: Role | None, region: str
) -> None:
    with pytest.raises(NotAllowed):
        grant_role(clerk, Role.REVIEWER, "330205", actor=actor(role, region=region), at=at)
    assert not clerk.is_officer


def test_nobody_gives_oneself_a_role(session: object, at: datetime) -> None:
    admin = user(role=Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        grant_role(admin, Role.APPROVER, "330205", actor=actor_of(admin), at=at)


@pytest.mark.parametrize("region", ["", "3", "330205x", "３３", "3" * 13])
def test_a_region_is_a_code(clerk: User, at: datetime, region: str) -> None:
    with pytest.raises(DomainError) as refused:
        grant_role(clerk, Role.REVIEWER, region, actor=SYSTEM, at=at)
    assert refused.value.field == "region_code"


def test_closing_and_opening_again(clerk: User, policy: PasswordPolicy, at: datetime) -> None:
    admin = actor(Role.ADMINISTRATOR)
    with pytest.raises(DomainError):
        deactivate(clerk, reason="  ", actor=admin, at=at)
    with pytest.raises(NotAllowed):
        deactivate(clerk, reason="离职", actor=actor_of(clerk), at=at)
    deactivate(clerk, reason="离职", actor=admin, at=at)
    with pytest.raises(Conflict):
        deactivate(clerk, reason="离职", actor=admin, at=at)
    with pytest.raises(Conflict):
        grant_role(clerk, Role.REVIEWER, "330205", actor=admin, at=at)
    reactivate(clerk, reason="返岗", actor=admin, at=at)
    with pytest.raises(Conflict):
        reactivate(clerk, reason="返岗", actor=admin, at=at)
    assert authenticate(clerk.email, PASSWORD, address="", at=at, policy=policy) is clerk


def test_an_officer_is_closed_only_by_who_manages_all_the_regions(session: object, at: datetime) -> None:
    officer = user(role=Role.REVIEWER, region="330205")
    with pytest.raises(NotAllowed):
        deactivate(officer, reason="调离", actor=actor(Role.ADMINISTRATOR, region="330205003"), at=at)
    deactivate(officer, reason="调离", actor=actor(Role.ADMINISTRATOR, region="3302"), at=at)
    assert not officer.is_active


def test_a_name_is_corrected(clerk: User, at: datetime) -> None:
    rename_user(clerk, " 王  伍 ", actor=actor_of(clerk), at=at)
    assert clerk.name == "王 伍"
    with pytest.raises(DomainError):
        rename_user(clerk, "王 伍", actor=actor_of(clerk), at=at)
    with pytest.raises(NotAllowed):
        rename_user(clerk, "别人", actor=Actor(None, "访客"), at=at)


def test_lists(clerk: User) -> None:
    officer = user(role=Role.LEADER)
    assert db.session.scalars(users(officers_only=True)).all() == [officer]
    assert {clerk, officer} <= set(db.session.scalars(users()))
    assert get_user(clerk.public_id) is clerk
    with pytest.raises(NotFound):
        get_user("nobody")
