"""Finding what has been typed."""

from __future__ import annotations

from sqlalchemy import Select, select

from registry.accounts.models import User
from registry.drafts.models import FieldDraft


def typed_in(form: str) -> Select[FieldDraft, str]:
    """Everything typed and not saved in a form, with the name of who typed it; the latest first within a field."""
    return (
        select(FieldDraft, User.name)
        .join(User, User.id == FieldDraft.user_id)
        .where(FieldDraft.form == form)
        .order_by(FieldDraft.field, FieldDraft.saved_at.desc(), FieldDraft.id.desc())
    )
