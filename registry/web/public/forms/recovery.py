"""Getting back in by mail."""

from __future__ import annotations

from flask_babel import lazy_gettext

from registry.accounts.passwords import LONGEST
from registry.web.public.forms.accounts import EMAIL_LENGTH, AgainForm
from registry.web.shared.forms import BaseForm, SecretField, TextField


class ForgottenForm(BaseForm):
    """Where the mail is to go."""

    email = TextField(lazy_gettext("邮箱"), max=EMAIL_LENGTH)


class ResetForm(AgainForm):
    """Another password, by a link."""

    password = SecretField(lazy_gettext("新密码"), max=LONGEST)
    password_again = SecretField(lazy_gettext("再输入一次新密码"), max=LONGEST)
