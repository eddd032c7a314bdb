"""Enterprises for tests."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count

from stdnum.cn import uscc as standard

from registry.accounts.models import User
from registry.core.actor import SYSTEM
from registry.core.ids import new_public_id
from registry.enterprises.models import Enterprise, Member, MemberRole, MembershipState
from registry.enterprises.services import ProfileFacts, open_enterprise
from registry.extensions import db
from tests.factories.time import START

_numbers = count(1)


def valid_uscc(number: int) -> str:
    """The `number`-th made-up code of the district, its check digit right."""
    front = f"91330205MT{number:07d}"
    return front + standard.calc_check_digit(front)


def enterprise(
    name: str = "",
    *,
    uscc: str = "",
    region: str = "330205003",
    industry: str = "C-NM",
    park: str = "",
    since: date = date(2015, 1, 1),
    at: datetime = START,
    **facts: object,
) -> Enterprise:
    """An enterprise that has been in the district since `since`."""
    number = next(_numbers)
    return open_enterprise(
        uscc or valid_uscc(number),
        ProfileFacts(
            name=name or f"宁波测试{number}科技有限公司", region_code=region, industry_code=industry, park=park, **facts
        ),
        registered_on=since,
        valid_from=since,
        source="test",
        actor=SYSTEM,
        at=at,
    )


def member(
    firm: Enterprise,
    person: User,
    role: MemberRole = MemberRole.SUBMITTER,
    state: MembershipState = MembershipState.ACTIVE,
) -> Member:
    """`person` acts for `firm`."""
    row = Member(public_id=new_public_id(), enterprise=firm, user=person, role=role, state=state, requested_at=START)
    db.session.add(row)
    db.session.flush()
    return row
