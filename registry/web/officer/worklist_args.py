"""The queue's filters as they stand in an address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import request, session
from flask_babel import gettext as _

from registry.accounts.permissions import Permission, scope
from registry.applications.workflow import stage_name, stage_role_at
from registry.applications.worklist import HOLDERS, ORDERS, Wanted, codes_found
from registry.core.text import Text, msg
from registry.reference.queries import schemes
from registry.rules.identifiers import uscc
from registry.web.shared import current, lists
from registry.web.shared.i18n import translate
from registry.web.shared.names import regions_below

MOST_CODES = 200
"""As many as an address can carry."""

NAMES = ("stage", "scheme", "region", "late", "holder", "order", "codes")
_KEPT = "queue"
_BETWEEN = re.compile(r"[\s,，;；、]+")


def streets() -> dict[str, str]:
    """Name by code of the streets that the officer reads."""
    regions = scope(current.actor(), Permission.APPLICATIONS_READ)
    return {code: name for code, name in regions_below(current.today()) if code.startswith(regions)}


def stages() -> list[tuple[str, str]]:
    """The review stages by role, over all schemes, and the two steps after them: the choices as (value, name)."""
    names = {stage_role_at(one, no): stage_name(one, no) for one in schemes() for no in range(len(one.stages))}
    after = [("approved", _("审核通过，待公示或上报")), ("forwarded", _("已上报，待登记结果"))]
    return [(role, translate(name)) for role, name in names.items()] + after


def holders() -> list[tuple[str, str]]:
    """Whose cases: the choices as (value, words), without the usual one."""
    words = {"mine": _("我领取或代办的"), "free": _("无人领取的"), "others": _("同事领取的"), "all": _("全部")}
    return [(name, words[name]) for name in HOLDERS if name]


def read() -> Wanted:
    """What the address asks for; what it cannot mean is left out."""
    return read_from(request.args)


def read_from(args: Mapping[str, str]) -> Wanted:
    """The same from filters that were kept."""

    def one_of(name: str, allowed: Iterable[str], default: str = "") -> str:
        return args.get(name, "") if args.get(name, "") in set(allowed) else default

    return Wanted(
        stage=one_of("stage", (value for value, _name in stages())),
        scheme=one_of("scheme", (one.code for one in schemes())),
        region=one_of("region", streets()),
        late=args.get("late") == "1",
        holder=one_of("holder", HOLDERS),
        codes=_codes(args)[0],
        order=one_of("order", ORDERS, "due"),
    )


def missing(wanted: Wanted) -> list[str]:
    """Pasted codes of which the registry knows no firm."""
    known = codes_found(wanted.codes) if wanted.codes else set()
    return [code for code in wanted.codes if code not in known]


def problems() -> list[Text]:
    """What could not be used of the pasted codes."""
    _used, strange, left_over = _codes(request.args)
    found = []
    if strange:
        found.append(msg("不是统一社会信用代码，未用于筛选：{codes}", codes="、".join(strange[:10])))
    if left_over:
        found.append(msg("一次最多粘贴 {most} 个代码，后面的 {count} 个未用于筛选。", most=MOST_CODES, count=left_over))
    return found


def kept() -> dict[str, Any]:
    """The filters of the address, for links that come back to the same list."""
    return {name: request.args[name] for name in NAMES if request.args.get(name)}


def remember() -> None:
    """Keep the filters, short of pasted codes too long for a cookie, so that the next case is that of this list."""
    wanted = kept()
    session[_KEPT] = {name: value for name, value in wanted.items() if len(value) <= lists.LONGEST_WORD}


def remembered() -> dict[str, Any]:
    """The filters of the list last looked at in this session."""
    found = session.get(_KEPT)
    return found if isinstance(found, dict) else {}


def _codes(args: Mapping[str, str]) -> tuple[tuple[str, ...], list[str], int]:
    """(codes to look for, what is none, how many were left over)."""
    words = [word for word in _BETWEEN.split(args.get("codes", "")) if word]
    checks = [(word, uscc.check(word)) for word in dict.fromkeys(words)]
    good = list(dict.fromkeys(one.code for _word, one in checks if not one.refused and len(one.code) == uscc.LENGTH))
    strange = [word[:30] for word, one in checks if one.refused or len(one.code) != uscc.LENGTH]
    return tuple(good[:MOST_CODES]), strange, len(good[MOST_CODES:])
