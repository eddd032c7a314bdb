"""The file of an application as nine tasks, and how far each is. Pure: what is known comes in, a status goes out."""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass, field
from enum import StrEnum

from registry.core.text import Text, msg
from registry.rules import vocabulary


class Task(StrEnum):
    """In the order in which a firm goes through them."""

    SUBJECT = "subject"
    PEOPLE = "people"
    RESEARCH = "research"
    INCOME = "income"
    RIGHTS = "rights"
    TRANSFORMATION = "transformation"
    MANAGEMENT = "management"
    DOCUMENTS = "documents"
    COMMITMENT = "commitment"


class Status(StrEnum):
    """How far a task is."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    WRONG = "wrong"
    EVIDENCE_MISSING = "evidence_missing"
    DONE = "done"
    TO_MEND = "to_mend"
    NOT_NEEDED = "not_needed"


TASK_LABELS: dict[Task, Text] = {
    Task.SUBJECT: msg("主体信息"),
    Task.PEOPLE: msg("人员"),
    Task.RESEARCH: msg("研发费用"),
    Task.INCOME: msg("收入"),
    Task.RIGHTS: msg("知识产权"),
    Task.TRANSFORMATION: msg("成果转化"),
    Task.MANAGEMENT: msg("研发机构与管理制度"),
    Task.DOCUMENTS: msg("佐证材料"),
    Task.COMMITMENT: msg("诚信承诺"),
}

STATUS_LABELS: dict[Status, Text] = {
    Status.NOT_STARTED: msg("未开始"),
    Status.IN_PROGRESS: msg("填写中"),
    Status.WRONG: msg("有错误"),
    Status.EVIDENCE_MISSING: msg("缺佐证"),
    Status.DONE: msg("已完成"),
    Status.TO_MEND: msg("需补正"),
    Status.NOT_NEEDED: msg("无需填写"),
}

OF_REPORT = (Task.PEOPLE, Task.RESEARCH, Task.INCOME, Task.TRANSFORMATION)
"""Tasks whose figures stand in the annual report: a remark on the report is one on each of them."""

_TASKS: dict[Task, tuple[str, ...]] = {
    Task.PEOPLE: ("staff", "tech_staff", "full_time_rd_staff", "staff_months", "tech_staff_months"),
    Task.RESEARCH: ("cost_expense_total", "accounts_sound"),
    Task.INCOME: (
        "revenue",
        "main_business_revenue",
        "total_income",
        "non_taxed_income",
        "high_tech_income",
        "main_product_income",
        "core_product_income",
        "net_assets",
        "total_assets",
        "growth_items",
        "fast_growing",
    ),
    Task.RIGHTS: (
        "class1_ip",
        "class2_ip",
        "class2_ip_unused",
        "core_ip_owned",
        "own_research_ip",
        "technology_basis",
        "no_intellectual_property",
        "intellectual_property",
    ),
    Task.TRANSFORMATION: ("transformations", "own_brand", "market_rank_national", "market_rank_global"),
    Task.MANAGEMENT: (
        "provincial_rd_institution",
        "rd_institution",
        "led_standard_5y",
        "standard_participation",
        "national_award_top3_5y",
        "cooperation",
    ),
    Task.DOCUMENTS: ("statement", "documents"),
}
_TASK_OF = {name: task for task, names in _TASKS.items() for name in names}

TASK_OF_USE: dict[str, Task] = {
    "licence": Task.SUBJECT,
    "staff": Task.PEOPLE,
    "rd_accounts": Task.RESEARCH,
    "finance": Task.INCOME,
    "rights": Task.RIGHTS,
    "direct_route": Task.MANAGEMENT,
}
"""The task that a file of this use proves; a file of another use belongs to the papers alone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one task: names of facts, answers and papers."""

    held: Set[str] = frozenset()
    """Facts that the registry holds itself and nobody is asked for."""
    asked: Set[str] = frozenset()
    """What the firm is asked for here."""
    known: Set[str] = frozenset()
    """What of it is known."""
    wrong: Set[str] = frozenset()
    """What of it cannot be right."""
    papers_missing: Set[str] = frozenset()
    """Papers that prove it and are not attached."""
    to_mend: Set[str] = field(default_factory=frozenset)
    """Items with a remark that nothing was done about since."""


def task_of(name: str) -> Task:
    """The task in which a fact or an item of the form has its place."""
    base = vocabulary.base_of(name)[0] if vocabulary.find(name) is not None else name
    if base in _TASK_OF:
        return _TASK_OF[base]
    return Task.RESEARCH if base.startswith("rd_") else Task.SUBJECT


def tasks_of_item(item: str) -> tuple[Task, ...]:
    """The tasks that a remark on the item sends back: all of those that rest on the report for one on the report."""
    return OF_REPORT if item == "annual_report" else (task_of(item),)


def status(standing: Standing) -> Status:
    """How far the task is; what an officer asked for comes before everything else."""
    if standing.to_mend:
        return Status.TO_MEND
    if standing.wrong:
        return Status.WRONG
    if not standing.asked:
        return _without_questions(standing)
    known = standing.known & standing.asked
    if not known:
        return Status.NOT_STARTED
    if known < standing.asked:
        return Status.IN_PROGRESS
    return Status.EVIDENCE_MISSING if standing.papers_missing else Status.DONE


def open_tasks(items: Collection[str] | None) -> frozenset[Task]:
    """The tasks that are open where only `items` may be changed; all of them for None."""
    if items is None:
        return frozenset(Task)
    return frozenset(task for item in items for task in tasks_of_item(item)) | {Task.COMMITMENT}


def _without_questions(standing: Standing) -> Status:
    if standing.papers_missing:
        return Status.EVIDENCE_MISSING
    return Status.DONE if standing.held else Status.NOT_NEEDED
