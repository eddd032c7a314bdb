"""The second factor: asked for when logging in, set up and ended by the person."""

from __future__ import annotations

from functools import partial
from typing import Any

import segno
from flask import redirect, render_template, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from pyotp import TOTP

from registry.accounts.links import get_link, use_link
from registry.accounts.models import LinkPurpose
from registry.accounts.permissions import Permission
from registry.accounts.second_factor import (
    WrongCode,
    begin,
    codes_left,
    confirm,
    find_second_factor,
    renew_codes,
    require_code,
    turn_off,
)
from registry.core.errors import NotAllowed, NotFound
from registry.core.text import Text, msg
from registry.messages.account_mail import tell_of_change
from registry.messages.letters import SYSTEM_NAME
from registry.web.public import entering
from registry.web.public.blueprint import blueprint
from registry.web.public.forms.second_factor import CodeForm, LoginCodeForm, OwnPasswordForm
from registry.web.shared import acts, current
from registry.web.shared.acts import Answer
from registry.web.shared.application import keep_despite_refusal
from registry.web.shared.passwords import policy
from registry.web.shared.permissions import requires
from registry.web.shared.second_factor import is_missing, is_needed

NO_STORE = {"Cache-Control": "no-store"}


@blueprint.route("/login/code", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def login_code() -> Answer:
    """The second step of logging in; without the first it leads back there."""
    token, form = session.get(entering.SECOND_STEP, ""), LoginCodeForm()
    try:
        user = get_link(token, LinkPurpose.SECOND_STEP, at=current.now()).user
    except NotFound:
        return redirect(url_for("public.login", next=entering.asked()), 303)

    def do() -> Answer:
        _kept(partial(require_code, user, form.code.data, address=current.address(), at=current.now()))
        use_link(token, LinkPurpose.SECOND_STEP, at=current.now())
        return entering.begin(user)

    return acts.serve(form, partial(_login_page, form), do)


@blueprint.get("/account/second-factor")
@requires(Permission.LOGGED_IN)
def second_factor() -> Answer:
    """Whether there is one, how to set it up, how many recovery codes are left."""
    return _page(None, 200)


@blueprint.post("/account/second-factor/begin")
@requires(Permission.LOGGED_IN)
def second_factor_begin() -> Answer:
    """Make the secret that the authenticator reads off the page."""
    form = OwnPasswordForm()

    def do() -> Answer:
        _kept(partial(begin, current.user(), form.password.data, policy=policy(), at=current.now()))
        return redirect(url_for("public.second_factor"), 303)

    return acts.serve(form, partial(_page, form), do)


@blueprint.post("/account/second-factor/confirm")
@requires(Permission.LOGGED_IN)
def second_factor_confirm() -> Answer:
    """The authenticator works: turn it on, and show the recovery codes on this very answer and never again."""
    form, one = CodeForm(), current.identity()

    def do() -> Answer:
        kept = one.session if one else None
        codes = _kept(partial(confirm, current.user(), form.code.data, keep=kept, **acts.signed()))
        return _codes_page(codes, msg("两步验证已启用。"))

    return acts.serve(form, partial(_page, form), do)


@blueprint.post("/account/second-factor/codes")
@requires(Permission.LOGGED_IN)
def second_factor_codes() -> Answer:
    """Other recovery codes."""
    form = OwnPasswordForm()

    def do() -> Answer:
        codes = _kept(partial(renew_codes, current.user(), form.password.data, policy=policy(), **acts.signed()))
        return _codes_page(codes, msg("两步验证的恢复码已换新。"))

    return acts.serve(form, partial(_page, form), do)


@blueprint.post("/account/second-factor/off")
@requires(Permission.LOGGED_IN)
def second_factor_off() -> Answer:
    """End it, unless officers need one here."""
    form = OwnPasswordForm()
    if is_needed() and current.user().is_officer:
        raise NotAllowed(msg("本系统要求工作人员使用两步验证，不能停用。"))

    def do() -> Answer:
        _kept(partial(turn_off, current.user(), form.password.data, policy=policy(), **acts.signed()))
        tell_of_change(current.user(), msg("两步验证已停用。"), at=current.now())
        return acts.done(_("两步验证已停用，登录时只需密码。"), url_for("public.account"))

    return acts.serve(form, partial(_page, form), do)


def _kept(act: Any) -> Any:
    """Carry it out; a wrong code is counted although the answer refuses."""
    try:
        return act()
    except WrongCode:
        keep_despite_refusal()
        raise


def _login_page(form: LoginCodeForm, status: int) -> Answer:
    return render_template("public/second_factor/login.html", form=form), status, NO_STORE


def _codes_page(codes: list[str], done: Text) -> Answer:
    tell_of_change(current.user(), done, at=current.now())
    return (
        render_template("public/second_factor/codes.html", codes=codes, onward=url_for("public.login")),
        200,
        NO_STORE,
    )


def _page(form: OwnPasswordForm | CodeForm | None, status: int) -> Answer:
    user = current.user()
    factor = find_second_factor(user)
    is_begun = factor is not None and factor.confirmed_at is None
    page = render_template(
        "public/second_factor/show.html",
        form=form,
        password_form=form if isinstance(form, OwnPasswordForm) else OwnPasswordForm(formdata=None),
        code_form=form if isinstance(form, CodeForm) else CodeForm(formdata=None),
        factor=factor,
        picture=_picture(factor.secret, user.email) if is_begun and factor else None,
        left=codes_left(user),
        is_missing=is_missing(),
        is_needed=is_needed() and user.is_officer,
        user=user,
    )
    return page, status, NO_STORE


def _picture(secret: str, email: str) -> Markup:
    """What the authenticator reads off the screen, as SVG."""
    address = TOTP(secret).provisioning_uri(name=email, issuer_name=str(SYSTEM_NAME))
    drawn = segno.make(address, micro=False).svg_inline(scale=4, dark="#000", light="#fff", border=4)
    return Markup(drawn)  # noqa: S704 - drawn by the library, of squares only
