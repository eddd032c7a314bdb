"""What a reader of the trail sees of personal data: enough to tell one from another, not enough to use."""

from __future__ import annotations

import re
from typing import Any

_EMAIL = re.compile(r"([\w.+-])[\w.+-]*@([\w-]+(?:\.[\w-]+)+)")
_MOBILE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")
# a unified social credit code begins with 9 or a letter, an identity card with the 1 to 8 of a part of the country
_IDENTITY_CARD = re.compile(r"(?<![0-9A-Za-z])([1-8]\d{5})\d{8}(\d{3}[\dXx])(?![0-9A-Za-z])")
_PERSONAL = frozenset({"name", "email", "contact", "phone", "objector_name", "objector_contact"})
"""Keys whose value is about a person wherever they stand."""


def mask_text(text: str) -> str:
    """E-mail addresses, mobile numbers and identity card numbers inside a text lose their middle."""
    text = _EMAIL.sub(r"\1***@\2", text)
    text = _IDENTITY_CARD.sub(r"\1********\2", text)
    return _MOBILE.sub(r"\1****\2", text)


def mask_name(name: str) -> str:
    """A person's name: the first character, and a star for each of the others."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def mask_address(address: str) -> str:
    """A network address without the part that tells one machine from its neighbours."""
    if ":" in address:
        return ":".join(address.split(":")[:2]) + ":*"
    parts = address.split(".")
    return ".".join([*parts[:2], "*", "*"]) if len(parts) == 4 else address


def mask_data(data: dict[str, Any], *, about_person: bool) -> dict[str, Any]:
    """An event's data; `about_person` where its subject is an account, whose names before and after are masked too."""
    personal = _PERSONAL | {"before", "after"} if about_person else _PERSONAL - {"name"}
    return {key: _mask(value, key in personal) for key, value in data.items()}


def _mask(value: Any, is_personal: bool) -> Any:
    if isinstance(value, str):
        masked = mask_text(value)
        return mask_name(value) if is_personal and masked == value else masked
    if isinstance(value, dict):
        return {key: _mask(inner, key in _PERSONAL - {"name"}) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mask(inner, is_personal) for inner in value]
    return value
