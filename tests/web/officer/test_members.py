"""Confirming and refusing claims to act for a firm."""

from __future__ import annotations

from flask.testing import FlaskClient

from registry.accounts.models import Role
from registry.enterprises.models import Member, MemberRole, MembershipState
from registry.extensions import db
from tests.factories.enterprises import enterprise, member
from tests.factories.people import user
from tests.web.login import log_in
from tests.web.pages import page


def claim(name: str = "王经办") -> Member:
    """Somebody asks to submit for a firm in 330205003."""
    return member(enterprise("宁波甲乙科技有限公司"), user(name), MemberRole.SUBMITTER, MembershipState.REQUESTED)


def test_an_officer_of_the_street_confirms_once(client: FlaskClient) -> None:
    one = claim()
    log_in(client, user(role=Role.STREET_OFFICER, region="330205003"))
    shown = page(client.get("/officer/members"))
    assert "王经办" in shown.get_text()
    assert client.post(f"/officer/members/{one.public_id}/confirm").status_code == 303
    db.session.refresh(one)
    assert one.state is MembershipState.ACTIVE
    again = page(client.post(f"/officer/members/{one.public_id}/confirm"), 409)
    assert "已有人处理" in again.get_text()


def test_refusing_needs_a_reason_and_keeps_it(client: FlaskClient) -> None:
    one = claim()
    log_in(client, user(role=Role.REVIEWER))
    address = f"/officer/members/{one.public_id}/refuse"
    page(client.get(address))
    assert page(client.post(address, data={"reason": "  "}), 422).select_one("#reason-error")
    long = page(client.post(address, data={"reason": "长" * 501}), 422)
    assert "长" * 501 in long.select_one("#reason").get_text()
    assert client.post(address, data={"reason": "没有授权书"}).status_code == 303
    db.session.refresh(one)
    assert (one.state, one.reason) == (MembershipState.REFUSED, "没有授权书")
    second = page(client.post(address, data={"reason": "第二位经办的话"}), 409)
    assert "第二位经办的话" in second.select_one("#reason").get_text()


def test_claims_elsewhere_do_not_exist_and_nobody_confirms_his_own(client: FlaskClient) -> None:
    one = claim()
    log_in(client, user(role=Role.STREET_OFFICER, region="330205007"))
    assert "王经办" not in page(client.get("/officer/members")).get_text()
    page(client.post(f"/officer/members/{one.public_id}/confirm"), 404)
    page(client.get("/officer/members/nonsense/refuse"), 404)
    own = user("自己人", role=Role.REVIEWER)
    mine = member(enterprise(), own, state=MembershipState.REQUESTED)
    log_in(client, own)
    assert "不能确认自己" in page(client.post(f"/officer/members/{mine.public_id}/confirm"), 403).get_text()
    log_in(client, user(role=Role.LEADER))
    page(client.get("/officer/members"), 403)
