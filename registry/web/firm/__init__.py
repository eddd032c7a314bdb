"""Pages for a firm's people."""

from __future__ import annotations

from registry.web.firm.blueprint import blueprint
from registry.web.firm.views import load

__all__ = ["blueprint"]

load()
