"""The password policy of the running application: one for all requests, so that every check takes the same time."""

from __future__ import annotations

from flask import current_app

from registry.accounts.login import Throttle
from registry.accounts.passwords import PasswordPolicy

_KEY = "registry.password_policy"


def policy() -> PasswordPolicy:
    """The policy of the configuration's costs.

    The first call hashes once beforehand: made later, that hash would tell an unknown account by the time it takes.
    """
    found: PasswordPolicy | None = current_app.extensions.get(_KEY)
    if found is None:
        found = PasswordPolicy.from_config(current_app.config)
        found.verify(None, "")
        current_app.extensions[_KEY] = found
    return found


def throttle() -> Throttle:
    """How many failed log-ins the configuration bears."""
    config = current_app.config
    return Throttle(account_failures=config["LOGIN_FAILURES"], account_minutes=config["LOGIN_LOCK_MINUTES"])
