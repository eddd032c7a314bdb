"""What a person wants by mail."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext

from registry.messages.models import Kind
from registry.web.shared.choices import ManyField, RadioChoiceField
from registry.web.shared.forms import BaseForm
from registry.web.shared.i18n import translate
from registry.web.shared.words import MESSAGE_KINDS

OFFICE_KINDS = (Kind.OFFICE,)
FIRM_KINDS = tuple(kind for kind in Kind if kind not in (Kind.OFFICE, Kind.ACCOUNT))


class MailForm(BaseForm):
    """The kinds that come by mail, and the language; `offered` are the kinds a person gets at all."""

    kinds = ManyField(lazy_gettext("发邮件的消息"))
    language = RadioChoiceField(lazy_gettext("邮件语言"), choices=[("zh", lazy_gettext("中文")), ("en", "English")])

    def __init__(self, offered: tuple[Kind, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offered = offered
        self.kinds.flags.optional = False  # none is an answer too: nothing by mail
        self.kinds.choices = [(kind.value, translate(MESSAGE_KINDS[kind])) for kind in offered]

    def without(self) -> list[Kind]:
        """The kinds that were not ticked."""
        return [kind for kind in self.offered if kind.value not in (self.kinds.data or ())]
