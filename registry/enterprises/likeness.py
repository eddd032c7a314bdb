"""Firms that somebody who typed a code or a name may have meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, or_, select

from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile
from registry.extensions import db
from registry.rules.identifiers import uscc
from registry.rules.identifiers.names import name_key

MOST = 3
_SHORTEST_CORE = 3
_PLACE = re.compile(r"^(?:中国)?(?:浙江省?)?(?:宁波市?)?(?:(?:江北|海曙|鄞州|镇海|北仑|奉化|高新)区?)?")
_FORM = re.compile(
    r"(?:[（(][^（）()]{1,12}[)）])?(?:股份有限公司|有限责任公司|有限公司|分公司|集团|公司|合伙企业|合作社|研究院|研究所|中心|厂)"
    r"(?:[（(][^（）()]{1,12}[)）])?$"
)


def parts(name: str) -> tuple[str, str, str]:
    """A firm's name as place, what makes it this firm's, and legal form: 宁波, 甬江轴承, （集团）有限公司."""
    place = _PLACE.match(name)
    head = place[0] if place else ""
    form = _FORM.search(name, len(head))
    return head, name[len(head) : form.start() if form else len(name)], form[0] if form else ""


def likely_by_code(raw: str) -> Sequence[Enterprise]:
    """Firms whose code differs from `raw` by one character or two neighbours exchanged, or holds it as its
    organisation code; at most three. The firm of that very code is not among them."""
    code = uscc.clean(raw)
    if len(code) == 9 and code.isascii() and code.isalnum():
        return _found(func.substr(Enterprise.uscc, 9, 9) == code)
    if len(code) != uscc.LENGTH or not (code.isascii() and code.isalnum()):
        return ()
    places = range(uscc.LENGTH)
    swapped = [code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in places[:-1]]
    mistyped = [Enterprise.uscc.like(f"{code[:i]}_{code[i + 1 :]}") for i in places]
    return _found(Enterprise.uscc != code, or_(Enterprise.uscc.in_(swapped), *mistyped))


def likely_by_name(name: str) -> Sequence[Enterprise]:
    """Firms that have or had the name, or one with the same distinctive part; at most three."""
    key = name_key(name)
    core = parts(key)[1]
    if not core:
        return ()
    same: ColumnElement[bool] = EnterpriseProfile.name_key == key
    if len(core) >= _SHORTEST_CORE:
        same = or_(same, EnterpriseProfile.name_key.contains(core, autoescape=True))
    named = select(EnterpriseProfile.enterprise_id).where(EnterpriseProfile.retired_at == FOREVER, same)
    return _found(Enterprise.id.in_(named))


def _found(*conditions: ColumnElement[bool]) -> Sequence[Enterprise]:
    return db.session.scalars(select(Enterprise).where(*conditions).order_by(Enterprise.id).limit(MOST)).all()
