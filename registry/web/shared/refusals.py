"""A refusal from below, shown where the person can mend it."""

from __future__ import annotations

from typing import Any

from registry.core.errors import DomainError
from registry.core.text import Text
from registry.web.shared.i18n import translate


def place(form: Any, error: DomainError) -> None:
    """Put the refusal at the field it names, or above the form where it names none of this form's."""
    put(form, error.field, error.text)


def put(form: Any, field: str | None, text: Text) -> None:
    """Add a sentence to the field of that name, or to the form."""
    sentence = translate(text)
    if field is not None and field in form:
        form[field].errors = [*form[field].errors, sentence]
    else:
        form.form_errors = [*form.form_errors, sentence]
