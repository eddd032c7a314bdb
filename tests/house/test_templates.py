"""Templates: pages stand on the base, have one heading, and carry no script or style of their own."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest
from jinja2 import nodes

from tests.house.sources import ROOT, TEMPLATES, files, name, template_tree, text, tree

PATHS = files(".html", under="templates")
BASES = {"base.html", "errors/plain.html", "paper.html"}

INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "script without src": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script of htmx": re.compile(r"\shx-on\b|hx-vals\s*=\s*[\"']js:", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "trigger that never fires": re.compile(r"from:\(?closest "),
    "text let through unescaped": re.compile(r"\|\s*safe\b|autoescape false"),
}


def label(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def parent_of(path: Path) -> str | None:
    """The template that this one extends."""
    found = template_tree(path).find(nodes.Extends)
    if found is None:
        return None
    assert isinstance(found.template, nodes.Const), f"{label(path)} extends something computed"
    return str(found.template.value)


def chain_of(path: Path) -> list[Path]:
    """The template and those it stands on, up to its base."""
    chain = [path]
    while (parent := parent_of(chain[-1])) is not None:
        chain.append(TEMPLATES / parent)
    return chain


@lru_cache(maxsize=1)
def taken_in() -> set[str]:
    """Names of the templates that others include or import."""
    return {
        const.value
        for path in PATHS
        for kind in (nodes.Include, nodes.Import, nodes.FromImport)
        for one in template_tree(path).find_all(kind)
        for const in [one.template, *one.template.find_all(nodes.Const)]
        if isinstance(const, nodes.Const)
    }


def is_part(path: Path) -> bool:
    """Macros and fragments: taken in by pages, never answered alone."""
    return path.parent.name == "macros" or label(path) in taken_in()


def headings(path: Path) -> int:
    return sum(1 for block in template_tree(path).find_all(nodes.Block) if block.name == "heading")


PAGES = [path for path in PATHS if not is_part(path) and label(path) not in BASES]


def test_there_are_pages() -> None:
    assert len(PAGES) > 30


@pytest.mark.parametrize("path", PAGES, ids=label)
def test_a_page_stands_on_a_base_and_has_one_heading(path: Path) -> None:
    chain = chain_of(path)
    assert label(chain[-1]) in BASES
    if path.name not in {"layout.html", "notice.html"}:
        assert sum(headings(one) for one in chain[:-1]) == 1
    assert "<h1" not in text(path), "the base writes the h1"


@pytest.mark.parametrize("path", [path for path in PATHS if is_part(path)], ids=label)
def test_a_part_extends_nothing(path: Path) -> None:
    assert parent_of(path) is None
    assert headings(path) == 0


def inline(html: str) -> list[str]:
    """What the content security policy would refuse or a reader would be misled by."""
    bare = re.sub(r"\{#.*?#\}", "", html, flags=re.DOTALL)
    return [kind for kind, pattern in INLINE.items() if pattern.search(bare)]


@pytest.mark.parametrize("path", PATHS, ids=label)
def test_nothing_inline(path: Path) -> None:
    assert inline(text(path)) == []


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<p style="color:red">', "style attribute"),
        ("<style>p{}</style>", "style element"),
        ("<script>1</script>", "script without src"),
        ('<a href="#" onclick="x()">', "event handler"),
        ('<div hx-on:click="x()">', "script of htmx"),
        ('<a href="javascript:x()">', "script address"),
        ('<p hx-trigger="input from:closest form">', "trigger that never fires"),
        ("{{ note|safe }}", "text let through unescaped"),
    ],
)
def test_the_check_sees_what_it_looks_for(html: str, kind: str) -> None:
    assert kind in inline(html)


def mentioned() -> list[re.Pattern[str]]:
    """Patterns of the template names that the code and the templates ask for."""
    found = set()
    for path in files(".py", under="registry"):
        fragments = {
            id(part) for node in ast.walk(tree(path)) if isinstance(node, ast.JoinedStr) for part in node.values
        }
        for node in ast.walk(tree(path)):
            if id(node) in fragments:
                continue
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(p.value) if isinstance(p, ast.Constant) else r"[\w/]+" for p in node.values]
                found.add("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(".html"):
                found.add(
                    re.escape(node.value) if (TEMPLATES / node.value).exists() else _of_audience(path, node.value)
                )
    found |= {re.escape(one) for one in taken_in()}
    found |= {re.escape(parent) for path in PATHS if (parent := parent_of(path)) is not None}
    return [re.compile(pattern) for pattern in found if pattern.endswith("html")]


def _of_audience(module: Path, part: str) -> str:
    """A name that a page helper of the audience or of the feature completes with its folder."""
    audience = name(module).split("/")[2]
    of_feature = f"{audience}/{module.stem}/{part}"
    return re.escape(of_feature if (TEMPLATES / of_feature).exists() else f"{audience}/{part}")


def test_no_template_is_left_over_and_none_is_missing() -> None:
    patterns = mentioned()
    names = {label(path) for path in PATHS}
    assert [one for one in sorted(names) if not any(pattern.fullmatch(one) for pattern in patterns)] == []
    assert [p.pattern for p in patterns if not any(p.fullmatch(one) for one in names)] == []
    assert (ROOT / "templates" / "base.html").exists()
