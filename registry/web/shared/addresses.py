"""Where a form may lead back to: only to a page of this system."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 2000


def local_address(text: str | None, fallback: str) -> str:
    """`text` where it is a path of this system (with its query), else `fallback`.

    Browsers take a backslash for a slash and drop control characters, so that neither may be in it.
    """
    if not text or len(text) > LONGEST or not text.startswith("/") or text.startswith("//"):
        return fallback
    if "\\" in text or any(not char.isprintable() for char in text):
        return fallback
    try:
        parts = urlsplit(text)
    except ValueError:
        return fallback
    return fallback if parts.scheme or parts.netloc else text
