"""Every sentence for a person is marked, and has an English one with the same placeholders."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import nodes

from registry.reference.words import SHOWN, data_words
from registry.rules.findings import SOURCE_LABELS
from registry.rules.wording import UNITS, article_name
from tests.house.sources import ROOT, called, docstrings, files, name, template_tree, text, tree

FOLDER = ROOT / "registry" / "translations"
CATALOGUE = FOLDER / "en" / "LC_MESSAGES" / "messages.po"
MARKS = {"_", "_l", "gettext", "lazy_gettext", "msg"}
KEYWORDS = {**DEFAULT_KEYWORDS, **dict.fromkeys(MARKS)}
CHINESE = re.compile("[\u4e00-\u9fff]")

SHOWN_IN_CHINESE = {"中文"}
"""The name of the other language, which nobody translates."""

DOCUMENT_NUMBER = re.compile(r"\S+〔\d{4}〕\S+")
"""The number of an official paper, which is the same in every language."""

NAMES = {"微信", "钉钉", "访客"}
"""Chinese in the web's code that is stored or is a proper name, and therefore not marked."""

WORDS_READ = {"registry/web/firm/rights_sheet.py"}
"""Modules whose Chinese is what people write in their tables: read, never said."""


@lru_cache(maxsize=1)
def extracted() -> dict[str, set[str]]:
    """Every marked message with the files it stands in."""
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as stream:
        methods, options = parse_mapping_cfg(stream)
    found: dict[str, set[str]] = {}
    for top in ("registry", "templates"):
        mapping = [
            (pattern.removeprefix(f"{top}/"), kind) for pattern, kind in methods if pattern.startswith(f"{top}/")
        ]
        settings = {pattern.removeprefix(f"{top}/"): value for pattern, value in options.items()}
        for path, _line, message, _comments, _context in extract_from_dir(
            ROOT / top, mapping, settings, keywords=KEYWORDS
        ):
            assert isinstance(message, str), f"{path}: no plural forms are used"
            found.setdefault(message, set()).add(f"{top}/{path}")
    return found


@lru_cache(maxsize=1)
def catalogue() -> Catalog:
    return read_po(BytesIO(CATALOGUE.read_bytes()), locale="en")


def placeholders(message: str) -> tuple[set[str], set[str], int]:
    """The names in `%(name)s` and in `{name}`, and how often `%%` stands for a percent sign."""
    percent = set(re.findall(r"%\((\w+)\)", message))
    braces = {field for _text, field, _spec, _conversion in Formatter().parse(message) if field is not None}
    return percent, braces, message.count("%%")


def test_extraction_reaches_code_and_templates() -> None:
    places = set().union(*extracted().values())
    assert len(extracted()) > 1000
    assert {place.partition("/")[0] for place in places} == {"registry", "templates"}


def test_every_message_has_an_english_one() -> None:
    messages = catalogue()
    missing = [
        (message, sorted(places))
        for message, places in extracted().items()
        if message not in messages or not messages[message].string
    ]
    assert missing == []


def strings(data: object) -> Iterator[tuple[str, str, str]]:
    """Every Chinese string of a parsed data file: its key, itself, and its English beside."""
    if isinstance(data, dict):
        for key, value in data.items():
            said = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
            yield from ((key, item, data.get(f"{key}_en", "")) for item in said if CHINESE.search(item))
            if not said:
                yield from strings(value)
    elif isinstance(data, list):
        for item in data:
            yield from strings(item)


def has_english(key: str, value: str, beside: str, in_catalogue: set[str]) -> bool:
    if key == "article":
        return bool(article_name(value).english)
    if key == "number" and DOCUMENT_NUMBER.fullmatch(value):
        return True
    return bool(beside) or key in SHOWN and value in in_catalogue


@pytest.mark.parametrize("path", files(".toml", under="registry"), ids=name)
def test_what_a_data_file_says_has_its_english(path: Path) -> None:
    """Beside it under `<key>_en`, or in the catalogue, where the extraction brings the keys that are shown."""
    caught = {message for message, places in extracted().items() if name(path) in places}
    silent = [
        (key, value)
        for key, value, beside in strings(tomllib.loads(text(path)))
        if not key.endswith("_en") and not has_english(key, value, beside, caught)
    ]
    assert silent == []


