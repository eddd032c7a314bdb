"""Everything that an event says or is about has a name: the closed lists hold what the code writes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from registry.audit.keys import KEYS, SUBJECTS
from tests.house.sources import called, files, name, tree

_WHO_WHEN = {"actor", "at", "subject", "enterprise_id", "due_on", "to_stage", "to_round"}
"""Arguments of the functions that record which are no data of the event."""


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in files(".py", under="registry"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                yield name(path), node


def _names_a_tag(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Attribute) and isinstance(first.value, ast.Name) and first.value.id == "Tag"


def _records(call: ast.Call) -> bool:
    return _names_a_tag(call) or called(call) in ("record", "carry_out")


def _texts(node: ast.AST) -> Iterator[str]:
    """The keys of a dict as far as they stand in the source."""
    for one in ast.walk(node):
        if isinstance(one, ast.Dict):
            yield from (key.value for key in one.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def _keys_written() -> dict[str, str]:
    found: dict[str, str] = {}
    for where, call in _calls():
        if where.startswith("registry/web/"):
            continue
        if called(call) == "Entry" and len(call.args) == 3:
            found |= dict.fromkeys(_texts(call.args[2]), where)
        elif _records(call):
            words = (keyword.arg for keyword in call.keywords if keyword.arg is not None)
            found |= {word: where for word in words if word not in _WHO_WHEN}
    return found


def _kinds_written() -> dict[str, str]:
    """Subjects are pairs that begin with a kind, in whichever way they reach the recording."""
    found: dict[str, str] = {}
    for path in files(".py", under="registry"):
        for node in ast.walk(tree(path)):
            value = node.value if isinstance(node, ast.Assign | ast.keyword) else None
            target = node.arg if isinstance(node, ast.keyword) else _target(node)
            if target == "subject" and isinstance(value, ast.Tuple):
                kind = value.elts[0]
                if isinstance(kind, ast.Constant):
                    found[str(kind.value)] = name(path)
    return found


def _target(node: ast.AST) -> str:
    one = node.targets[0] if isinstance(node, ast.Assign) else None
    return one.id if isinstance(one, ast.Name) else ""


def test_every_key_that_is_written_has_a_name() -> None:
    written = _keys_written()
    assert {"note", "verified", "cross_checks", "revision", "after"} <= set(written)
    assert {key: where for key, where in written.items() if key not in KEYS} == {}


def test_every_kind_of_subject_has_a_name() -> None:
    written = _kinds_written()
    assert {"application", "enterprise", "user"} <= set(written)
    assert {kind: where for kind, where in written.items() if kind not in SUBJECTS} == {}


def test_no_two_kinds_share_a_name() -> None:
    assert len({label.msgid for label in SUBJECTS.values()}) == len(SUBJECTS)
    assert all(label.msgid and not label.params for label in (*KEYS.values(), *SUBJECTS.values()))
