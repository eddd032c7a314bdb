"""Logging in, registering, and looking after one's own account."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms.validators import ValidationError

from registry.accounts.passwords import LONGEST
from registry.web.shared.forms import BaseForm, SecretField, TextField

EMAIL_LENGTH = 254
NAME_LENGTH = 120


class LoginForm(BaseForm):
    """E-mail address and password."""

    email = TextField(lazy_gettext("邮箱"), max=EMAIL_LENGTH)
    password = SecretField(lazy_gettext("密码"), max=LONGEST)


class AgainForm(BaseForm):
    """A new password typed twice."""

    password: Any
    password_again: Any

    def validate_password_again(self, field: Any) -> None:
        """The same both times."""
        if self.password.data != field.data:
            raise ValidationError(_("两次输入的密码不一致。"))


class RegisterForm(AgainForm):
    """A new account."""

    name = TextField(lazy_gettext("姓名"), max=NAME_LENGTH)
    email = TextField(lazy_gettext("邮箱"), max=EMAIL_LENGTH)
    password = SecretField(lazy_gettext("密码"), max=LONGEST)
    password_again = SecretField(lazy_gettext("再输入一次密码"), max=LONGEST)


class NameForm(BaseForm):
    """One's own name."""

    name = TextField(lazy_gettext("姓名"), max=NAME_LENGTH)


class PasswordForm(AgainForm):
    """Another password for oneself."""

    old_password = SecretField(lazy_gettext("原密码"), max=LONGEST)
    password = SecretField(lazy_gettext("新密码"), max=LONGEST)
    password_again = SecretField(lazy_gettext("再输入一次新密码"), max=LONGEST)
