"""Logging in and out, registering, and one's own account."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.directory import get_own_session, live_sessions
from registry.accounts.permissions import Permission
from registry.accounts.second_factor import has_second_factor
from registry.accounts.services import (
    LoginFailed,
    TooManyAttempts,
    authenticate,
    change_password,
    end_session,
    register_user,
    rename_user,
)
from registry.accounts.throttle import note, require_room
from registry.core.errors import Conflict, DomainError, NotFound
from registry.core.text import msg
from registry.messages.account_mail import mail_already_registered, mail_confirmation
from registry.web.public.blueprint import blueprint
from registry.web.public.entering import asked, enter, onward
from registry.web.public.forms.accounts import LoginForm, NameForm, PasswordForm, RegisterForm
from registry.web.shared import current, refusals
from registry.web.shared.agents import agent_words
from registry.web.shared.application import keep_despite_refusal
from registry.web.shared.first_password import is_due
from registry.web.shared.passwords import policy, throttle
from registry.web.shared.permissions import requires
from registry.web.shared.sessions import log_out
from registry.web.shared.throttle import registration, retry_headers

Answer = Response | str | tuple[str, int] | tuple[str, int, dict[str, str]]


@blueprint.route("/login", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def login() -> Answer:
    """Who the person is; afterwards on to the page that asked, or to the person's first own page."""
    if current.identity() is not None:
        return redirect(onward(), 303)
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
        return _login_refused(form, error, retry_headers(error))
    return enter(user)


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
    """Open an account; the person then logs in with it.

    The answer does not tell whether the e-mail address had an account already: it is the same sentence, on the same
    page, after the same time; the mail to the address tells. Who goes on to log in with what was typed still learns
    it, but leaves an account and a line of the trail behind for each address that had none, and is slowed by the
    limits of both pages. Logging in at once would give it away for nothing.
    """
    if current.identity() is not None:
        return redirect(onward(), 303)
    form = RegisterForm()
    if not form.validate_on_submit():
        return _register_page(form, 422 if form.is_submitted() else 200)
    try:
        _register(form)
    except DomainError as error:
        refusals.place(form, error)
        return _register_page(form, error.status, retry_headers(error))
    flash(_registered_words(), "info")
    return redirect(url_for("public.login", next=asked() or url_for("firm.join")), 303)


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
        return _account_page(error.status, name_form=form)
    flash(_("姓名已修改。"), "success")
    return redirect(url_for("public.account"), 303)


@blueprint.route("/account/password", methods=["GET", "POST"])
@requires(Permission.LOGGED_IN)
def account_password() -> Answer:
    """Set another password; every other browser is logged out."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _password_page(form, 422 if form.is_submitted() else 200)
    one, is_first = current.identity(), is_due()
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
        return _password_page(form, error.status)
    flash(_("密码已修改，其他浏览器上的登录已全部结束。"), "success")
    return redirect(onward() if is_first else url_for("public.account"), 303)


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


def _register(form: RegisterForm) -> None:
    """An account, or nothing where the address has one; both count, so that nobody can ask on and on."""
    uses = registration(form.email.data)
    require_room(uses, at=current.now())
    has_mail = current_app.config["HAS_MAIL"]
    try:
        user = register_user(
            form.email.data,
            form.name.data,
            form.password.data,
            policy=policy(),
            at=current.now(),
            address=current.address(),
            is_email_confirmed=not has_mail,
        )
        if has_mail:
            mail_confirmation(user, at=current.now())
    except Conflict:  # the address has an account, which is told to nobody but its owner
        if has_mail:
            mail_already_registered(form.email.data, at=current.now())
    note(uses, at=current.now())


def _registered_words() -> str:
    """The same whether the address had an account or not."""
    if current_app.config["HAS_MAIL"]:
        return _(
            "如果这个邮箱此前没有账号，账号现已建立，请用刚才填写的密码登录，并按发到邮箱的邮件确认邮箱。"
            "如果此前已有账号，账号和密码都没有改变，请用原来的密码登录。"
        )
    return _(
        "如果这个邮箱此前没有账号，账号现已建立，请用刚才填写的密码登录。"
        "如果此前已有账号，账号和密码都没有改变，请用原来的密码登录；忘记密码请联系系统管理员。"
    )


def _login_page(form: LoginForm, status: int, headers: dict[str, str] | None = None) -> Answer:
    page = render_template(
        "public/accounts/login.html",
        form=form,
        onward=asked(),
        has_mail=current_app.config["HAS_MAIL"],
        has_openid=bool(current_app.config["OIDC_ISSUER"]),
    )
    return page, status, {"Cache-Control": "no-store"} | (headers or {})


def _login_refused(form: LoginForm, error: DomainError, headers: dict[str, str] | None = None) -> Answer:
    refusals.place(form, error)
    return _login_page(form, error.status, headers)


def _register_page(form: RegisterForm, status: int, headers: dict[str, str] | None = None) -> Answer:
    page = render_template("public/accounts/register.html", form=form, onward=asked())
    return page, status, headers or {}


def _password_page(form: PasswordForm, status: int) -> Answer:
    page = render_template("public/accounts/password.html", form=form, is_first=is_due())
    return page, status


def _account_page(status: int = 200, *, name_form: NameForm | None = None) -> Answer:
    """The page with the form of one's name; when refused it carries what was typed and why."""
    user, one = current.user(), current.identity()
    config = current_app.config
    page = render_template(
        "public/accounts/show.html",
        form=name_form,
        name_form=name_form or NameForm(formdata=None, obj=user),
        user=user,
        sessions=live_sessions(
            user,
            at=current.now(),
            idle_minutes=config["SESSION_IDLE_MINUTES"],
            absolute_hours=config["SESSION_ABSOLUTE_HOURS"],
        ),
        present=one.session.id if one else None,
        agent_words=agent_words,
        has_second_factor=has_second_factor(user),
    )
    return page, status


def _number(text: str) -> int:
    """The number of a session as the page's own button sends it."""
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise NotFound(msg("这次登录已经结束。"))
    return int(text)
