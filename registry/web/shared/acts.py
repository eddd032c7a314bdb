"""One way to act: show the form, do what it says, go on. A refusal keeps what was typed.

form = RefuseMemberForm()

def do() -> acts.Answer:
    refuse_member(member, reason=form.reason.data, **acts.dated())
    return acts.done(_("已不同意。"), url_for("officer.members"))

return acts.serve(form, partial(_refusing_page, member, form), do)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypedDict

from flask import flash, redirect
from flask.typing import ResponseReturnValue as Answer

from registry.core.actor import Actor
from registry.core.errors import DomainError, NotAllowed
from registry.core.text import Text
from registry.web.shared import current, refusals
from registry.web.shared.forms import BaseForm
from registry.web.shared.i18n import translate

__all__ = ["Answer", "dated", "done", "serve", "signed"]


class Signed(TypedDict):
    """Who acts, and at what instant."""

    actor: Actor
    at: datetime


class Dated(Signed):
    """The same with the office's day."""

    on: date


def serve(form: BaseForm, show: Callable[[int], Answer], do: Callable[[], Answer]) -> Answer:
    """Answer a view with a form.

    `show(status)` draws its page with `form`; `do()` calls one service and says where to go on (`done`). A form that
    was not sent is shown with 200, one with errors again with 422, one that the service refuses with the refusal's
    status and its sentence at the field. What is not this person's to do at all (NotAllowed) gets its own page.
    """
    if not form.is_submitted():
        return show(200)
    if not form.validate():
        return show(422)
    try:
        return do()
    except NotAllowed:
        raise
    except DomainError as error:
        refusals.place(form, error)
        return show(error.status)


def done(sentence: str, url: str, *odd: Text | None) -> Answer:
    """Say what was done and go on to `url`; `odd` is what was kept all the same and a person should look at again."""
    flash(sentence, "success")
    for text in odd:
        if text is not None:
            flash(translate(text), "warning")
    return redirect(url, 303)


def signed() -> Signed:
    """The arguments by which a service knows who acts and when: `service(thing, **signed())`."""
    return {"actor": current.actor(), "at": current.now()}


def dated() -> Dated:
    """The same for services that also ask for the day."""
    return {**signed(), "on": current.today()}
