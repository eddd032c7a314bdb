"""The papers name what the code has, and nothing of one machine stands in the repository."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from config import Config, Production
from registry.extensions import Base
from registry.web.shared.application import RegistryFlask
from tests.house.sources import ROOT, TEXTS, files, name, text

DOCS = ROOT / "docs"
FOREIGN_COMMANDS = {"run", "shell", "routes"}  # Flask's own
WORDS = (
    *("Enterprise", "EnterpriseProfile", "Tier", "Scheme", "Recognition", "MembershipSpan", "Application"),
    *("ApplicationRevision", "Remark", "AnnualReport", "ReportRevision", "IntellectualProperty", "RuleSet"),
    *("Parameter", "Criterion", "Finding", "PublicNotice", "Objection", "RosterBatch", "RosterRow", "Plan"),
    *("Indicator", "Target", "Observation", "Population"),
)

MACHINE = {
    "a path of somebody's machine": re.compile(
        r"(?<![\w}])/(?:root|Users|mnt|work)/|(?<![\w}])/home/[a-z]+/|[A-Z]:\\Users"
    ),
    "an address outside this machine": re.compile(
        r"https?://(?!127\.0\.0\.1|localhost|www\.w3\.org|json-schema\.org|jsonfeed\.org|[\w.-]*\.?example\b|[\w.-]*\.gov\.cn)[\w.-]+\.\w+"
    ),
}
# npm writes the home pages of the packages' sponsors into its lock file.
EXCUSED = {"package-lock.json"}


def code_words(path: Path) -> set[str]:
    """The words set in `code` type."""
    return set(re.findall(r"`([^`\n]+)`", text(path)))


def test_every_model_and_word_is_in_the_glossary() -> None:
    known = code_words(DOCS / "glossary.md")
    models = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    assert len(models) > 25
    assert sorted((models | set(WORDS)) - known) == []


def test_the_map_names_every_package() -> None:
    packages = {path.parent.name for path in (ROOT / "registry").glob("*/__init__.py")}
    known = code_words(DOCS / "map.md")
    assert sorted(f"registry/{one}/" for one in packages if f"registry/{one}/" not in known) == []


def commands(group: click.Group, prefix: str = "") -> Iterator[str]:
    """Every command that can be called, with the words that lead to it."""
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix}{word} ")
        else:
            yield prefix + word


def own_commands(app: Flask) -> set[str]:
    return {word for word in commands(app.cli) if word.split()[0] not in FOREIGN_COMMANDS | {"db"}}


def test_the_page_of_commands_and_the_commands_agree(app: RegistryFlask) -> None:
    described = set(re.findall(r"^### `([a-z -]+)`$", text(DOCS / "cli.md"), re.MULTILINE))
    assert described == own_commands(app)


def test_every_option_is_described(app: RegistryFlask) -> None:
    sections = dict(re.findall(r"^### `([a-z -]+)`$(.*?)(?=^##|\Z)", text(DOCS / "cli.md"), re.MULTILINE | re.DOTALL))
    undescribed = []
    for words in own_commands(app):
        command: click.Command = app.cli
        for word in words.split():
            assert isinstance(command, click.Group)
            command = command.commands[word]
        options = {name for one in command.params if isinstance(one, click.Option) for name in one.opts}
        options = {one for one in options if one.startswith("--")}
        undescribed += [f"{words} {one}" for one in options if f"`{one}" not in sections.get(words, "")]
        mentioned = set(re.findall(r"`(--[a-z-]+)", sections.get(words, "")))
        undescribed += [f"{words} has no {one}" for one in mentioned - options]
    assert sorted(undescribed) == []


def test_the_readme_names_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", text(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)", text(ROOT / "README.md")))
    assert {"run", "test"} <= named <= targets


def test_deployment_names_every_variable_that_is_read() -> None:
    described = code_words(DOCS / "howto" / "deploy.md")
    read = set(re.findall(r"environ\.get\(\"(\w+)\"", text(ROOT / "config.py"))) | {"REGISTRY_ENV"}
    assert len(read) > 5
    assert read <= described
    assert issubclass(Production, Config)


@pytest.mark.parametrize("path", [ROOT / "README.md", *files(".md", under="docs")], ids=name)
def test_links_and_named_files_exist(path: Path) -> None:
    html = text(path)
    links = [one for one in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", html) if "://" not in one]
    assert [one for one in links if not (path.parent / one).exists()] == []
    tops = "registry|templates|tests|migrations|static|docs|benchmarks"
    named = re.findall(rf"`((?:{tops})/[\w/.-]*)`", html)
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_decisions_are_numbered_without_gaps_and_stay_on_a_page() -> None:
    papers = files(".md", under="docs/decisions")
    assert [int(path.name[:4]) for path in papers] == list(range(1, len(papers) + 1))
    for path in papers:
        assert text(path).count("\n") <= 60, name(path)
        for heading in ("## Context", "## Decision", "## Discarded", "## Consequences"):
            assert heading in text(path), f"{name(path)} lacks {heading}"


def test_nothing_of_one_machine_stands_in_the_repository() -> None:
    read = [path for path in files(*TEXTS) if name(path) not in EXCUSED and path != Path(__file__)]
    found = [
        (name(path), kind, match.group())
        for path in read
        for kind, pattern in MACHINE.items()
        if (match := pattern.search(text(path)))
    ]
    assert found == []


@pytest.mark.parametrize("words", ["see /root/data", "C:\\Users\\me", "https://mirror.somewhere.net/simple"])
def test_the_check_sees_a_machine(words: str) -> None:
    assert any(pattern.search(words) for pattern in MACHINE.values())


@pytest.mark.parametrize("words", ["firm/home/show.html", "http://127.0.0.1:8000/", "https://www.most.gov.cn/a"])
def test_the_check_lets_our_own_addresses_pass(words: str) -> None:
    assert not any(pattern.search(words) for pattern in MACHINE.values())
