"""People for tests."""

from __future__ import annotations

from itertools import count

from registry.accounts.models import Role, RoleGrant, User
from registry.core.actor import Actor
from registry.core.ids import new_public_id
from registry.extensions import db
from tests.factories.time import START

_numbers = count(1)


def user(name: str = "", *, email: str = "", role: Role | None = None, region: str = "330205") -> User:
    """A person with an account; with `role`, an officer for `region`. The password cannot be used to log in."""
    number = next(_numbers)
    person = User(
        public_id=new_public_id(),
        email=email or f"person{number}@example.cn",
        name=name or f"测试人员{number}",
        password_hash="!",  # noqa: S106
        created_at=START,
    )
    if role is not None:
        person.grants.append(RoleGrant(role=role, region_code=region))
    db.session.add(person)
    db.session.flush()
    return person


def actor(role: Role | None = None, *, region: str = "330205", name: str = "") -> Actor:
    """The same as services see one."""
    person = user(name, role=role, region=region)
    return Actor(person.id, person.name, "127.0.0.1", frozenset({(role.value, region)} if role else ()))
