"""The clerk left: somebody takes over with papers, an officer confirms, the former submitters end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from sqlalchemy import select

from registry.accounts.models import Role, User
from registry.accounts.permissions import actor_of
from registry.audit.models import AuditEvent
from registry.core.errors import DomainError, NotAllowed
from registry.core.ids import new_public_id
from registry.documents.models import Document
from registry.enterprises.members import (
    PAPERS,
    confirm_member,
    end_membership,
    papers_of,
    refuse_member,
    request_membership,
)
from registry.enterprises.models import Enterprise, Member, MemberRole, MembershipState
from registry.enterprises.queries import submitters_of
from registry.extensions import db
from tests.factories.enterprises import enterprise, member
from tests.factories.people import actor, user


@pytest.fixture
def firm(session: object) -> Enterprise:
    return enterprise("宁波甬江轴承有限公司", region="330205003")


@pytest.fixture
def former(firm: Enterprise) -> Member:
    member(firm, user("填报人"), MemberRole.PREPARER)
    return member(firm, user("走了的人"), MemberRole.SUBMITTER)


@pytest.fixture
def person(session: object) -> User:
    return user("接替的人")


def papers(firm: Enterprise, person: User, at: datetime, kinds: Sequence[str] = PAPERS) -> list[str]:
    rows = [
        Document(
            public_id=new_public_id(),
            enterprise_id=firm.id,
            sha256=kind * 2,
            filename=f"{kind}.pdf",
            media_type="application/pdf",
            size=1,
            requirement=kind,
            uploaded_by_id=person.id,
            uploaded_at=at,
        )
        for kind in kinds
    ]
    db.session.add_all(rows)
    db.session.flush()
    return [row.public_id for row in rows]


@pytest.fixture
def claim(firm: Enterprise, former: Member, person: User, at: datetime) -> Member:
    """The person asks to take over."""
    return request_membership(
        firm,
        MemberRole.SUBMITTER,
        "原经办人离职",
        actor=actor_of(person),
        at=at,
        documents=papers(firm, person, at),
        takes_over=True,
    )


def test_an_officers_word_puts_the_new_one_in_place_of_the_old(
    firm: Enterprise, former: Member, claim: Member, at: datetime, on: date
) -> None:
    assert [row.requirement for row in papers_of(claim)] == list(PAPERS)
    assert all(row.claimed for row in papers_of(claim)), "they stay"
    confirm_member(claim, actor=actor(Role.STREET_OFFICER, region="330205003"), at=at, on=on)
    assert submitters_of(firm.id) == [claim]
    assert (former.state, "接替的人" in former.reason) == (MembershipState.ENDED, True)
    roles = {row.role: row.state for row in db.session.scalars(select(Member)) if row is not claim}
    assert roles[MemberRole.PREPARER] is MembershipState.ACTIVE, "the others stay"
    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(2)).all()
    assert [(event.tag, event.data["user"]) for event in events] == [
        ("member:ended", former.user_id),
        ("member:confirmed", claim.user_id),
    ]
    asked = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == "member:requested")).one()
    assert (asked.data["takes_over"], asked.data["documents"]) == (True, claim.documents)


def test_the_one_to_be_replaced_decides_nothing(former: Member, claim: Member, at: datetime, on: date) -> None:
    by = actor_of(former.user)
    with pytest.raises(NotAllowed):
        confirm_member(claim, actor=by, at=at, on=on)
    with pytest.raises(NotAllowed):
        refuse_member(claim, reason="我还在", actor=by, at=at, on=on)
    with pytest.raises(NotAllowed):
        end_membership(claim, reason="我还在", actor=by, at=at, on=on)
    assert claim.state is MembershipState.REQUESTED


def test_a_refused_one_changes_nothing(firm: Enterprise, former: Member, claim: Member, at: datetime, on: date) -> None:
    refuse_member(claim, reason="印章不符", actor=actor(Role.REVIEWER), at=at, on=on)
    assert submitters_of(firm.id) == [former]


@pytest.mark.parametrize(
    ("role", "kinds"),
    [(MemberRole.SUBMITTER, ("licence", "authorisation")), (MemberRole.SUBMITTER, ()), (MemberRole.PREPARER, PAPERS)],
)
def test_taking_over_asks_for_all_papers_and_the_submitters_part(
    firm: Enterprise, person: User, at: datetime, role: MemberRole, kinds: tuple[str, ...]
) -> None:
    with pytest.raises(DomainError) as refused:
        request_membership(
            firm,
            role,
            "",
            actor=actor_of(person),
            at=at,
            documents=papers(firm, person, at, kinds),
            takes_over=True,
        )
    assert refused.value.field == "takes_over"


def test_papers_of_another_firm_support_nothing(firm: Enterprise, person: User, at: datetime) -> None:
    foreign = papers(enterprise(), person, at)
    with pytest.raises(DomainError):
        request_membership(firm, MemberRole.VIEWER, "", actor=actor_of(person), at=at, documents=foreign)


def test_a_plain_claim_beside_submitters_ends_nobody(
    firm: Enterprise, former: Member, person: User, at: datetime, on: date
) -> None:
    plain = request_membership(firm, MemberRole.SUBMITTER, "", actor=actor_of(person), at=at)
    confirm_member(plain, actor=actor_of(former.user), at=at, on=on)
    assert submitters_of(firm.id) == [former, plain]
