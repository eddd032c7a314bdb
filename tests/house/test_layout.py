"""Files and functions stay small enough to be read at one sitting."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.sources import ROOT, TEMPLATES, files, functions, name, text

MODULE = 500
FUNCTION = 50
TEMPLATE = 150
TEST_MODULE = 600
CONFTEST = 200
STATIC = 600


def lines(path: Path) -> int:
    return text(path).count("\n")


def modules() -> list[Path]:
    """All Python outside the tests and the generated migrations."""
    return [
        path
        for path in files(".py")
        if not path.is_relative_to(ROOT / "tests") and not path.is_relative_to(ROOT / "migrations" / "versions")
    ]


def too_long(paths: list[Path], limit: int) -> list[str]:
    return [f"{name(path)}: {lines(path)} > {limit}" for path in paths if lines(path) > limit]


def test_modules() -> None:
    assert len(modules()) > 100
    assert too_long(modules(), MODULE) == []


def test_templates() -> None:
    paths = files(".html", under="templates")
    assert len(paths) > 40
    assert too_long(paths, TEMPLATE) == []


def test_test_modules() -> None:
    tests = files(".py", under="tests")
    assert too_long([path for path in tests if path.name != "conftest.py"], TEST_MODULE) == []
    assert too_long([path for path in tests if path.name == "conftest.py"], CONFTEST) == []


def test_scripts_and_styles() -> None:
    assert too_long(files(".js", ".css", under="static"), STATIC) == []


def test_functions() -> None:
    measured = [
        (node.end_lineno - node.lineno + 1, f"{name(path)}:{node.lineno} {node.name}")
        for path in [*modules(), *files(".py", under="tests")]
        for node in functions(path)
        if node.end_lineno is not None
    ]
    assert len(measured) > 1000
    assert [found for found in sorted(measured, reverse=True) if found[0] > FUNCTION] == []


def with_a_test(audience: str, views: set[str]) -> set[str]:
    """Views that a test module of the audience names (`test_home_overview` names two) or whose address it asks for.

    What is split off a feature (`application_acts` from `applications`) is tested with it.
    """
    modules = files(".py", under=f"tests/web/{audience}")
    named = {word for path in modules for word in path.stem.split("_")} | {path.stem[5:] for path in modules}
    asked = "\n".join(text(path) for path in modules)
    return {view for view in views if view in named or f"{view.split('_')[0]}s" in named or f'"/{view}' in asked}


@pytest.mark.parametrize("audience", ["public", "firm", "officer", "admin"])
def test_one_coordinate_names_view_form_template_and_test(audience: str) -> None:
    """A form and a template folder stand under the name of a feature that has a view, and every view has a test."""
    views = {path.stem for path in files(".py", under=f"registry/web/{audience}/views")} - {"__init__"}
    forms = {path.stem for path in files(".py", under=f"registry/web/{audience}/forms")} - {"__init__"}
    folders = {path.name for path in (TEMPLATES / audience).iterdir() if path.is_dir()}
    assert views
    assert forms <= views
    assert folders <= views | {"pages"}
    assert views - with_a_test(audience, views) == set(), "a view that no test of its audience names"


def test_every_folder_of_python_is_a_package() -> None:
    folders = {path.parent for path in files(".py", under="registry")} | {
        path.parent for path in files(".py", under="tests")
    }
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name(path)
        for path in modules()
        if text(path).strip() and not text(path).startswith(('"""', '#!/usr/bin/env python3\n"""'))
    ]
    assert silent == []