@pytest.mark.parametrize("path", files(".toml", under="registry"), ids=name)
def test_the_english_of_a_data_file_is_english(path: Path) -> None:
    chinese = [
        (key, value)
        for key, value, _beside in strings(tomllib.loads(text(path)))
        if key.endswith("_en") and CHINESE.search(DOCUMENT_NUMBER.sub("", value))
    ]
    assert chinese == []


def test_units_and_sources_of_findings_are_known_to_the_pages() -> None:
    """Both are plain text inside a finding, which pages look up among the words they know."""
    known = {*map(str, (*UNITS, *SOURCE_LABELS)), *data_words()}
    said = [
        (name(path), node.value)
        for path in [*files(".py", under="registry/rules"), *files(".py", under="registry/applications")]
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        for node in [
            *(keyword.value for keyword in call.keywords if keyword.arg == "unit"),
            *(call.args[1:2] if called(call) == "Source" else ()),
        ]
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    assert len(said) > 5
    assert [one for one in said if CHINESE.search(one[1]) and one[1] not in known] == []


def test_no_message_is_left_over_or_unsure() -> None:
    left = [message.id for message in catalogue() if message.id and message.id not in extracted()]
    assert left == []
    assert [message.id for message in catalogue() if message.id and message.fuzzy] == []
    assert list(catalogue().obsolete) == []


def test_placeholders_are_the_same() -> None:
    differing = [
        (message.id, message.string)
        for message in catalogue()
        if message.id and placeholders(message.id) != placeholders(str(message.string))
    ]
    assert differing == []


def test_the_english_is_english() -> None:
    chinese = [
        (message.id, message.string)
        for message in catalogue()
        if message.id not in SHOWN_IN_CHINESE and CHINESE.search(DOCUMENT_NUMBER.sub("", str(message.string)))
    ]
    assert chinese == []


@pytest.mark.parametrize(
    ("message", "names"),
    [
        ("不能大于 {limit} 万元", (set(), {"limit"}, 0)),
        ("截至 %(day)s", ({"day"}, set(), 0)),
        ("增长（%%）", (set(), set(), 1)),
    ],
)
def test_placeholders_are_seen(message: str, names: tuple[set[str], set[str], int]) -> None:
    assert placeholders(message) == names


@pytest.mark.parametrize("path", files(".html", under="templates"), ids=name)
def test_a_template_says_nothing_unmarked(path: object) -> None:
    found = template_tree(path)  # type: ignore[arg-type]
    marked = {
        id(const)
        for call in found.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS
        for const in call.find_all(nodes.Const)
    }
    texts = [data.data.strip() for data in found.find_all(nodes.TemplateData)]
    bare = [one for one in texts if CHINESE.search(re.sub("|".join(SHOWN_IN_CHINESE), "", one))]
    loose = [
        const.value
        for const in found.find_all(nodes.Const)
        if isinstance(const.value, str) and CHINESE.search(const.value) and id(const) not in marked
    ]
    assert bare + loose == []


def test_the_code_of_the_pages_says_nothing_unmarked() -> None:
    loose = []
    for path in files(".py", under="registry/web"):
        if name(path) in WORDS_READ:
            continue
        module = tree(path)
        excused = docstrings(module)
        for call in ast.walk(module):
            if isinstance(call, ast.Call) and called(call) in MARKS:
                excused |= set(ast.walk(call))
        loose += [
            (name(path), node.lineno, node.value)
            for node in ast.walk(module)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and CHINESE.search(node.value)
            and node not in excused
            and node.value not in NAMES
        ]
    assert loose == []


def test_marks_are_given_literals() -> None:
    """A computed message is not extracted, so it would stay Chinese for an English reader; that of a Text is one."""
    passing_on = {"registry/core/text.py", "registry/web/shared/i18n.py"}
    computed = [
        (name(path), call.lineno)
        for path in files(".py", under="registry")
        if name(path) not in passing_on
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in MARKS
        and call.args
        and not (isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
        and not (isinstance(call.args[0], ast.Attribute) and call.args[0].attr == "msgid")
    ]
    assert computed == []
