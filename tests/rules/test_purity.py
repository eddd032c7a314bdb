"""The rules stay exact and pure: no binary fraction, no true division, nothing of the web or the database, no clock."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import registry.rules

ROOT = Path(registry.rules.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
FORBIDDEN = {
    "flask",
    "flask_sqlalchemy",
    "flask_login",
    "flask_wtf",
    "flask_babel",
    "wtforms",
    "werkzeug",
    "sqlalchemy",
}
CLOCKS = {"today", "now", "utcnow"}


def inexact(tree: ast.AST) -> list[int]:
    """Lines with a float literal, a call of float() or a division with `/`."""
    lines = []
    for node in ast.walk(tree):
        literal = isinstance(node, ast.Constant) and isinstance(node.value, float | complex)
        call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        division = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)
        if literal or call or division:
            lines.append(node.lineno)  # type: ignore[attr-defined]
    return lines


def imports(tree: ast.AST) -> set[str]:
    """Top-level names of the packages imported."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def clock_calls(tree: ast.AST) -> list[int]:
    """Lines that ask what time it is."""
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_rules_are_exact_and_pure(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert inexact(tree) == []
    assert clock_calls(tree) == []
    assert not imports(tree) & FORBIDDEN


@pytest.mark.parametrize("code", ["x = 0.1", "x = float(y)", "x = y / 2", "x /= 2"])
def test_the_check_sees_what_it_looks_for(code: str) -> None:
    assert inexact(ast.parse(code)) == [1]


def test_the_check_sees_imports_and_clocks() -> None:
    assert imports(ast.parse("from sqlalchemy.orm import Session")) & FORBIDDEN
    assert clock_calls(ast.parse("date.today()")) == [1]
    assert len(FILES) > 10
