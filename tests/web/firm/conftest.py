"""A firm with its people, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from registry.accounts.models import User
from registry.enterprises.models import Enterprise, MemberRole
from registry.extensions import db
from registry.web.shared.application import RegistryFlask
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.web.login import log_in


@dataclass
class Desk:
    """A person of the firm before a browser."""

    firm: Enterprise
    person: User
    browser: FlaskClient

    def url(self, path: str = "") -> str:
        """An address below the firm's."""
        return f"/firm/{self.firm.uscc}/{path}"


@pytest.fixture
def firm(client: FlaskClient) -> Enterprise:
    """A firm of 330205003 since 2015."""
    made = enterprise(name="宁波测试精密科技有限公司")
    db.session.commit()
    return made


@pytest.fixture
def desk(app: RegistryFlask, client: FlaskClient, firm: Enterprise) -> Callable[..., Desk]:
    """desk(role) is somebody of that role, logged in."""

    def sit_down(role: MemberRole = MemberRole.SUBMITTER, name: str = "") -> Desk:
        person = user(name)
        member(firm, person, role)
        browser = app.test_client()
        log_in(browser, person)
        return Desk(firm, person, browser)

    return sit_down


@pytest.fixture
def submitter(desk: Callable[..., Desk]) -> Desk:
    """The firm's submitter."""
    return desk(MemberRole.SUBMITTER, "提交人甲")
