"""Words of the data files: which are shown, and where their English stands."""

from __future__ import annotations

import tomllib
from io import BytesIO

import pytest

from registry.reference.words import data_words, extract, words_in
from registry.rules import catalog

FILE = """
title = "办法"
note = "不显示"
[parameters.one]
label = "人数"
label_en = "People"
unit = "人"
number = "国科发政〔2017〕115号"
values = [{ value = ["甲", "plain"] }, { value = 3 }]
"""


def found(text: str) -> dict[str, str]:
    return dict(words_in(tomllib.loads(text)))


def test_only_shown_chinese_words_are_taken() -> None:
    assert found('number = "公告2017年第24号"') == {"公告2017年第24号": ""}
    assert found(FILE) == {"办法": "", "人数": "People", "人": "", "甲": ""}


@pytest.mark.parametrize("text", ["", 'number = "财税〔2015〕119号"', 'title = "plain"', "title = 5", 'other = "其他"'])
def test_nothing_else_is_taken(text: str) -> None:
    assert found(text) == {}


def test_what_the_catalogue_must_have_is_extracted_once_with_its_line() -> None:
    text = FILE + '[parameters.two]\nunit = "人"\n'
    entries = list(extract(BytesIO(text.encode()), None, None, None))
    assert [(line, message) for line, _function, message, _comments in entries] == [(2, "办法"), (7, "人"), (9, "甲")]


def test_the_words_of_the_rules_and_of_the_reference_data_are_known() -> None:
    words = data_words()
    rule_set = catalog.get("tech_sme_2017")
    assert {rule_set.title, *(one.label for one in rule_set.parameters.values())} <= words.keys()
    assert {one.doubt for one in rule_set.parameters.values() if one.doubt} <= words.keys()
    assert words["慈城新城"] == "Cicheng New Town"
    assert "宁波测试科技有限公司" not in words
