"""Invitations to act for a firm: by its submitters, for the owner of one address, once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from registry.accounts.models import Role, RoleGrant, User
from registry.accounts.permissions import actor_of
from registry.audit.models import AuditEvent
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.core.text import msg
from registry.enterprises import invitations as inviting
from registry.enterprises.models import Enterprise, Invitation, Member, MemberRole, MembershipState
from registry.enterprises.queries import membership_of
from registry.extensions import db
from registry.messages.models import Delivery, Message
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user

EMAIL = "li@example.cn"


@pytest.fixture
def firm(session: object) -> Enterprise:
    return enterprise("宁波甬江轴承有限公司")


@pytest.fixture
def submitter(firm: Enterprise) -> User:
    person = user("王五")
    member(firm, person, MemberRole.SUBMITTER)
    return person


@pytest.fixture
def guest(session: object) -> User:
    person = user("李四", email=EMAIL)
    person.is_email_confirmed = False
    return person


def invite(
    firm: Enterprise, by: User, at: datetime, email: str = EMAIL, role: MemberRole = MemberRole.PREPARER
) -> Invitation:
    return inviting.invite(firm, email, role, role_name=msg("填报人"), actor=actor_of(by), at=at)


def last_token() -> str:
    link = db.session.scalars(select(Message.link).order_by(Message.id.desc())).first() or ""
    return link.removeprefix("/invitations/")


def accept(token: str, who: User, at: datetime) -> Member:
    return inviting.accept_invitation(token, who, actor=actor_of(who), at=at)


def stored() -> int:
    return db.session.scalar(select(func.count()).select_from(Invitation)) or 0


def test_the_invited_person_joins_in_that_role_once(
    firm: Enterprise, submitter: User, guest: User, at: datetime
) -> None:
    sent = invite(firm, submitter, at, " LI@Example.CN ")
    mail = db.session.scalars(select(Message)).one()
    assert (mail.address, mail.user_id) == (EMAIL, None)
    assert "宁波甬江轴承有限公司" in str(mail.body)
    assert db.session.scalars(select(Delivery)).one().is_secret
    token = last_token()
    assert token not in sent.token_hash
    one = accept(token, guest, at + timedelta(days=1))
    assert (one.role, one.state, one.decided_by_id) == (MemberRole.PREPARER, MembershipState.ACTIVE, submitter.id)
    assert guest.is_email_confirmed, "the mail was read there"
    assert stored() == 0
    with pytest.raises(NotFound):
        accept(token, guest, at)
    tags = db.session.scalars(select(AuditEvent.tag).where(AuditEvent.subject_kind == "invitation")).all()
    assert tags == ["invitation:sent", "invitation:accepted"]


def test_who_was_refused_or_left_may_be_invited(firm: Enterprise, submitter: User, guest: User, at: datetime) -> None:
    earlier = member(firm, guest, MemberRole.VIEWER, MembershipState.REFUSED)
    earlier.reason = "不认识"
    invite(firm, submitter, at)
    one = accept(last_token(), guest, at)
    assert one is earlier
    assert (one.role, one.state, one.reason) == (MemberRole.PREPARER, MembershipState.ACTIVE, "")


def test_an_invitation_is_good_for_a_week_and_the_newest_counts(
    firm: Enterprise, submitter: User, guest: User, at: datetime
) -> None:
    invite(firm, submitter, at)
    older = last_token()
    invite(firm, submitter, at, role=MemberRole.VIEWER)
    token, end = last_token(), at + inviting.LIFETIME
    with pytest.raises(NotFound):
        inviting.find_invitation(older, at=at)
    assert inviting.find_invitation(token, at=end - timedelta(seconds=1)).role is MemberRole.VIEWER
    with pytest.raises(NotFound):
        inviting.find_invitation(token, at=end)
    assert db.session.scalars(inviting.invitations_of(firm.id, at=end)).all() == []


@pytest.mark.parametrize("role", [MemberRole.PREPARER, MemberRole.AGENT, MemberRole.VIEWER, None])
def test_only_submitters_invite(firm: Enterprise, submitter: User, at: datetime, role: MemberRole | None) -> None:
    other = user()
    if role is not None:
        member(firm, other, role)
    with pytest.raises(NotAllowed):
        invite(firm, other, at)
    sent = invite(firm, submitter, at)
    with pytest.raises(NotAllowed):
        inviting.withdraw_invitation(sent, actor=actor_of(other), at=at)
    assert stored() == 1


def test_the_invitation_of_somebody_who_left_opens_nothing(
    firm: Enterprise, submitter: User, guest: User, at: datetime
) -> None:
    invite(firm, submitter, at)
    own = membership_of(submitter.id, firm.id)
    assert own is not None
    own.role = MemberRole.PREPARER
    with pytest.raises(NotFound):
        accept(last_token(), guest, at)
    own.role, own.state = MemberRole.SUBMITTER, MembershipState.ENDED
    with pytest.raises(NotFound):
        accept(last_token(), guest, at)


def test_nobody_else_takes_it_up(firm: Enterprise, submitter: User, guest: User, at: datetime) -> None:
    invite(firm, submitter, at)
    with pytest.raises(NotAllowed):
        accept(last_token(), user("另一人"), at)
    guest.grants.append(RoleGrant(role=Role.REVIEWER, region_code="330205"))
    with pytest.raises(NotAllowed):
        accept(last_token(), guest, at)
    assert membership_of(guest.id, firm.id) is None


@pytest.mark.parametrize("email", ["", "x", "a@b", "a@example.cn\x00", "甲" * 300 + "@example.cn"])
def test_an_address_that_is_none_is_refused_at_its_field(
    firm: Enterprise, submitter: User, at: datetime, email: str
) -> None:
    with pytest.raises(DomainError) as refused:
        invite(firm, submitter, at, email)
    assert refused.value.field == "email"


def test_who_acts_already_is_not_invited(firm: Enterprise, submitter: User, guest: User, at: datetime) -> None:
    invite(firm, submitter, at)
    member(firm, guest, MemberRole.VIEWER)
    with pytest.raises(Conflict):
        invite(firm, submitter, at)
    with pytest.raises(Conflict):
        accept(last_token(), guest, at)


def test_a_withdrawn_one_and_another_firms_are_not_found(
    firm: Enterprise, submitter: User, guest: User, at: datetime
) -> None:
    sent = invite(firm, submitter, at)
    with pytest.raises(NotFound):
        inviting.get_invitation(enterprise().id, sent.public_id)
    inviting.withdraw_invitation(inviting.get_invitation(firm.id, sent.public_id), actor=actor_of(submitter), at=at)
    for number in (sent.public_id, "x", "\x00"):
        with pytest.raises(NotFound):
            inviting.get_invitation(firm.id, number)
    with pytest.raises(NotFound):
        accept(last_token(), guest, at)
