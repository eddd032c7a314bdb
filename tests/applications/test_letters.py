"""The letter of a return: everything at once, with a day."""

from __future__ import annotations

from datetime import date

import pytest

from registry.applications.letters import Point, letter_of_return, write_letter
from registry.applications.services import return_
from registry.reference.queries import get_scheme
from tests.factories.applications import HIGHER, procedure
from tests.factories.time import START

pytestmark = pytest.mark.usefixtures("session")

ON = date(2026, 3, 2)


def test_points_have_a_day_to_answer_by() -> None:
    letter = write_letter("甲公司", get_scheme(HIGHER), [Point("staff", "职工总数", "请补填。")], on=ON)
    assert letter.due_on == date(2026, 3, 16)
    assert "需要补正的内容一次告知如下" in str(letter.opening)
    assert "2026-03-16" in str(letter.closing)


def test_with_nothing_to_mend_it_goes_on() -> None:
    letter = write_letter("甲公司", get_scheme(HIGHER), [], on=ON)
    assert (letter.due_on, letter.closing) == (None, None)
    assert "没有需要补正的内容" in str(letter.opening)


def test_a_reason_alone_is_something_to_mend() -> None:
    letter = write_letter("甲公司", get_scheme(HIGHER), [], on=ON, reason="印章不清")
    assert letter.due_on is not None
    assert "补正" in str(letter.opening)


def test_the_real_letter_is_made_of_what_the_officer_wrote() -> None:
    case = procedure(HIGHER).submit()
    application = case.application
    assert letter_of_return(application, "甲公司", str) is None
    due_on = date(2026, 3, 9)
    return_(
        application,
        seen_revision=1,
        reason="数字不一致",
        remarks=[("staff", "与名册不符")],
        actor=case.office.of_stage(application),
        at=START,
        on=ON,
        due_on=due_on,
    )
    letter = letter_of_return(application, "甲公司", lambda item: f"<{item}>")
    assert letter is not None
    assert (letter.reason, letter.day, letter.due_on) == ("数字不一致", ON, due_on)
    assert letter.points == (Point("staff", "<staff>", "与名册不符"),)
    case.submit()
    answered = letter_of_return(application, "甲公司", str)
    assert answered is not None
    assert (answered.reason, answered.due_on, answered.closing) == ("数字不一致", None, None)
