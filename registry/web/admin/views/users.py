"""Accounts and roles, for administrators; whoever manages accounts manages those of others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.directory import count_users, issue_password, open_officer_account, search_users
from registry.accounts.models import Role, RoleGrant, User
from registry.accounts.permissions import Permission, scope
from registry.accounts.queries import get_user
from registry.accounts.second_factor import has_second_factor, remove_second_factor
from registry.accounts.services import deactivate, grant_role, reactivate, revoke_role
from registry.core.errors import Conflict, NotFound
from registry.core.text import msg
from registry.messages.account_mail import tell_of_change
from registry.reference.queries import regions_in_force
from registry.web.admin.blueprint import blueprint
from registry.web.admin.forms.users import NewUserForm, RoleForm, StateForm
from registry.web.shared import acts, current, lists
from registry.web.shared.acts import Answer
from registry.web.shared.context import role_label
from registry.web.shared.names import region_names
from registry.web.shared.passwords import policy
from registry.web.shared.permissions import requires

KINDS = ("officers", "all")


@blueprint.get("/users")
@requires(Permission.ACCOUNTS_MANAGE)
def users() -> str:
    """Accounts by e-mail address: the office's own, or all."""
    text, kind = lists.word("q"), lists.one_of("kind", KINDS, "officers")
    officers_only = kind == "officers"
    page = search_users(text, officers_only=officers_only, cursor=request.args.get("after"))
    return render_template(
        "admin/users/list.html",
        users=page.rows,
        total=count_users(text, officers_only=officers_only),
        text=text,
        kind=kind,
        regions=region_names(current.today()),
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
    )


