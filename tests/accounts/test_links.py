"""Links for one use: only for their purpose, only for their time, only once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from registry.accounts.links import get_link, issue_link, revoke_links, use_link
from registry.accounts.models import AccountLink, LinkPurpose, User
from registry.core.errors import NotFound
from registry.extensions import db

RESET, CONFIRM, STEP = LinkPurpose.RESET_PASSWORD, LinkPurpose.CONFIRM_EMAIL, LinkPurpose.SECOND_STEP


def stored() -> int:
    return db.session.scalar(select(func.count()).select_from(AccountLink)) or 0


def test_a_link_opens_once_and_only_for_its_purpose(clerk: User, at: datetime) -> None:
    token = issue_link(clerk, RESET, at=at)
    with pytest.raises(NotFound):
        use_link(token, CONFIRM, at=at)
    assert get_link(token, RESET, at=at).user is clerk
    assert use_link(token, RESET, at=at) is clerk
    with pytest.raises(NotFound):
        use_link(token, RESET, at=at)
    assert stored() == 0


def test_only_the_hash_is_stored_and_no_two_are_alike(clerk: User, at: datetime) -> None:
    tokens = {issue_link(clerk, STEP, at=at) for _ in range(50)}
    assert len(tokens) == 50
    assert min(len(token) for token in tokens) >= 43, "256 bits"
    kept = db.session.scalars(select(AccountLink.token_hash)).all()
    assert not tokens & set(kept)


@pytest.mark.parametrize(("purpose", "minutes"), [(RESET, 60), (CONFIRM, 60), (STEP, 10)])
def test_a_link_is_good_until_its_time_is_over(clerk: User, at: datetime, purpose: LinkPurpose, minutes: int) -> None:
    token = issue_link(clerk, purpose, at=at)
    end = at + timedelta(minutes=minutes)
    assert get_link(token, purpose, at=end - timedelta(seconds=1))
    with pytest.raises(NotFound):
        get_link(token, purpose, at=end)
    issue_link(clerk, STEP, at=end)
    assert stored() == 1, "what is out of time is removed on the way"


def test_a_newer_mail_makes_the_older_worthless_but_two_browsers_log_in_side_by_side(clerk: User, at: datetime) -> None:
    older, newer = issue_link(clerk, RESET, at=at), issue_link(clerk, RESET, at=at)
    with pytest.raises(NotFound):
        get_link(older, RESET, at=at)
    assert get_link(newer, RESET, at=at)
    for token in (issue_link(clerk, STEP, at=at), issue_link(clerk, STEP, at=at)):
        assert get_link(token, STEP, at=at)


def test_a_closed_account_has_no_links(clerk: User, at: datetime) -> None:
    token = issue_link(clerk, RESET, at=at)
    clerk.is_active = False
    with pytest.raises(NotFound):
        get_link(token, RESET, at=at)
    clerk.is_active = True
    revoke_links(clerk)
    with pytest.raises(NotFound):
        get_link(token, RESET, at=at)


@pytest.mark.parametrize("token", ["", "x", "\x00", "甲" * 5000, "\ud800"])
def test_nonsense_opens_nothing(clerk: User, at: datetime, token: str) -> None:
    issue_link(clerk, RESET, at=at)
    with pytest.raises(NotFound):
        use_link(token, RESET, at=at)
