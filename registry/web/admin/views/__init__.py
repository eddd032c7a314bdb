"""Views of this audience, by feature."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules


def load() -> None:
    """Import every module of views, so that its routes are known to the blueprint."""
    for module in iter_modules(__path__, prefix=f"{__name__}."):
        import_module(module.name)
