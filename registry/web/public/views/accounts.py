"""Logging in and out, registering, and one's own account."""

from __future__ import annotations

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.directory import get_own_session, live_sessions
from registry.accounts.models import User
from registry.accounts.permissions import Permission
from registry.accounts.services import (
    LoginFailed,
    TooManyAttempts,
    authenticate,
    change_password,
    end_session,
    register_user,
    rename_user,
)
from registry.core.errors import DomainError, NotFound
from registry.core.text import msg
from registry.web.public.blueprint import blueprint
from registry.web.public.forms.accounts import LoginForm, NameForm, PasswordForm, RegisterForm
from registry.web.shared import current, refusals
from registry.web.shared.addresses import local_address
from registry.web.shared.agents import agent_words
from registry.web.shared.application import keep_despite_refusal
from registry.web.shared.forms import BaseForm
from registry.web.shared.navigation import navigation
from registry.web.shared.passwords import policy, throttle
from registry.web.shared.permissions import requires
from registry.web.shared.sessions import log_in, log_out

Answer = Response | str | tuple[str, int] | tuple[str, int, dict[str, str]]


@blueprint.route("/login", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def login() -> Answer:
    """Who the person is; afterwards on to the page that asked, or to the person's first own page."""
    if current.identity() is not None:
        return redirect(_onward(), 303)
    form = LoginForm()
    if not form.validate_on_submit():
        return _login_page(form, 422 if form.is_submitted() else 200)
    try:
        user = authenticate(
            form.email.data,
            form.password.data,
            address=current.address(),
            at=current.now(),
            policy=policy(),
            throttle=throttle(),
        )
    except LoginFailed as error:
        keep_despite_refusal()
        return _login_refused(form, error)
    except TooManyAttempts as error:
        return _login_refused(form, error, {"Retry-After": str(error.seconds)})
    _begin(user)
    return redirect(_onward(), 303)


@blueprint.post("/logout")
@requires(Permission.PUBLIC)
def logout() -> Response:
    """End the session on the server and in the browser."""
    log_out()
    flash(_("您已退出登录。"), "success")
    return redirect(url_for("public.home"), 303)


@blueprint.route("/register", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def register() -> Answer:
    """Open an account; its owner is logged in and goes on to the firm he or she acts for."""
    if current.identity() is not None:
        return redirect(_onward(), 303)
    form = RegisterForm()
    if not form.validate_on_submit():
        return _register_page(form, 422 if form.is_submitted() else 200)
    try:
        user = register_user(
            form.email.data,
            form.name.data,
            form.password.data,
            policy=policy(),
            at=current.now(),
            address=current.address(),
        )
    except DomainError as error:
        refusals.place(form, error)
        return _register_page(form, refusals.status(error))
    _begin(user)
    flash(_("账号已建立。下一步：登记或加入您所在的企业。"), "success")
    return redirect(local_address(request.args.get("next"), url_for("firm.join")), 303)


@blueprint.get("/account")
@requires(Permission.LOGGED_IN)
def account() -> Answer:
    """Name, sessions and password of the person at hand."""
    return _account_page()


@blueprint.post("/account/name")
@requires(Permission.LOGGED_IN)
def account_name() -> Answer:
    """Correct one's name."""
    form = NameForm()
    if not form.validate_on_submit():
        return _account_page(422, name_form=form)
    try:
        rename_user(current.user(), form.name.data, actor=current.actor(), at=current.now())
    except DomainError as error:
        refusals.place(form, error)
        return _account_page(refusals.status(error), name_form=form)
    flash(_("姓名已修改。"), "success")
    return redirect(url_for("public.account"), 303)


@blueprint.post("/account/password")
@requires(Permission.LOGGED_IN)
def account_password() -> Answer:
    """Set another password; every other browser is logged out."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _account_page(422, password_form=form)
    one = current.identity()
    try:
        change_password(
            current.user(),
            form.old_password.data,
            form.password.data,
            policy=policy(),
            keep=one.session if one else None,
            actor=current.actor(),
            at=current.now(),
        )
    except DomainError as error:
        refusals.place(form, error)
        return _account_page(refusals.status(error), password_form=form)
    flash(_("密码已修改，其他浏览器上的登录已全部结束。"), "success")
    return redirect(url_for("public.account"), 303)


@blueprint.post("/account/sessions/end")
@requires(Permission.LOGGED_IN)
def session_end() -> Answer:
    """End one of one's own sessions; ending the one at hand is logging out."""
    session = get_own_session(current.user(), _number(request.form.get("session", "")))
    one = current.identity()
    if one is not None and session.id == one.session.id:
        return logout()
    end_session(session, actor=current.actor(), at=current.now())
    flash(_("这次登录已结束，该浏览器需要重新登录。"), "success")
    return redirect(url_for("public.account"), 303)


def _begin(user: User) -> None:
    log_in(user, request.user_agent.string)
    g.pop("actor", None)  # until now the asker was a visitor


def _onward() -> str:
    """The page that asked for the log-in; else the first entry of the person's own navigation."""
    entries = navigation()
    return local_address(request.args.get("next"), entries[0].url if entries else url_for("public.home"))


def _login_page(form: LoginForm, status: int, headers: dict[str, str] | None = None) -> Answer:
    page = render_template("public/accounts/login.html", form=form, onward=_next())
    return page, status, {"Cache-Control": "no-store"} | (headers or {})


def _login_refused(form: LoginForm, error: DomainError, headers: dict[str, str] | None = None) -> Answer:
    refusals.place(form, error)
    return _login_page(form, refusals.status(error), headers)


def _register_page(form: RegisterForm, status: int) -> Answer:
    return render_template("public/accounts/register.html", form=form, onward=_next()), status


def _next() -> str | None:
    """Where to go on to, handed from page to page; None where nothing local was asked for."""
    return local_address(request.args.get("next"), "") or None


def _account_page(
    status: int = 200, *, name_form: NameForm | None = None, password_form: PasswordForm | None = None
) -> Answer:
    """The page with both forms; one that was refused carries what was typed and why."""
    refused: BaseForm | None = name_form or password_form
    user, one = current.user(), current.identity()
    config = current_app.config
    page = render_template(
        "public/accounts/show.html",
        form=refused,
        name_form=name_form or NameForm(formdata=None, obj=user),
        password_form=password_form or PasswordForm(formdata=None),
        user=user,
        sessions=live_sessions(
            user,
            at=current.now(),
            idle_minutes=config["SESSION_IDLE_MINUTES"],
            absolute_hours=config["SESSION_ABSOLUTE_HOURS"],
        ),
        present=one.session.id if one else None,
        agent_words=agent_words,
    )
    return page, status


def _number(text: str) -> int:
    """The number of a session as the page's own button sends it."""
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise NotFound(msg("这次登录已经结束。"))
    return int(text)
