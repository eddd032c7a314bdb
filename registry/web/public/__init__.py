"""Pages for everybody."""

from __future__ import annotations

from registry.web.public.blueprint import blueprint
from registry.web.public.views import load

__all__ = ["blueprint"]

load()
