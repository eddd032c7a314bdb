"""Audit tags: a closed list, each with its sentence, each written somewhere."""

from __future__ import annotations

import ast
import re

from registry.audit.tags import SENTENCES, Tag
from tests.house.sources import called, files, name, tree

LIST = "registry/audit/tags.py"
READERS = "registry/notifications/"
"""Who looks at what others recorded."""


def test_every_tag_has_one_sentence() -> None:
    assert set(SENTENCES) == set(Tag)
    assert all(sentence.msgid and not sentence.params for sentence in SENTENCES.values())
    assert len({sentence.msgid for sentence in SENTENCES.values()}) == len(Tag)


def test_a_tag_is_subject_and_past_participle() -> None:
    assert [tag.value for tag in Tag if not re.fullmatch(r"[a-z]+:[a-z]+(_[a-z]+)*", tag.value)] == []
    assert [tag.name for tag in Tag if tag.name != tag.value.replace(":", "_").upper()] == []


def test_every_tag_is_written_by_the_code() -> None:
    named = {
        node.attr
        for path in files(".py", under="registry")
        if name(path) != LIST and not name(path).startswith(READERS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Tag"
    }
    assert {tag.name for tag in Tag} - named == set()


def test_events_are_recorded_with_a_tag_and_not_with_a_word() -> None:
    words = [
        (name(path), node.lineno)
        for path in files(".py", under="registry")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and called(node) == "record"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert words == []
