"""The files of the repository, as the house tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"

# What set-up, tools and the running registry leave behind; none of it is kept in the repository.
LEFT_BEHIND = frozenset({"node_modules", "vendor", "instance", "__pycache__"})
TEXTS = frozenset(
    {
        ".py",
        ".html",
        ".md",
        ".toml",
        ".cfg",
        ".ini",
        ".mako",
        ".txt",
        ".json",
        ".css",
        ".js",
        ".lock",
        ".po",
        ".yml",
        "",
    }
)

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(*suffixes: str, under: str = "") -> list[Path]:
    """The repository's own files with one of these suffixes, in order of their paths."""
    top = ROOT / under
    return sorted(path for path in top.rglob("*") if path.is_file() and path.suffix in suffixes and _is_ours(path))


def _is_ours(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    hidden = any(part.startswith(".") and part not in {".ci", ".gitignore"} for part in parts)
    return not hidden and not LEFT_BEHIND.intersection(parts)


def name(path: Path) -> str:
    """The path inside the repository."""
    return path.relative_to(ROOT).as_posix()


@lru_cache(maxsize=1024)
def text(path: Path) -> str:
    """A file's text."""
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def tree(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(text(path), filename=name(path))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def called(node: ast.Call) -> str:
    """The last name of what is called: `now` for `clock.now()` and for `now()`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


@lru_cache(maxsize=512)
def template_tree(path: Path) -> nodes.Template:
    """A template's syntax tree."""
    return Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(text(path), filename=name(path))


def docstrings(module: ast.Module) -> set[ast.AST]:
    """The constants of a module that are documentation: strings that stand alone."""
    return {
        node.value for node in ast.walk(module) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
