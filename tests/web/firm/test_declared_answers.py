"""Questions that want a number, and what the firm said once and need not say again."""

from __future__ import annotations

import pytest

from registry.assessments.queries import declared_answers
from registry.assessments.services import declare
from registry.core.actor import SYSTEM
from registry.core.clock import day_of
from registry.extensions import db
from registry.reports.figures import EXTRA_HEADING, FIGURES
from tests.conftest import START
from tests.web.firm.conftest import Desk
from tests.web.firm.test_applications import application_of, begin, fill, send, url
from tests.web.firm.test_reports import report_of
from tests.web.firm.test_reports import save as save_report
from tests.web.firm.test_reports import send as send_report
from tests.web.pages import page

SCHEME = "zhejiang_leading"
RULES = "zj_tech_leader_2023"


def value_of(desk: Desk, address: str, name: str) -> str:
    """What stands in a box of the page."""
    box = page(desk.browser.get(address)).select_one(f"main input[name={name}]")
    assert box is not None
    return str(box.get("value", ""))


def test_a_number_is_kept_shown_and_sent(submitter: Desk) -> None:
    one = begin(submitter, SCHEME)
    assert fill(submitter, one, "transformation", market_rank_national="3", own_brand="yes").status_code == 303
    draft = application_of(submitter).draft
    assert (draft["market_rank_national"], draft["own_brand"]) == (3, True)
    assert value_of(submitter, url(submitter, one, "tasks/transformation"), "market_rank_national") == "3"
    assert send(submitter, one).status_code == 303
    revision = application_of(submitter).latest
    assert revision is not None
    assert revision.facts["market_rank_national"] == 3


@pytest.mark.parametrize("typed", ["三", "-1", "1.5", "99999999999"])
def test_what_is_no_number_is_said_at_the_field_and_kept(submitter: Desk, typed: str) -> None:
    one = begin(submitter, SCHEME)
    answer = fill(submitter, one, "transformation", market_rank_national=typed)
    box = page(answer, 422).select_one("main input[name=market_rank_national]")
    assert box is not None
    assert box["value"] == typed
    assert "market_rank_national" not in application_of(submitter).draft


def test_what_was_sent_stands_in_the_next_self_check(submitter: Desk) -> None:
    one = begin(submitter, SCHEME)
    fill(submitter, one, "transformation", market_rank_national="3", own_brand="no")
    send(submitter, one)
    assert declared_answers(submitter.firm.id, RULES)["market_rank_national"] == 3
    assert value_of(submitter, submitter.url("self-check/district_leading"), "market_rank_national") == "3"


def test_a_draft_begins_with_what_was_declared(submitter: Desk) -> None:
    declare(submitter.firm, {"market_rank_national": 2}, actor=SYSTEM, at=START, on=day_of(START))
    one = begin(submitter, SCHEME)
    assert one.draft == {"market_rank_national": 2}

    assert value_of(submitter, url(submitter, one, "tasks/transformation"), "market_rank_national") == "2"


def test_a_self_check_tries_numbers_out_of_its_address(submitter: Desk) -> None:
    address = submitter.url(f"self-check/{SCHEME}")
    assert value_of(submitter, f"{address}?market_rank_national=4&own_brand=yes", "market_rank_national") == "4"
    for nonsense in ("abc", "-1", "%00", "9" * 40):
        answer = submitter.browser.get(f"{address}?market_rank_national={nonsense}")
        assert answer.status_code == 200
        assert value_of(submitter, f"{address}?market_rank_national={nonsense}", "market_rank_national") == ""


def test_figures_of_the_higher_tiers_are_optional_and_grouped(submitter: Desk) -> None:
    shown = page(submitter.browser.get(submitter.url("reports/2025")))
    headings = [one.get_text() for one in shown.select("main form h2")]
    assert headings == [str(EXTRA_HEADING)]
    assert save_report(submitter, rd_hnte="320.5", transformations="6").status_code == 303
    assert send_report(submitter).status_code == 303
    db.session.expire_all()
    revision = report_of(submitter).revisions[-1]
    assert (revision.rd_hnte, revision.transformations, revision.total_income) == (320_500_000, 6, None)
    receipt = page(submitter.browser.get(submitter.url("reports/2025/revisions/1"))).get_text()
    labels = {figure.code: str(figure.label) for figure in FIGURES}
    assert labels["rd_hnte"] in receipt
    assert labels["total_income"] not in receipt
