"""Browsers whose requests know nothing of one another."""

from __future__ import annotations

from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Browser(FlaskClient):
    """The tests run inside one application context, whose `g` would hand the last request's person to the next."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Forget what the last request left behind, then send."""
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture(autouse=True)
def _separate_requests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "client" in request.fixturenames:  # the others need no application
        monkeypatch.setattr(request.getfixturevalue("app"), "test_client_class", Browser)
