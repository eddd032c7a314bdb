"""Errors as pages a person can act on."""

from __future__ import annotations

from flask import Flask, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from registry.core.errors import DomainError
from registry.core.text import Text, msg
from registry.extensions import db
from registry.web.shared.autosave import keep_refused
from registry.web.shared.i18n import translate

PAGES = frozenset({400, 403, 404, 409, 413, 422, 429, 500, 503})
STALE = msg("在您打开页面之后，别人修改了同一内容。您填写的内容没有保存，请返回上一页核对后再提交。")
EXPIRED_FORM = msg("页面打开太久，表单凭证已失效。请返回上一页，刷新后重新提交；浏览器通常会保留您填写的内容。")


def bind_errors(app: Flask) -> None:
    """Give every kind of error its page."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _internal)


def error_page(status: int, text: Text | None = None) -> tuple[str, int]:
    """The page of a status, with the reason where there is one."""
    page = status if status in PAGES else (400 if status < 500 else 500)
    g.is_plain = page >= 500  # such a page asks neither the database nor who is logged in
    return render_template(f"errors/{page}.html", text=translate(text) if text else None), status


def _domain_error(error: DomainError) -> tuple[str, int]:
    return error_page(error.status, error.text)


def _stale(_error: StaleDataError) -> tuple[str, int]:
    db.session.rollback()
    return error_page(409, STALE)


def _csrf(_error: CSRFError) -> Response | tuple[str, int]:
    return keep_refused() or error_page(400, EXPIRED_FORM)


def _database_away(error: OperationalError) -> tuple[str, int]:
    """The database cannot be reached or is busy beyond patience: nothing was stored, and trying again may help."""
    db.session.rollback()
    request.environ["registry.error"] = error
    return error_page(503)


def _http(error: HTTPException) -> tuple[str, int]:
    return error_page(error.code or 500)


def _internal(_error: Exception) -> tuple[str, int]:
    return error_page(500)
