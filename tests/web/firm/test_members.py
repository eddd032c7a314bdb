"""People of the firm: who may decide on whom."""

from __future__ import annotations

from collections.abc import Callable

from registry.enterprises.models import Member, MemberRole, MembershipState
from registry.extensions import db
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.web.firm.conftest import Desk
from tests.web.pages import page


def claim(desk: Desk) -> Member:
    made = member(desk.firm, user("新人"), MemberRole.PREPARER, MembershipState.REQUESTED)
    db.session.commit()
    return made


def test_the_submitter_confirms(submitter: Desk) -> None:
    one = claim(submitter)
    shown = page(submitter.browser.get(submitter.url(f"members/{one.public_id}")))
    assert len(shown.select("main form")) == 2
    assert submitter.browser.post(submitter.url(f"members/{one.public_id}/confirm")).status_code == 303
    db.session.refresh(one)
    assert one.state is MembershipState.ACTIVE
    page(submitter.browser.post(submitter.url(f"members/{one.public_id}/confirm")), 409)


def test_a_refusal_needs_a_reason(submitter: Desk) -> None:
    one = claim(submitter)
    path = submitter.url(f"members/{one.public_id}/refuse")
    for reason in ("", "   ", "长" * 501, "\x00"):
        assert page(submitter.browser.post(path, data={"reason": reason}), 422).select_one("#reason-error")
    assert submitter.browser.post(path, data={"reason": "不认识此人"}).status_code == 303
    db.session.refresh(one)
    assert (one.state, one.reason) == (MembershipState.REFUSED, "不认识此人")


def test_ending_ones_own_part_leads_home(desk: Callable[..., Desk]) -> None:
    one = desk(MemberRole.PREPARER)
    own = db.session.query(Member).filter_by(user_id=one.person.id).one()
    page(one.browser.get(one.url(f"members/{own.public_id}")))
    answer = one.browser.post(one.url(f"members/{own.public_id}/end"), data={"reason": "离职"})
    assert answer.headers["Location"] == "/firm/"
    page(one.browser.get(one.url()), 404)


def test_preparers_decide_on_nobody(submitter: Desk, desk: Callable[..., Desk]) -> None:
    one, preparer = claim(submitter), desk(MemberRole.PREPARER)
    page(preparer.browser.post(preparer.url(f"members/{one.public_id}/confirm")), 403)
    page(preparer.browser.post(preparer.url(f"members/{one.public_id}/end"), data={"reason": "x"}), 404)
    page(preparer.browser.get(preparer.url(f"members/{one.public_id}")), 404)
    db.session.refresh(one)
    assert one.state is MembershipState.REQUESTED


def test_another_firms_people_are_not_found(submitter: Desk) -> None:
    other = enterprise()
    member(other, submitter.person)
    theirs = member(other, user(), MemberRole.PREPARER, MembershipState.REQUESTED)
    db.session.commit()
    page(submitter.browser.get(submitter.url(f"members/{theirs.public_id}")), 404)
    page(submitter.browser.post(submitter.url(f"members/{theirs.public_id}/confirm")), 404)
    for nonsense in ("x", "%00", "甲"):
        page(submitter.browser.get(submitter.url(f"members/{nonsense}")), 404)
