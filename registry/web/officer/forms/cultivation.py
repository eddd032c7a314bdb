"""Taking firms in, noting, handing over and ending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext

from registry.accounts.models import User
from registry.assessments.cultivation import LONGEST_CLOSING_NOTE, LONGEST_NOTE
from registry.web.shared.forms import BaseForm, ChoiceField, LongTextField, VersionField


class NoteForm(BaseForm):
    """What was done."""

    text = LongTextField(lazy_gettext("培育情况"), max=LONGEST_NOTE)


class CloseForm(BaseForm):
    """What came of it."""

    version = VersionField()
    text = LongTextField(lazy_gettext("结束的原因或结果"), max=LONGEST_CLOSING_NOTE)


class _OwnerForm(BaseForm):
    owner = ChoiceField(lazy_gettext("责任人"))
    note = LongTextField(lazy_gettext("说明"), max=LONGEST_NOTE, required=False)

    def __init__(self, keepers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owner.choices = [(one.public_id, one.name) for one in keepers]
        self._keepers = {one.public_id: one for one in keepers}

    @property
    def chosen(self) -> User:
        """Who was chosen; only of a form that is valid."""
        return self._keepers[self.owner.data]


class TakeForm(_OwnerForm):
    """Who cares for the firms, and the first note of each."""


class HandOverForm(_OwnerForm):
    """Who goes on; `version` is the one that was shown."""

    version = VersionField()
