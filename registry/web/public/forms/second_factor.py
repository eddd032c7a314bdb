"""Codes of an authenticator."""

from __future__ import annotations

from flask_babel import lazy_gettext

from registry.accounts.passwords import LONGEST
from registry.web.shared.forms import BaseForm, SecretField, TextField


class OwnPasswordForm(BaseForm):
    """One's password once more, before anything about logging in is changed."""

    password = SecretField(lazy_gettext("密码"), max=LONGEST)


class CodeForm(BaseForm):
    """What the authenticator shows."""

    code = TextField(lazy_gettext("验证码"), max=60)


class LoginCodeForm(BaseForm):
    """The same, or a code on paper."""

    code = TextField(lazy_gettext("验证码或恢复码"), max=60)
