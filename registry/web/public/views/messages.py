"""A person's messages, and which of them come by mail."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.messages.access import get_message_for
from registry.messages.models import DeliveryState, Kind, MailPreference
from registry.messages.queries import inbox, mail_preference, unread_count
from registry.messages.services import choose_mail, mark_all_read, mark_read
from registry.messages.texts import from_json
from registry.web.public.blueprint import blueprint
from registry.web.public.forms.messages import FIRM_KINDS, OFFICE_KINDS, MailForm
from registry.web.shared import current, lists
from registry.web.shared.permissions import requires
from registry.web.shared.words import MESSAGE_KINDS


@blueprint.get("/messages")
@requires(Permission.LOGGED_IN)
def messages() -> str:
    """What the person was told, unread first."""
    page = inbox(current.user().id, lists.cursor((int, int)))
    return render_template(
        "public/messages/list.html",
        page=page,
        unread=unread_count(current.user().id),
        text_of=from_json,
        kinds={kind.value: words for kind, words in MESSAGE_KINDS.items()},
        failed=DeliveryState.FAILED,
        next_url=lists.next_url(page),
        first_url=lists.first_url(),
        breadcrumbs=[(_("消息"), None)],
    )


@blueprint.post("/messages/<public_id>/open")
@requires(Permission.LOGGED_IN)
def message_open(public_id: str) -> Response:
    """The person has seen it and goes on to what it is about."""
    message = get_message_for(current.user(), public_id)
    mark_read(message, current.now())
    return redirect(message.link or url_for("public.messages"), 303)


@blueprint.post("/messages/read")
@requires(Permission.LOGGED_IN)
def messages_read() -> Response:
    """The person has seen everything."""
    mark_all_read(current.user().id, current.now())
    flash(_("全部消息已标为已读。"), "success")
    return redirect(url_for("public.messages"), 303)


@blueprint.route("/messages/settings", methods=["GET", "POST"])
@requires(Permission.LOGGED_IN)
def message_settings() -> Response | tuple[str, int]:
    """What comes by mail, and in which language."""
    person = current.user()
    offered = OFFICE_KINDS if person.is_officer else FIRM_KINDS
    chosen = mail_preference(person.id)
    form = MailForm(offered, data={"language": chosen.language, "kinds": _by_mail(chosen, offered)})
    if form.validate_on_submit():
        choose_mail(person.id, language=form.language.data, without=form.without())
        flash(_("消息设置已保存。"), "success")
        return redirect(url_for("public.messages"), 303)
    crumbs = [(_("消息"), url_for("public.messages")), (_("消息设置"), None)]
    page = render_template("public/messages/settings.html", form=form, address=person.email, breadcrumbs=crumbs)
    return page, 422 if form.is_submitted() else 200


def _by_mail(chosen: MailPreference, offered: tuple[Kind, ...]) -> list[str]:
    return [kind.value for kind in offered if kind.value not in chosen.without]
