"""Pages for the office."""

from __future__ import annotations

from registry.web.officer.blueprint import blueprint
from registry.web.officer.views import load

__all__ = ["blueprint"]

load()
