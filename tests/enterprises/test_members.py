"""Who acts for a firm, who decides on it, and how firms are found by those in whose scope they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from registry.accounts.models import Role, User
from registry.accounts.permissions import Permission, actor_of
from registry.audit.queries import events_of_subject
from registry.audit.tags import Tag
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.enterprises.access import get_enterprise_for, get_member_for, get_membership_for, reaches
from registry.enterprises.members import (
    SUBMITTERS,
    already_held,
    confirm_member,
    end_membership,
    masked_name,
    refuse_member,
    request_membership,
    require_part,
)
from registry.enterprises.models import Enterprise, Member, MemberRole, MembershipState, Presence
from registry.enterprises.queries import (
    current_profile,
    history,
    members_of,
    membership_of,
    memberships_of_user,
    pending_members,
    place_of,
    profile_on,
)
from registry.enterprises.search import count_matching, search
from registry.enterprises.services import correct_profile, record_profile
from registry.extensions import db
from tests.factories.enterprises import enterprise, member
from tests.factories.people import actor, user

Ask = Callable[..., Member]
DAY = timedelta(days=1)


@pytest.fixture
def firm(session: object) -> Enterprise:
    return enterprise("宁波甬江轴承（集团）有限公司", region="330205003")


@pytest.fixture
def person(session: object) -> User:
    return user("王五")


@pytest.fixture
def ask(firm: Enterprise, person: User, at: datetime) -> Ask:
    def claim(who: User = person, role: MemberRole = MemberRole.SUBMITTER) -> Member:
        return request_membership(firm, role, " 我是办公室主任 ", actor=actor_of(who), at=at)

    return claim


@pytest.fixture
def officer(session: object) -> Actor:
    return actor(Role.STREET_OFFICER, region="330205003")


class TestClaims:
    """A claim and what becomes of it."""

    def test_a_claim_gives_nothing_yet(self, firm: Enterprise, person: User, ask: Ask) -> None:
        claim = ask()
        assert (claim.state, claim.statement) == (MembershipState.REQUESTED, "我是办公室主任")
        assert membership_of(person.id, firm.id) is None
        with pytest.raises(NotFound):
            get_membership_for(person.id, firm.uscc)

    def test_confirmed_by_an_officer_of_the_place(
        self, firm: Enterprise, person: User, ask: Ask, officer: Actor, at: datetime, on: date
    ) -> None:
        claim = ask()
        assert db.session.scalars(pending_members(officer.regions("street_officer"), on)).all() == [claim]
        confirm_member(claim, actor=officer, at=at, on=on)
        assert get_membership_for(person.id, firm.uscc) is claim
        assert (claim.decided_at, claim.decided_by_id) == (at, officer.id)
        assert db.session.scalars(pending_members(["330205"], on)).all() == []
        tags = [event.tag for event in db.session.scalars(events_of_subject("member", claim.public_id))]
        assert tags == [Tag.MEMBER_REQUESTED.value, Tag.MEMBER_CONFIRMED.value]

    @pytest.mark.parametrize(
        ("role", "region"),
        [(Role.STREET_OFFICER, "330205004"), (Role.LEADER, "330205"), (Role.ADMINISTRATOR, "330205"), (None, "")],
    )
    def test_not_by_others(self, ask: Ask, at: datetime, on: date, role: Role | None, region: str) -> None:
        claim, other = ask(), actor(role, region=region)
        with pytest.raises(NotAllowed):
            confirm_member(claim, actor=other, at=at, on=on)
        with pytest.raises(NotAllowed):
            refuse_member(claim, reason="不认识", actor=other, at=at, on=on)
        with pytest.raises(NotAllowed):
            end_membership(claim, reason="不认识", actor=other, at=at, on=on)
        assert claim.state == MembershipState.REQUESTED

    def test_the_first_cannot_confirm_himself(self, person: User, ask: Ask, at: datetime, on: date) -> None:
        with pytest.raises(NotAllowed):
            confirm_member(ask(), actor=actor_of(person), at=at, on=on)

    def test_a_submitter_confirms_a_colleague_and_others_do_not(
        self, firm: Enterprise, person: User, ask: Ask, at: datetime, on: date
    ) -> None:
        claim = ask(role=MemberRole.PREPARER)
        for role in (MemberRole.PREPARER, MemberRole.AGENT, MemberRole.VIEWER):
            colleague = user()
            member(firm, colleague, role)
            with pytest.raises(NotAllowed):
                confirm_member(claim, actor=actor_of(colleague), at=at, on=on)
        boss = user()
        standing = member(firm, boss, state=MembershipState.REQUESTED)
        with pytest.raises(NotAllowed):
            confirm_member(claim, actor=actor_of(boss), at=at, on=on)
        standing.state = MembershipState.ACTIVE
        confirm_member(claim, actor=actor_of(boss), at=at, on=on)
        assert membership_of(person.id, firm.id) is claim

    def test_a_submitter_of_another_firm_has_no_say(self, ask: Ask, at: datetime, on: date) -> None:
        stranger = user()
        member(enterprise(), stranger)
        with pytest.raises(NotAllowed):
            confirm_member(ask(), actor=actor_of(stranger), at=at, on=on)

    def test_the_second_run_is_told(self, ask: Ask, officer: Actor, at: datetime, on: date) -> None:
        claim = ask()
        with pytest.raises(Conflict, match="等待确认"):
            ask()
        confirm_member(claim, actor=officer, at=at, on=on)
        with pytest.raises(Conflict, match="有人处理"):
            confirm_member(claim, actor=officer, at=at, on=on)
        with pytest.raises(Conflict, match="有人处理"):
            refuse_member(claim, reason="不认识", actor=officer, at=at, on=on)
        with pytest.raises(Conflict, match="已经是"):
            ask()

    def test_refused_with_a_reason_and_asked_again(self, ask: Ask, officer: Actor, at: datetime, on: date) -> None:
        claim = ask()
        for reason in ("", "  ", "长" * 501):
            with pytest.raises(DomainError) as refused:
                refuse_member(claim, reason=reason, actor=officer, at=at, on=on)
            assert refused.value.field == "reason"
        refuse_member(claim, reason="未附授权书", actor=officer, at=at, on=on)
        assert (claim.state, claim.reason) == (MembershipState.REFUSED, "未附授权书")
        again = ask(role=MemberRole.VIEWER)
        assert again is claim
        assert (again.state, again.role, again.reason, again.decided_by_id) == (
            MembershipState.REQUESTED,
            MemberRole.VIEWER,
            "",
            None,
        )

    def test_ended_by_the_person(
        self, firm: Enterprise, person: User, ask: Ask, officer: Actor, at: datetime, on: date
    ) -> None:
        claim = ask()
        confirm_member(claim, actor=officer, at=at, on=on)
        assert db.session.scalars(memberships_of_user(person.id)).all() == [claim]
        end_membership(claim, reason="离职", actor=actor_of(person), at=at, on=on)
        assert membership_of(person.id, firm.id) is None
        assert db.session.scalars(memberships_of_user(person.id)).all() == []
        assert db.session.scalars(members_of(firm.id)).all() == [claim]
        with pytest.raises(Conflict):
            end_membership(claim, reason="离职", actor=actor_of(person), at=at, on=on)

    def test_officers_do_not_act_for_firms(self, firm: Enterprise, officer: Actor, at: datetime) -> None:
        for who in (officer, Actor(None, "访客")):
            with pytest.raises(NotAllowed):
                request_membership(firm, MemberRole.VIEWER, "", actor=who, at=at)

    def test_a_statement_has_an_end(self, firm: Enterprise, person: User, at: datetime) -> None:
        request_membership(firm, MemberRole.VIEWER, "长" * 500, actor=actor_of(person), at=at)
        with pytest.raises(DomainError) as refused:
            request_membership(enterprise(), MemberRole.VIEWER, "长" * 501, actor=actor_of(person), at=at)
        assert refused.value.field == "statement"

    def test_a_part_is_asked_for(self, firm: Enterprise, person: User) -> None:
        own = member(firm, person, MemberRole.PREPARER)
        with pytest.raises(NotAllowed):
            require_part(actor_of(person), firm.id, SUBMITTERS)
        own.role = MemberRole.SUBMITTER
        require_part(actor_of(person), firm.id, SUBMITTERS)
        require_part(SYSTEM, firm.id, SUBMITTERS)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("宁波甬江轴承（集团）有限公司", "宁波××（集团）有限公司"),
        ("宁波市江北区慈城电子有限责任公司", "宁波市江北区××有限责任公司"),
        ("浙江明州股份有限公司", "浙江××股份有限公司"),
        ("明州新材料(宁波)有限公司", "××(宁波)有限公司"),
        ("宁波甬江投资合伙企业（有限合伙）", "宁波××合伙企业（有限合伙）"),
        ("姚江", "××"),
        ("", "××"),
    ],
)
def test_masked_names(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_a_held_code_is_no_dead_end(firm: Enterprise, on: date) -> None:
    text = str(already_held(firm, on))
    assert firm.uscc in text
    assert "宁波××（集团）有限公司" in text
    assert "甬江" not in text
    assert "申请加入" in text


class TestProfiles:
    """What was so on a day."""

    def test_the_day_of_a_rename(self, firm: Enterprise, at: datetime) -> None:
        day = date(2025, 7, 1)
        later = at + DAY
        record_profile(firm, {"name": "宁波新名有限公司"}, valid_from=day, source="test", actor=SYSTEM, at=later)
        before, after = profile_on(firm.id, day - DAY), profile_on(firm.id, day)
        assert before is not None
        assert after is not None
        assert (before.name, after.name) == ("宁波甬江轴承（集团）有限公司", "宁波新名有限公司")
        known = profile_on(firm.id, day, known_at=at)
        assert known is not None
        assert known.name == "宁波甬江轴承（集团）有限公司"
        assert len(history(firm.id)) == 2
        assert len(history(firm.id, known_at=at)) == 1

    def test_before_its_beginning(self, session: object, on: date) -> None:
        firm = enterprise(since=on + DAY)
        assert profile_on(firm.id, on) is None
        first = current_profile(firm.id, on)
        assert first is not None
        assert first.valid_from == on + DAY
        assert place_of(firm.id, on) == "330205003"

    def test_who_is_in_charge_after_a_move(self, firm: Enterprise, at: datetime, on: date) -> None:
        record_profile(firm, {"region_code": "330205004"}, valid_from=on, source="test", actor=SYSTEM, at=at)
        assert (place_of(firm.id, on - DAY), place_of(firm.id, on)) == ("330205003", "330205004")

    def test_who_is_in_charge_of_a_firm_that_left(self, firm: Enterprise, at: datetime, on: date) -> None:
        gone = {"region_code": "330206", "presence": Presence.MOVED_OUT}
        record_profile(firm, gone, valid_from=on - DAY, source="test", actor=SYSTEM, at=at)
        assert place_of(firm.id, on) == "330205003"


class TestReach:
    """Out of scope is not there."""

    def test_officers_by_region_and_permission(self, firm: Enterprise, officer: Actor, on: date) -> None:
        assert get_enterprise_for(officer, firm.uscc, on=on) is firm
        assert get_enterprise_for(officer, firm.uscc, on=on, permission=Permission.ENTERPRISES_CHANGE) is firm
        for other in (actor(Role.STREET_OFFICER, region="330205004"), actor(Role.AUDITOR), actor()):
            with pytest.raises(NotFound):
                get_enterprise_for(other, firm.uscc, on=on)
        with pytest.raises(NotFound):
            get_enterprise_for(actor(Role.LEADER), firm.uscc, on=on, permission=Permission.ENTERPRISES_CHANGE)

    @pytest.mark.parametrize("uscc", ["", "\x00", "%", "9" * 300, "91330205MT0000000X", "\ud800"])
    def test_no_such_code(self, firm: Enterprise, officer: Actor, person: User, on: date, uscc: str) -> None:
        with pytest.raises(NotFound):
            get_enterprise_for(officer, uscc, on=on)
        with pytest.raises(NotFound):
            get_membership_for(person.id, uscc)

    def test_claims(self, person: User, ask: Ask, officer: Actor, on: date) -> None:
        claim = ask()
        assert get_member_for(officer, claim.public_id, on=on) is claim
        assert get_member_for(actor_of(person), claim.public_id, on=on) is claim
        for who, public_id in ((actor(), claim.public_id), (officer, "\x00"), (officer, "nothing")):
            with pytest.raises(NotFound):
                get_member_for(who, public_id, on=on)

    def test_members_reach_their_own_firm_only(self, firm: Enterprise, person: User, on: date) -> None:
        member(firm, person, MemberRole.VIEWER)
        assert reaches(actor_of(person), firm.id, on=on)
        assert not reaches(actor_of(person), enterprise().id, on=on)
        assert not reaches(Actor(None, "访客"), firm.id, on=on)


class TestSearch:
    """Part of a name, a former name, a code."""

    def found(self, text: str, on: date, regions: tuple[str, ...] = ("330205",)) -> list[str]:
        page = search(text, regions=regions, on=on)
        assert count_matching(text, regions=regions, on=on) == len(page.rows)
        return [row.profile.name for row in page.rows]

    def test_spelling_does_not_matter(self, firm: Enterprise, on: date) -> None:
        for text in ("甬江轴承", "轴承 (集团)", "宁波甬江轴承［集团］", firm.uscc[4:12], firm.uscc.lower()):
            assert self.found(text, on) == ["宁波甬江轴承（集团）有限公司"]

    def test_wildcards_are_letters(self, firm: Enterprise, on: date) -> None:
        enterprise("宁波100%纯棉_线有限公司")
        for text in ("%", "_", "0%"):
            assert self.found(text, on) == ["宁波100%纯棉_线有限公司"]
        for text in ("%甬%", "甬_轴", "'", "\\"):
            assert self.found(text, on) == []
        assert len(self.found("\x00", on)) == 2

    def test_former_names_find_and_the_present_one_is_shown(self, firm: Enterprise, at: datetime, on: date) -> None:
        change = {"name": "宁波新名有限公司"}
        record_profile(firm, change, valid_from=date(2025, 7, 1), source="test", actor=SYSTEM, at=at)
        assert self.found("甬江轴承", on) == ["宁波新名有限公司"]
        assert self.found("新名", on) == ["宁波新名有限公司"]
        assert self.found("新名", date(2025, 6, 30)) == ["宁波甬江轴承（集团）有限公司"]

    def test_a_name_that_was_a_mistake_no_longer_finds(self, firm: Enterprise, at: datetime, on: date) -> None:
        wrong = history(firm.id)[0]
        changes = {"name": "宁波甬江滚珠有限公司"}
        correct_profile(wrong, changes, reason="录入错误", source="test", actor=SYSTEM, at=at + DAY)
        assert self.found("轴承", on) == []
        assert self.found("滚珠", on) == ["宁波甬江滚珠有限公司"]

    def test_only_within_scope(self, firm: Enterprise, on: date) -> None:
        assert self.found("轴承", on, ("330205004",)) == []
        assert self.found("轴承", on, ()) == []
        assert self.found("轴承", on, ("330205004", "330205003")) == ["宁波甬江轴承（集团）有限公司"]

    def test_pages_run_by_pinyin_and_miss_nobody(self, session: object, on: date) -> None:
        names = ["宁波中兴有限公司", "宁波阿波罗有限公司", "宁波波导有限公司", "宁波阿波罗有限公司", "宁波成路有限公司"]
        for name in names:
            enterprise(name)
        shown: list[tuple[str, int]] = []
        cursor = None
        for _ in range(5):
            page = search("", regions=["330205"], on=on, cursor=cursor, size=2)
            shown += [(row.profile.name, row.enterprise.id) for row in page.rows]
            cursor = page.next_cursor
            if cursor is None:
                break
        assert [name[2:4] for name, _id in shown] == ["阿波", "阿波", "波导", "成路", "中兴"]
        assert len(set(shown)) == 5

    @pytest.mark.parametrize("cursor", ["x", "WyJcdTAwMDAiLCAxXQ", "WyJcdWQ4MDAiLCAxXQ", "WzEsIDJd"])
    def test_a_forged_cursor_starts_at_the_beginning(self, firm: Enterprise, on: date, cursor: str) -> None:
        assert len(search("", regions=["330205"], on=on, cursor=cursor).rows) == 1
