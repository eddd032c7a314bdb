"""One way to act: what is shown, what is kept, and where it goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import get_flashed_messages
from flask.ctx import RequestContext
from werkzeug.wrappers import Response

from registry.core.errors import Conflict, DomainError, NotAllowed
from registry.core.text import msg
from registry.web.shared import acts
from registry.web.shared.application import RegistryFlask
from registry.web.shared.forms import BaseForm, TextField

DONE = "done"
Sent = Callable[..., RequestContext]


class WordForm(BaseForm):
    word = TextField("词", max=5)


class Act:
    """A view's two halves: the page with its form, and the service."""

    def __init__(self, refusal: DomainError | None = None) -> None:
        self.form, self.refusal, self.times = WordForm(), refusal, 0

    def show(self, status: int) -> acts.Answer:
        return str(self.form.word._value()), status

    def do(self) -> acts.Answer:
        self.times += 1
        if self.refusal is not None:
            raise self.refusal
        return DONE

    def serve(self) -> acts.Answer:
        return acts.serve(self.form, self.show, self.do)


@pytest.fixture
def sent(app: RegistryFlask, monkeypatch: pytest.MonkeyPatch) -> Sent:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    return lambda **words: app.test_request_context("/", method="POST", data=words)


def test_read_it_shows_the_page_and_does_nothing(app: RegistryFlask) -> None:
    with app.test_request_context("/"):
        act = Act()
        assert act.serve() == ("", 200)
        assert act.times == 0


@pytest.mark.parametrize("typed", ["", "太长了的一个词"])
def test_what_the_form_refuses_is_shown_again_as_typed(sent: Sent, typed: str) -> None:
    with sent(word=typed):
        act = Act()
        assert act.serve() == (typed, 422)
        assert act.times == 0


def test_what_is_right_is_done_once(sent: Sent) -> None:
    with sent(word="词"):
        act = Act()
        assert (act.serve(), act.times) == (DONE, 1)


@pytest.mark.parametrize(
    ("refusal", "status"), [(DomainError(msg("不行"), "word"), 422), (Conflict(msg("不行"), "word"), 409)]
)
def test_what_the_service_refuses_stands_at_its_field(sent: Sent, refusal: DomainError, status: int) -> None:
    with sent(word="词"):
        act = Act(refusal)
        assert act.serve() == ("词", status)
        assert act.form.word.errors == ["不行"]


def test_a_refusal_of_no_field_stands_above_the_form(sent: Sent) -> None:
    with sent(word="词"):
        act = Act(DomainError(msg("不行"), "other"))
        act.serve()
        assert act.form.form_errors == ["不行"]


def test_what_is_not_this_persons_to_do_gets_a_page_of_its_own(sent: Sent) -> None:
    with sent(word="词"), pytest.raises(NotAllowed):
        Act(NotAllowed(msg("不行"))).serve()


def test_done_says_so_and_what_is_odd_and_goes_on(app: RegistryFlask) -> None:
    with app.test_request_context("/"):
        answer = acts.done("已办理", "/next", None, msg("请核对 {number}", number=7))
        assert isinstance(answer, Response)
        assert (answer.status_code, answer.location) == (303, "/next")
        assert get_flashed_messages(with_categories=True) == [("success", "已办理"), ("warning", "请核对 7")]
