"""And / or over answers that may be unknown: None counts for neither side and is decided only by the others."""

from __future__ import annotations

from collections.abc import Iterable


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """False once any is False, True when all are True, otherwise None."""
    known = list(answers)
    if False in known:
        return False
    return None if None in known else True


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """True once any is True, False when all are False, otherwise None."""
    known = list(answers)
    if True in known:
        return True
    return None if None in known else False
