"""Keeping what is typed, and forgetting it when it is saved or grown old."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select

from registry.accounts.models import User
from registry.core.errors import DomainError
from registry.core.locking import lock_row
from registry.core.text import msg
from registry.drafts.models import LONGEST_NAME, FieldDraft, HeldForm
from registry.extensions import db

LONGEST_VALUE = 20_000
"""Characters of one field: more than any field takes, so that what is too long for the field is kept as well."""
LARGEST_FORM = 200_000
"""Characters of all fields sent at once."""
MOST_FIELDS = 2_000
HELD_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=90)

Typed = Mapping[str, Sequence[str]]
"""By the name of the field what a browser would send under it."""


def keep(form: str, typed: Typed, *, user: User, at: datetime) -> None:
    """Keep what a person has typed in a form; a second value of a field takes the place of the first.

    Raises DomainError (field: the name) where something is too long, too much, or holds what cannot be stored.
    """
    _require_storable(form, typed)
    if not typed:
        return
    lock_row(user)  # two windows of one person would otherwise add the same field twice
    stored = {one.field: one for one in db.session.scalars(_of(form, user))}
    if len(stored.keys() | typed.keys()) > MOST_FIELDS:
        raise DomainError(msg("这份表单的内容过多，无法自动保存。"))
    for field, values in typed.items():
        row = stored.get(field)
        if row is None:
            db.session.add(FieldDraft(form=form, field=field, user_id=user.id, value=list(values), saved_at=at))
        elif row.value != list(values):
            row.value, row.saved_at = list(values), at
    db.session.flush()


def clear(form: str, *, user: User) -> None:
    """The person has saved the form: what was typed on the way is no longer needed. Others' values stay."""
    db.session.execute(delete(FieldDraft).where(FieldDraft.form == form, FieldDraft.user_id == user.id))
    db.session.execute(delete(HeldForm).where(HeldForm.form == form, HeldForm.user_id == user.id))


def hold(form: str, typed: Typed, *, user: User, at: datetime) -> str:
    """Put away a form that came without a session; the answer is the secret that gives it back to `user`, once.

    A second form of the same task takes the place of the first. Raises DomainError as `keep` does.
    """
    _require_storable(form, typed)
    lock_row(user)
    db.session.execute(delete(HeldForm).where(HeldForm.form == form, HeldForm.user_id == user.id))
    secret = secrets.token_urlsafe(32)
    values = {field: list(given) for field, given in typed.items()}
    db.session.add(HeldForm(token_hash=_hash(secret), user_id=user.id, form=form, typed=values, held_at=at))
    db.session.flush()
    return secret


def claim(secret: str, *, user: User, at: datetime) -> bool:
    """Give a form that was put away back to who wrote it, as typed values; False where nothing is there for `user`."""
    row = db.session.scalars(select(HeldForm).where(HeldForm.token_hash == _hash(secret))).one_or_none()
    if row is None or row.user_id != user.id or at - row.held_at > HELD_FOR:
        return False
    form, typed, held_at = row.form, row.typed, row.held_at
    db.session.delete(row)
    keep(form, typed, user=user, at=held_at)
    return True


def forget(at: datetime) -> int:
    """Delete what nobody came back for: typed values after 90 days, held forms after 24 hours; how many."""
    old = delete(FieldDraft).where(FieldDraft.saved_at < at - KEPT_FOR).returning(FieldDraft.id)
    late = delete(HeldForm).where(HeldForm.held_at < at - HELD_FOR).returning(HeldForm.id)
    return len(db.session.scalars(old).all()) + len(db.session.scalars(late).all())


def _of(form: str, user: User) -> Select[FieldDraft]:
    return select(FieldDraft).where(FieldDraft.form == form, FieldDraft.user_id == user.id)


def _require_storable(form: str, typed: Typed) -> None:
    if len(form) > LONGEST_NAME:
        raise ValueError(f"name of a form too long: {form}")
    if len(typed) > MOST_FIELDS or sum(len(one) for values in typed.values() for one in values) > LARGEST_FORM:
        raise DomainError(msg("这份表单的内容过多，无法自动保存。"))
    for field, values in typed.items():
        if not 0 < len(field) <= LONGEST_NAME or not _is_storable(field):
            raise DomainError(msg("表单里有不能识别的项目，无法自动保存。"))
        if len(values) > MOST_FIELDS or any(len(one) > LONGEST_VALUE for one in values):
            raise DomainError(msg("这一项超过 {limit} 个字符，无法自动保存。", limit=LONGEST_VALUE), field)
        if not all(_is_storable(one) for one in values):
            raise DomainError(msg("这一项含有不能保存的字符，请删除后重新填写。"), field)


def _is_storable(text: str) -> bool:
    """Half of a pair of code units cannot be encoded, and PostgreSQL takes no NUL."""
    return "\x00" not in text and not any("\ud800" <= one <= "\udfff" for one in text)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
