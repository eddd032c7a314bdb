"""Opening officers' accounts, giving roles, closing accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext

from registry.web.shared.forms import BaseForm, ChoiceField, ReasonField, TextField


class RoleForm(BaseForm):
    """A role for a region and everything below it; the view gives the choices."""

    role = ChoiceField(lazy_gettext("角色"))
    region_code = ChoiceField(lazy_gettext("区域"))


class NewUserForm(RoleForm):
    """An officer's account with its first role."""

    name = TextField(lazy_gettext("姓名"), max=120)
    email = TextField(lazy_gettext("邮箱"), max=254)


class StateForm(BaseForm):
    """Closing or opening an account again."""

    reason = ReasonField(lazy_gettext("原因"))
