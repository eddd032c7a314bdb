"""江北区创新企业梯队登记系统: who holds which innovation title, on any date, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from config import Config
    from registry.web.shared.application import RegistryFlask


def create_app(config: type[Config] | Mapping[str, object] | None = None) -> RegistryFlask:
    """The application, wired.

    `config` is a class of the configuration module, values laid over those of REGISTRY_ENV, or None for those alone.
    """
    # here and not above, so that the pure parts of the package can be imported without the application
    from registry.wiring import build  # noqa: PLC0415

    return build(config)
