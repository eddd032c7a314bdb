"""Where pages send what is being typed; the answer says when it was kept and what others have typed meanwhile."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from registry.accounts.permissions import Permission
from registry.core.errors import DomainError, NotFound
from registry.core.text import msg
from registry.drafts.services import keep
from registry.web.public.blueprint import blueprint
from registry.web.shared import current, seals
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires
from registry.web.shared.typed import clock_words, others_in

Answer = Response | tuple[Response, int]

MALFORMED = msg("自动保存的请求不完整，请刷新页面。")


@blueprint.post("/drafts")
@requires(Permission.PUBLIC)
def drafts() -> Answer:
    """Keep fields as typed: {"form": the seal of the page, "fields": {name: [values]}}.

    Needs no other token: the seal is pressed for one person's own page, and no other site comes by it. Without a
    session, or in another person's, 401 and nothing is kept.
    """
    body = _sent()
    try:
        seal, fields = _read(body)
        if not seals.is_mine(seal):
            return jsonify(error=_("登录已过期。")), 401
        seals.require_open(seal)
        keep(seal.form, fields, user=current.user(), at=current.now())
    except DomainError as error:
        return jsonify(error=translate(error.text), field=error.field), error.status
    others = [{"field": one.name, "says": one.says, "values": one.values} for one in others_in(seal.form)]
    return jsonify(saved=clock_words(current.now()), token=generate_csrf(), others=others)


def _sent() -> Any:
    """What was sent as JSON, None where it is none; what stands inside itself a thousand times is none either."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _read(body: Any) -> tuple[seals.Seal, dict[str, list[str]]]:
    """The parts of a request. Raises DomainError for what no page of ours sends, NotFound for a seal not ours."""
    if not isinstance(body, dict) or not isinstance(body.get("fields"), dict) or not isinstance(body.get("form"), str):
        raise DomainError(MALFORMED)
    fields: dict[str, list[str]] = {}
    for name, values in body["fields"].items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise DomainError(MALFORMED)
        fields[name] = values
    seal = seals.read(body["form"])
    if seal is None:
        raise NotFound(msg("页面已过期，请刷新后再填写。"))
    return seal, fields
