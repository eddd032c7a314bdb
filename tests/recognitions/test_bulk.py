"""Many titles at once: what each would be alone, or nothing at all."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from registry.audit.models import AuditEvent
from registry.audit.queries import verify
from registry.core.actor import Actor
from registry.core.errors import Conflict, DomainError
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.recognitions.bulk import NewTitle, recognise_all, withdraw_all
from registry.recognitions.derivation import differences
from registry.recognitions.models import Recognition
from registry.recognitions.services import AlreadyHeld, RecognitionFacts, recognise, withdraw
from tests.factories.enterprises import enterprise

DAY = date(2026, 2, 1)


def new(firm: Enterprise, number: str, scheme: str = "national_hte") -> NewTitle:
    facts = RecognitionFacts(
        scheme_code=scheme, certificate_number=number, issued_on=DAY, valid_from=DAY, valid_to=date(2029, 2, 1)
    )
    return NewTitle(enterprise_id=firm.id, facts=facts, source="test")


def events() -> list[AuditEvent]:
    return list(
        db.session.scalars(select(AuditEvent).where(AuditEvent.subject_kind == "recognition").order_by(AuditEvent.id))
    )


def test_each_is_recorded_as_if_it_were_alone(officer: Actor, at: datetime) -> None:
    firms = [enterprise() for _ in range(3)]
    alone = recognise(firms[0], new(firms[0], "GR202633100000").facts, source="test", actor=officer, at=at)
    titles = [new(firm, f"GR20263310000{n}") for n, firm in enumerate(firms[1:], 1)]
    made = recognise_all("national_hte", titles, actor=officer, at=at)
    rows = [db.session.get_one(Recognition, one) for one in made]
    assert [(row.enterprise_id, row.certificate_number, row.source, row.retired_at) for row in rows] == [
        (title.enterprise_id, title.facts.certificate_number, "test", FOREVER) for title in titles
    ]
    first, *others = events()
    assert first.subject_id == alone.public_id
    assert [one.subject_id for one in others] == [row.public_id for row in rows]
    for one, row in zip(others, rows, strict=True):
        assert (one.tag, one.at, one.actor_id, one.enterprise_id) == (first.tag, at, officer.id, row.enterprise_id)
        assert {**one.data["after"], "certificate_number": ""} == {**first.data["after"], "certificate_number": ""}
    assert verify().broken_at is None
    assert differences([firm.id for firm in firms]) == []


@pytest.mark.parametrize("scheme", ["national_hte", "zhejiang_leading"])
def test_the_first_that_is_there_already_is_named_and_none_is_recorded(
    scheme: str, officer: Actor, at: datetime
) -> None:
    firms = [enterprise() for _ in range(3)]
    db.session.flush()
    titles = [new(firms[0], "A1", scheme), new(firms[1], "A2", scheme), new(firms[1], "A2", scheme)]
    with pytest.raises(AlreadyHeld) as refused:
        recognise_all(scheme, titles, actor=officer, at=at)
    assert refused.value.position == 2
    recognise_all(scheme, titles[1:2], actor=officer, at=at)
    with pytest.raises(AlreadyHeld) as refused:
        recognise_all(scheme, titles[:2], actor=officer, at=at)
    assert refused.value.position == 1
    assert db.session.scalar(select(func.count()).select_from(Recognition)) == 1
    assert len(events()) == 1


def test_nothing_is_nothing(officer: Actor, at: datetime) -> None:
    assert recognise_all("national_hte", [], actor=officer, at=at) == []
    assert events() == []


def test_withdrawing_many_is_withdrawing_each(officer: Actor, at: datetime) -> None:
    firms = [enterprise() for _ in range(2)]
    made = recognise_all(
        "national_hte", [new(firm, f"GR20263310000{n}") for n, firm in enumerate(firms)], actor=officer, at=at
    )
    rows = [db.session.get_one(Recognition, one) for one in made]
    later = at + timedelta(hours=1)
    with pytest.raises(DomainError):
        withdraw_all(rows, reason=" ", actor=officer, at=later)
    withdraw_all(rows, reason="名单有误", actor=officer, at=later)
    assert [row.retired_at for row in rows] == [later, later]
    assert [one.data["reason"] for one in events()[2:]] == ["名单有误", "名单有误"]
    assert verify().broken_at is None
    assert differences([firm.id for firm in firms]) == []
    with pytest.raises(Conflict):
        withdraw_all(rows, reason="再来一次", actor=officer, at=later)


def test_one_that_is_believed_no_more_keeps_all(officer: Actor, at: datetime) -> None:
    firms = [enterprise() for _ in range(2)]
    made = recognise_all(
        "national_hte", [new(firm, f"GR20263310000{n}") for n, firm in enumerate(firms)], actor=officer, at=at
    )
    rows = [db.session.get_one(Recognition, one) for one in made]
    withdraw(rows[0], reason="误登", actor=officer, at=at + timedelta(hours=1))
    with pytest.raises(Conflict):
        withdraw_all(rows, reason="名单有误", actor=officer, at=at + timedelta(hours=2))
    assert rows[1].retired_at == FOREVER
