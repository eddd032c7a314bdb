"""Identifiers that may stand in an address."""

from __future__ import annotations

import base64
import secrets


def new_public_id() -> str:
    """26 lower-case characters, 128 random bits."""
    return base64.b32encode(secrets.token_bytes(16)).decode("ascii").rstrip("=").lower()