@blueprint.route("/users/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def user_new() -> Answer:
    """Open an officer's account; its one-time password is shown on the answer to this very request and never again."""
    form = _with_choices(NewUserForm())

    def do() -> Answer:
        user, password = open_officer_account(
            form.email.data,
            form.name.data,
            Role(form.role.data),
            form.region_code.data,
            policy=policy(),
            **acts.signed(),
        )
        crumbs = _crumbs((_("账号已开通"), None))
        page = render_template("admin/users/done.html", user=user, password=password, breadcrumbs=crumbs)
        return page, 200, {"Cache-Control": "no-store"}

    return acts.serve(form, partial(_new_page, form), do)


@blueprint.get("/users/<public_id>")
@requires(Permission.ACCOUNTS_MANAGE)
def user(public_id: str) -> Answer:
    """One account: who, which roles, open or closed."""
    return _user_page(_user(public_id))


@blueprint.post("/users/<public_id>/roles")
@requires(Permission.ACCOUNTS_MANAGE)
def role_grant(public_id: str) -> Answer:
    """Give a role for a region."""
    found, form = _user(public_id), _with_choices(RoleForm())

    def do() -> Answer:
        grant_role(found, Role(form.role.data), form.region_code.data, **acts.signed())
        said = _("已授予 %(name)s“%(role)s”角色。", name=found.name, role=role_label(form.role.data))
        return acts.done(said, _url(found))

    return acts.serve(form, lambda status: _user_page(found, status, role_form=form), do)


@blueprint.post("/users/<public_id>/roles/revoke")
@requires(Permission.ACCOUNTS_MANAGE)
def role_revoke(public_id: str) -> Answer:
    """Take a role away."""
    found = _user(public_id)
    grant = _grant(found, request.form.get("role", ""), request.form.get("region_code", ""))
    role = role_label(grant.role)
    revoke_role(grant, **acts.signed())
    return acts.done(_("已收回 %(name)s的“%(role)s”角色，立即生效。", name=found.name, role=role), _url(found))


@blueprint.post("/users/<public_id>/deactivate")
@requires(Permission.ACCOUNTS_MANAGE)
def user_deactivate(public_id: str) -> Answer:
    """Close the account; the person is out at the next click."""
    return _change_state(public_id, deactivate, _("账号已停用，登录已全部结束。"))


@blueprint.post("/users/<public_id>/reactivate")
@requires(Permission.ACCOUNTS_MANAGE)
def user_reactivate(public_id: str) -> Answer:
    """Open it again."""
    return _change_state(public_id, reactivate, _("账号已恢复，可以登录。"))


@blueprint.post("/users/<public_id>/password")
@requires(Permission.ACCOUNTS_MANAGE)
def user_password(public_id: str) -> Answer:
    """A one-time password, shown on the answer to this very request and never again."""
    found, form = _user(public_id), StateForm()

    def do() -> Answer:
        password = issue_password(found, reason=form.reason.data, policy=policy(), **acts.signed())
        tell_of_change(found, msg("系统管理员给您换了一次性密码。"), at=current.now())
        crumbs = _crumbs((found.name, _url(found)), (_("一次性密码"), None))
        page = render_template("admin/users/password.html", user=found, password=password, breadcrumbs=crumbs)
        return page, 200, {"Cache-Control": "no-store"}

    return acts.serve(form, lambda status: _user_page(found, status, state_form=form), do)


@blueprint.post("/users/<public_id>/second-factor/remove")
@requires(Permission.ACCOUNTS_MANAGE)
def user_second_factor_remove(public_id: str) -> Answer:
    """Let somebody in who lost the authenticator and the recovery codes."""
    found, form = _user(public_id), StateForm()

    def do() -> Answer:
        remove_second_factor(found, reason=form.reason.data, **acts.signed())
        tell_of_change(found, msg("系统管理员停用了您的两步验证。"), at=current.now())
        return acts.done(_("两步验证已停用，登录已全部结束。"), _url(found))

    return acts.serve(form, lambda status: _user_page(found, status, state_form=form), do)


def _change_state(public_id: str, act: Callable[..., None], said: str) -> Answer:
    found, form = _user(public_id), StateForm()

    def do() -> Answer:
        act(found, reason=form.reason.data, **acts.signed())
        return acts.done(said, _url(found))

    return acts.serve(form, lambda status: _user_page(found, status, state_form=form), do)


def _user(public_id: str) -> User:
    # an address may hold anything, and not every database takes everything
    return get_user(public_id if public_id.isalnum() else "")


def _grant(user: User, role: str, region_code: str) -> RoleGrant:
    """The person's grant as the page's own button names it."""
    for grant in user.grants:
        if grant.role == role and grant.region_code == region_code:
            return grant
    if role not in set(Role):
        raise NotFound(msg("没有这个角色。"))
    raise Conflict(msg("这个角色已经收回，请刷新页面查看。"))


def _with_choices(form: Any) -> Any:
    """The roles, and the regions that whoever asks may give roles in."""
    form.role.choices = [(role.value, role_label(role)) for role in Role]
    form.region_code.choices = _regions()
    return form


def _regions() -> list[tuple[str, str]]:
    today = current.today()
    names = region_names(today)
    codes = [
        code
        for own in scope(current.actor(), Permission.ACCOUNTS_MANAGE)
        for code in (own, *(region.code for region in regions_in_force(today, below=own)))
    ]
    return [(code, names.get(code, code)) for code in codes]


def _new_page(form: NewUserForm, status: int) -> Answer:
    return render_template("admin/users/new.html", form=form, breadcrumbs=_crumbs((_("开通账号"), None))), status


def _user_page(
    found: User, status: int = 200, *, role_form: RoleForm | None = None, state_form: StateForm | None = None
) -> Answer:
    page = render_template(
        "admin/users/show.html",
        form=role_form or state_form,
        user=found,
        role_form=role_form or _with_choices(RoleForm(formdata=None)),
        state_form=state_form or StateForm(formdata=None),
        regions=region_names(current.today()),
        has_second_factor=has_second_factor(found),
        is_self=found.id == current.actor().id,
        breadcrumbs=_crumbs((found.name, None)),
    )
    return page, status


def _url(found: User) -> str:
    return url_for("admin.user", public_id=found.public_id)


def _crumbs(*rest: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(_("首页"), url_for("public.home")), (_("账号"), url_for("admin.users")), *rest]
