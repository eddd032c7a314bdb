"""The nine tasks: each fact has its place, and the status follows from what is known."""

from __future__ import annotations

import pytest

from registry.applications.tasks import OF_REPORT, Standing, Status, Task, open_tasks, status, task_of, tasks_of_item
from registry.rules import catalog

ASKED = frozenset({"staff", "tech_staff"})


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(), Status.NOT_NEEDED),
        (Standing(held={"registered_on"}), Status.DONE),
        (Standing(asked=ASKED), Status.NOT_STARTED),
        (Standing(asked=ASKED, known={"staff"}), Status.IN_PROGRESS),
        (Standing(asked=ASKED, known=ASKED), Status.DONE),
        (Standing(asked=ASKED, known=ASKED, papers_missing={"staff_roster"}), Status.EVIDENCE_MISSING),
        (Standing(asked=ASKED, known={"staff"}, papers_missing={"staff_roster"}), Status.IN_PROGRESS),
        (Standing(held={"registered_on"}, papers_missing={"licence"}), Status.EVIDENCE_MISSING),
        (Standing(asked=ASKED, known=ASKED, wrong={"staff"}), Status.WRONG),
        (Standing(asked=ASKED, known=ASKED, wrong={"staff"}, to_mend={"annual_report"}), Status.TO_MEND),
        (Standing(asked=ASKED, known={"something_else"}), Status.NOT_STARTED),
    ],
)
def test_the_status_of_a_task(standing: Standing, expected: Status) -> None:
    assert status(standing) is expected


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("staff", Task.PEOPLE),
        ("revenue_prior_2", Task.INCOME),
        ("rd_hnte_domestic_prior_1", Task.RESEARCH),
        ("rd_institution", Task.MANAGEMENT),
        ("class2_ip", Task.RIGHTS),
        ("transformations", Task.TRANSFORMATION),
        ("statement", Task.DOCUMENTS),
        ("accident_last_year", Task.SUBJECT),
    ],
)
def test_each_fact_has_its_place(name: str, task: Task) -> None:
    assert task_of(name) is task


def test_nothing_of_the_books_is_taken_for_a_matter_of_who_the_firm_is() -> None:
    subject = {
        field.name
        for rule_set in catalog.rule_sets()
        if rule_set.id in catalog.assessing()
        for field in catalog.fact_fields(rule_set.id)
        if task_of(field.name) is Task.SUBJECT and not field.name.startswith("expert_")
    }
    assert not [name for name in subject if any(part in name for part in ("staff", "income", "revenue", "ip", "rd_"))]
    assert {"registered_on", "resident_enterprise", "excluded_industry"} <= subject


def test_a_remark_opens_its_task_and_the_commitment() -> None:
    assert open_tasks(None) == frozenset(Task)
    assert open_tasks({"statement"}) == {Task.DOCUMENTS, Task.COMMITMENT}
    assert open_tasks({"annual_report"}) == {*OF_REPORT, Task.COMMITMENT}
    assert tasks_of_item("intellectual_property") == (Task.RIGHTS,)
