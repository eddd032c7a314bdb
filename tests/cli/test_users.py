"""`users create-administrator`: the first account, once."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from click.testing import Result
from sqlalchemy import select

from registry.accounts.models import Role, User
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.services import authenticate, deactivate
from registry.audit.models import AuditEvent
from registry.core.actor import SYSTEM
from registry.extensions import db
from registry.web.shared.application import RegistryFlask

EMAIL = "zhang@example.cn"
PASSWORD = "一只灰猫在弹钢琴"

pytestmark = pytest.mark.usefixtures("session")


def create(app: RegistryFlask, *more: str, email: str = EMAIL, typed: str = f"{PASSWORD}\n{PASSWORD}\n") -> Result:
    arguments = ["users", "create-administrator", email, "--name", "张立", *more]
    return app.test_cli_runner().invoke(args=arguments, input=typed)


def people() -> list[User]:
    return list(db.session.scalars(select(User).order_by(User.id)))


def can_log_in(app: RegistryFlask, password: str, at: datetime) -> bool:
    policy = PasswordPolicy.from_config(app.config)
    return authenticate(EMAIL, password, address="", policy=policy, at=at).email == EMAIL


def test_asks_for_the_password_without_showing_it(app: RegistryFlask, at: datetime) -> None:
    result = create(app)
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output
    (person,) = people()
    assert [(grant.role, grant.region_code) for grant in person.grants] == [(Role.ADMINISTRATOR, "330205")]
    assert not person.must_change_password
    assert can_log_in(app, PASSWORD, at)
    events = db.session.execute(select(AuditEvent.tag, AuditEvent.actor_name, AuditEvent.subject_id)).all()
    told = [tuple(event) for event in events if event.tag != "user:login_failed"]
    assert told == [("user:registered", "系统", person.public_id), ("role:granted", "系统", person.public_id)]


def test_prints_a_one_time_password_that_has_to_be_changed(app: RegistryFlask, at: datetime) -> None:
    result = create(app, "--one-time", typed="")
    assert result.exit_code == 0, result.output
    found = re.search("一次性密码：(.+)", result.stdout)
    assert found
    (person,) = people()
    assert person.must_change_password
    assert can_log_in(app, found[1], at)


def test_a_second_one_only_when_wanted(app: RegistryFlask) -> None:
    create(app)
    again = create(app, email="li@example.cn", typed="")
    assert again.exit_code == 2
    assert "--another" in again.output
    assert len(people()) == 1
    assert create(app, "--another", email="li@example.cn").exit_code == 0
    assert len(people()) == 2


def test_an_administrator_who_cannot_log_in_does_not_stand_in_the_way(app: RegistryFlask, at: datetime) -> None:
    create(app)
    deactivate(people()[0], reason="离职", actor=SYSTEM, at=at)
    db.session.commit()
    assert create(app, email="li@example.cn").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "typed", "words"),
    [
        ({"email": "zhang"}, f"{PASSWORD}\n{PASSWORD}\n", "邮箱地址的写法不对"),
        ({}, "12345678\n12345678\n", "容易被猜到"),
        ({}, "short\nshort\n", "至少 8 个字符"),
    ],
)
def test_what_is_refused_leaves_nothing(app: RegistryFlask, arguments: dict[str, str], typed: str, words: str) -> None:
    result = create(app, typed=typed, **arguments)
    assert (result.exit_code, people()) == (2, [])
    assert words in result.output
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_two_different_passwords_are_no_password(app: RegistryFlask) -> None:
    result = create(app, typed=f"{PASSWORD}\n{PASSWORD}x\n")
    assert result.exit_code == 1
    assert people() == []


def test_a_taken_address_and_an_unknown_region_are_told(app: RegistryFlask) -> None:
    create(app)
    taken = create(app, "--another", "--one-time")
    assert (taken.exit_code, len(people())) == (2, 1)
    assert "已经注册过" in taken.output
    unknown = create(app, "--another", "--region", "99", email="li@example.cn")
    assert (unknown.exit_code, len(people())) == (2, 1)
    assert "没有代码为 99 的区域" in unknown.output
