"""An account that can log in."""

from __future__ import annotations

from datetime import datetime

import pytest

from registry.accounts.models import User
from registry.accounts.passwords import PasswordPolicy
from registry.accounts.services import register_user

PASSWORD = "一只灰猫在弹钢琴"  # noqa: S105


@pytest.fixture
def policy() -> PasswordPolicy:
    """Costs next to nothing."""
    return PasswordPolicy(1, 8, 1)


@pytest.fixture
def clerk(session: object, policy: PasswordPolicy, at: datetime) -> User:
    """A person registered with PASSWORD."""
    return register_user("Wang.Wu@example.cn", "王五", PASSWORD, policy=policy, at=at)
