"""What every template may use: words, dates, numbers, who is logged in, where one can go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from registry.accounts.models import Role
from registry.core.clock import OFFICE_ZONE
from registry.core.money import fen_to_wan
from registry.core.types import FAR
from registry.messages.queries import unread_count
from registry.web.shared import current
from registry.web.shared.first_password import is_due
from registry.web.shared.i18n import language, translate, word
from registry.web.shared.navigation import navigation

THEMES = ("light", "dark", "auto")


def bind_context(app: Flask) -> None:
    """Make the filters and values known to Jinja."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(_filters())
    app.context_processor(_context)
    app.url_defaults(_versioned)


@lru_cache(maxsize=256)
def _version(path: Path, _changed: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:8]


def _versioned(endpoint: str, values: dict[str, Any]) -> None:
    """Name a static file's content in its address, so that browsers may keep it for good."""
    if endpoint == "static" and "v" not in values and current_app.static_folder:
        path = Path(current_app.static_folder) / values["filename"]
        if path.is_file():
            values["v"] = _version(path, path.stat().st_mtime)


def role_label(role: str) -> str:
    """The role's name."""
    labels: dict[str, Callable[[], str]] = {
        Role.STREET_OFFICER: lambda: _("街道经办"),
        Role.REVIEWER: lambda: _("区初审"),
        Role.APPROVER: lambda: _("区审定"),
        Role.REGISTRAR: lambda: _("登记管理"),
        Role.LEADER: lambda: _("领导"),
        Role.AUDITOR: lambda: _("审计"),
        Role.ADMINISTRATOR: lambda: _("系统管理"),
    }
    return labels[Role(role)]()


def day(value: date | None) -> str:
    """A day as YYYY-MM-DD; "" for none and for the open end."""
    return "" if value is None or value >= FAR else value.isoformat()


def last_day(value: date | None) -> str:
    """The last day of a half-open period that ends before `value`."""
    return "" if value is None or value >= FAR else date.fromordinal(value.toordinal() - 1).isoformat()


def moment(value: datetime | None) -> str:
    """An instant in the office's zone, to the minute."""
    return "" if value is None else value.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")


def wan(fen: int | None) -> str:
    """分 as 万元 with two decimals and thousands separators; an en dash where unknown."""
    return "–" if fen is None else str(format_decimal(fen_to_wan(fen), format="#,##0.00"))


def number(value: int | Decimal | None) -> str:
    """A figure with thousands separators; an en dash where unknown."""
    return "–" if value is None else f"{value:,}"


def _filters() -> dict[str, Callable[..., Any]]:
    return {
        "t": translate,
        "word": word,
        "day": day,
        "last_day": last_day,
        "moment": moment,
        "wan": wan,
        "number": number,
        "role_label": role_label,
    }


def _context() -> dict[str, Any]:
    if g.get("is_plain"):
        return {"language": language(), "theme": "light"}
    one = current.identity()
    theme = request.cookies.get("theme", "light")
    return {
        "language": language(),
        "theme": theme if theme in THEMES else "light",
        "today": current.today(),
        "navigation": navigation(),
        "home_url": url_for("public.home"),
        "login_url": url_for("public.login"),
        "logout_url": url_for("public.logout"),
        "role_words": _role_words(),
        "unread_messages": _unread_messages,
        "account_links": [(_("我的账号"), url_for("public.account"))] if one else [],
    }


def _unread_messages() -> int:
    """How many messages the person has not opened; none for a visitor."""
    one = current.identity()
    return unread_count(one.user.id) if one and not is_due() else 0


def _role_words() -> str:
    roles = sorted({role for role, _region in current.actor().grants})
    return _("、").join(role_label(role) for role in roles)
