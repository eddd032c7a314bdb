"""Forms that lose nothing: what is typed is kept on the server and put back wherever the person opens the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from registry.accounts.models import User
from registry.accounts.queries import get_user
from registry.core.errors import DomainError, NotFound
from registry.drafts.services import claim, clear, hold, keep
from registry.web.shared import current, seals
from registry.web.shared.application import RegistryFlask, commit_now
from registry.web.shared.typed import boxes_of, has_secret, restore

BOXES = "typed_boxes"
HELD = "held_form"
DONE = "typed_done"
"""The cookie by which the browser learns that a form is saved and its own copy not needed."""
DONE_FOR = 24 * 60 * 60
NEVER_KEPT = frozenset({seals.FIELD, BOXES, "csrf_token", "version", "action"})


@dataclass(frozen=True)
class Autosave:
    """What the tag of a form carries."""

    seal: str
    mark: str
    page: str
    boxes: str


def bind_autosave(app: RegistryFlask) -> None:
    """Let the templates opt in, forget what is saved, and hold what comes without a session; before the guard."""
    app.jinja_env.globals["autosave_of"] = autosave_of
    app.before_commit.append(_forget_saved)
    app.before_request(_keep_without_session)


def autosave_of(form: Any, task: str, alone: bool = False) -> Autosave:
    """For the tag of a form: fills `form` with what was typed and not saved, and gives what the page needs to go on.

    `task` names what is done ("report:2025"); with `alone` colleagues do not see what is typed.
    """
    if has_secret(form):
        raise ValueError("a form that asks for a password is not kept")
    seal = seals.seal(task, alone=alone)
    boxes = " ".join(boxes_of(form))
    restore(form, seal.form, is_fresh=request.method == "GET")
    return Autosave(seal.pressed(), seal.mark, seal.page, boxes)


def keep_refused() -> BaseResponse | None:
    """For a form that cannot be taken, because its session or its token has ended: keep what was typed in it.

    Leads back to the form, where it is put back; without a session by way of the log-in. None where there is nothing
    to keep, or where somebody else is logged in.
    """
    seal = seals.read(request.form.get(seals.FIELD, ""))
    person = _person(seal) if seal else None
    if seal is None or person is None or (current.identity() is not None and not seals.is_mine(seal)):
        return None
    try:
        if current.identity() is not None:
            return _keep_at_once(seal, person)
        session[HELD] = hold(seal.form, _posted(), user=person, at=current.now())
    except DomainError:
        return None
    commit_now()
    flash(_("登录已过期。您填写的内容已经保留，请重新登录，核对后再提交。"), "warning")
    return redirect(url_for("public.login", next=seal.page), 303)


def give_back(secret: str | None, user: User) -> None:
    """After a log-in: the form that this browser sent without a session, where this person wrote it."""
    if secret and claim(secret, user=user, at=current.now()):
        flash(_("您登录过期时提交的内容已放回表单，尚未保存，请核对后再提交。"), "info")


def _keep_at_once(seal: seals.Seal, person: User) -> BaseResponse:
    """The person is logged in, perhaps again in another window; only the page was too old."""
    keep(seal.form, _posted(), user=person, at=current.now())
    commit_now()
    flash(_("页面打开太久，这次没有提交。您填写的内容都在下面，请核对后再提交一次。"), "warning")
    return redirect(seal.page, 303)


def _keep_without_session() -> BaseResponse | None:
    if request.method == "POST" and seals.FIELD in request.form and current.identity() is None:
        return keep_refused()
    return None


def _forget_saved(response: Response) -> None:
    """What was sent and taken is saved: the typed values of its writer go in the same transaction.

    A form that was taken leads on; one that is shown again, to be mended or looked over, is not saved yet.
    """
    seal = seals.read(request.form.get(seals.FIELD, "")) if 300 <= response.status_code < 400 else None
    if seal is not None and seals.is_mine(seal):
        clear(seal.form, user=current.user())
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(DONE, seal.mark, max_age=DONE_FOR, secure=secure, samesite="Lax")


def _posted() -> dict[str, list[str]]:
    """What was typed in the form that was sent; boxes that were not ticked as empty."""
    boxes = request.form.get(BOXES, "").split()
    posted = {name: [_storable(value) for value in values] for name, values in request.form.lists()}
    kept = {name: values for name, values in posted.items() if name not in NEVER_KEPT and "password" not in name}
    return {**{name: [] for name in boxes}, **kept}


def _storable(text: str) -> str:
    """One spelling of line ends, and without what a database cannot hold."""
    return text.replace("\x00", "").replace("\r\n", "\n").encode("utf-8", "replace").decode()


def _person(seal: seals.Seal) -> User | None:
    try:
        user = get_user(seal.user)
    except NotFound:
        return None
    return user if user.is_active else None
