"""Below the edge nobody asks what time it is, and nobody takes the session by its name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.sources import ROOT, called, files, name, tree

EDGES = ("registry/web/", "registry/cli/")
CLOCK = "registry/core/clock.py"
ASKING = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("clock", "now"),
    ("clock", "today"),
}


def asks(module: ast.Module) -> list[int]:
    """Lines that ask for the present instant or day, or import what would."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            owner_name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if (owner_name, node.func.attr) in ASKING:
                found.append(node.lineno)
        if isinstance(node, ast.ImportFrom) and node.module == "registry.core.clock":
            found += [node.lineno for alias in node.names if alias.name in {"now", "today"}]
    return found


def below_the_edge() -> list[Path]:
    return [path for path in files(".py", under="registry") if not name(path).startswith((*EDGES, CLOCK))]


def test_the_clock_is_asked_at_the_edge_only() -> None:
    assert len(below_the_edge()) > 80
    assert [(name(path), lines) for path in below_the_edge() if (lines := asks(tree(path)))] == []


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now(UTC)",
        "datetime.datetime.now()",
        "date.today()",
        "time.time()",
        "clock.today()",
        "from registry.core.clock import day_of, now",
    ],
)
def test_the_check_sees_a_question(code: str) -> None:
    assert asks(ast.parse(code)) == [1]


def test_the_check_lets_conversions_pass() -> None:
    assert asks(ast.parse("from registry.core.clock import day_of\nday_of(at)\ntime.monotonic()")) == []


def test_the_session_is_reached_through_db() -> None:
    """A session imported by name would escape the transaction that isolates a test."""
    taken = [
        name(path)
        for path in files(".py", under="registry")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "session"
        and getattr(node.value.value, "id", "") == "db"
    ]
    assert taken == []


def test_only_the_edge_commits() -> None:
    """One transaction for each request or command: a commit below would keep half of it."""
    committing = [
        name(path)
        for path in files(".py", under="registry")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and called(node) == "commit" and not name(path).startswith(EDGES)
    ]
    assert committing == []


def test_every_module_postpones_its_annotations() -> None:
    late = [
        name(path)
        for path in files(".py")
        if any(isinstance(node, ast.FunctionDef | ast.AnnAssign) for node in ast.walk(tree(path)))
        and not any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree(path).body)
    ]
    assert [one for one in late if not one.startswith("migrations/versions")] == []
    assert (ROOT / CLOCK).exists()
