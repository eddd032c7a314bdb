"""Getting in by mail: confirming one's address, and setting another password for one that was forgotten."""

from __future__ import annotations

from functools import partial

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound as PageNotFound

from registry.accounts.links import get_link
from registry.accounts.models import LinkPurpose
from registry.accounts.permissions import Permission
from registry.accounts.recovery import confirm_email, person_of_reset, reset_password
from registry.accounts.throttle import note, require_room
from registry.core.text import msg
from registry.messages.account_mail import mail_confirmation, mail_reset, tell_of_change
from registry.web.public.blueprint import blueprint
from registry.web.public.forms.recovery import ForgottenForm, ResetForm
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.forms import BaseForm
from registry.web.shared.passwords import policy
from registry.web.shared.permissions import requires
from registry.web.shared.throttle import confirmation, reset


@blueprint.route("/password/forgotten", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def password_forgotten() -> Answer:
    """Have a link mailed; the answer is the same whether the address has an account or not."""
    if not current_app.config["HAS_MAIL"]:
        raise PageNotFound
    form = ForgottenForm()

    def do() -> Answer:
        uses = reset(form.email.data)
        require_room(uses, at=current.now())
        note(uses, at=current.now())
        mail_reset(form.email.data, address=current.address(), at=current.now())
        flash(_("如果这个邮箱有账号，重设密码的邮件马上发出，60 分钟内有效。没有收到时，请看看垃圾邮件。"), "info")
        return redirect(url_for("public.login"), 303)

    return acts.serve(form, partial(_page, "forgotten", form), do)


@blueprint.route("/password/reset/<token>", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def password_reset(token: str) -> Answer:
    """Set another password by the link in the mail; opening the page uses nothing up."""
    form = ResetForm()
    person_of_reset(token, at=current.now())

    def do() -> Answer:
        user = reset_password(token, form.password.data, policy=policy(), address=current.address(), at=current.now())
        tell_of_change(user, msg("密码已通过邮件重设，所有登录都已结束。"), at=current.now())
        return acts.done(_("新密码已设置，请用它登录。所有浏览器上的登录都已结束。"), url_for("public.login"))

    return acts.serve(form, partial(_page, "reset", form), do)


@blueprint.get("/email")
@requires(Permission.LOGGED_IN)
def email() -> Answer:
    """Whether one's address is confirmed, and how to do it."""
    return _page("email", BaseForm(formdata=None), 200)


@blueprint.post("/email/send")
@requires(Permission.LOGGED_IN)
def email_send() -> Answer:
    """Have the mail sent again."""
    form = BaseForm()

    def do() -> Answer:
        require_room(confirmation(), at=current.now())
        note(confirmation(), at=current.now())
        mail_confirmation(current.user(), at=current.now())
        return acts.done(_("确认邮件马上发出，以前发出的不再有效。"), url_for("public.email"))

    return acts.serve(form, partial(_page, "email", form), do)


@blueprint.route("/email/<token>", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def email_confirm(token: str) -> Answer:
    """The page of the link in the mail; the button confirms, for mail scanners open links as well."""
    form = BaseForm()
    get_link(token, LinkPurpose.CONFIRM_EMAIL, at=current.now())

    def do() -> Answer:
        confirm_email(token, address=current.address(), at=current.now())
        onward = "firm.join" if current.identity() is not None else "public.login"
        return acts.done(_("邮箱已确认。"), url_for(onward))

    return acts.serve(form, partial(_page, "confirm", form), do)


def _page(template: str, form: BaseForm, status: int) -> Answer:
    page = render_template(f"public/recovery/{template}.html", form=form, user=_user())
    return page, status, {"Cache-Control": "no-store"}


def _user() -> object:
    one = current.identity()
    return one.user if one else None
