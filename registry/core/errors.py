"""Errors that a person can act on; the web turns each into its status and a clear page."""

from __future__ import annotations

from registry.core.text import Text


class DomainError(Exception):
    """The act is refused. `text` says why and what to do; `field` names the form field it belongs to."""

    status = 422

    def __init__(self, text: Text, field: str | None = None) -> None:
        super().__init__(str(text))
        self.text = text
        self.field = field


class NotAllowed(DomainError):
    """This person may not do this, whatever the data."""

    status = 403


class NotFound(DomainError):
    """There is no such thing within this person's reach."""

    status = 404


class Conflict(DomainError):
    """Somebody else changed the thing meanwhile; nothing of the present attempt was stored."""

    status = 409
