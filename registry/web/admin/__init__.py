"""Pages for accounts and the audit trail."""

from __future__ import annotations

from registry.web.admin.blueprint import blueprint
from registry.web.admin.views import load

__all__ = ["blueprint"]

load()
