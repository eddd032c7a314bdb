"""Sentences and names: Chinese by themselves, another language only where a page asks."""

from __future__ import annotations

import copy
import json
import pickle

from registry.core.text import Name, msg


def test_a_name_is_its_chinese_form() -> None:
    name = Name("江北区", "Jiangbei District")
    assert name == "江北区"
    assert {name: 1}["江北区"] == 1
    assert f"{name} {json.dumps(name, ensure_ascii=False)}" == '江北区 "江北区"'
    assert str(msg("由{unit}办理", unit=name)) == "由江北区办理"


def test_a_name_without_english_has_an_empty_one() -> None:
    assert Name("江北区").english == ""


def test_a_copied_name_keeps_its_english() -> None:
    name = Name("江北区", "Jiangbei District")
    assert copy.deepcopy(name).english == "Jiangbei District"
    assert pickle.loads(pickle.dumps(name)).english == "Jiangbei District"  # noqa: S301 - our own bytes


def test_a_text_inside_a_text_is_filled_too() -> None:
    assert str(msg("第一项：{label}", label=msg("{count} 人", count=3))) == "第一项：3 人"
