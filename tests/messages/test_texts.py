"""Sentences kept in a row come back as they were, in both languages."""

from __future__ import annotations

import json
from datetime import date

from registry.core.text import Name, msg
from registry.messages.texts import from_json, in_language, to_json

TEXT = msg("提交了申请（第 {no} 版）", no=3)


def test_a_stored_sentence_comes_back_with_names_and_sentences_inside() -> None:
    text = msg("{scheme}：{what}，{day}", scheme=Name("甲", "A"), what=TEXT, day=date(2026, 5, 31))
    again = from_json(json.loads(json.dumps(to_json(text))))
    assert str(again) == "甲：提交了申请（第 3 版），2026-05-31"
    assert in_language(again, "zh") == str(text)
    scheme = again.params["scheme"]
    assert isinstance(scheme, Name)
    assert scheme.english == "A"


def test_english_is_looked_up_and_names_follow() -> None:
    assert in_language(TEXT, "en") == in_language(from_json(to_json(TEXT)), "en") != str(TEXT)
    assert in_language(msg("{scheme}", scheme=Name("甲", "A")), "en") == "A"
    assert in_language(msg("{scheme}", scheme=Name("甲")), "en") == "甲"


def test_what_somebody_typed_is_no_template() -> None:
    text = from_json(to_json(msg("原因：{reason}", reason="{firm} {0} %s")))
    assert in_language(text, "zh") == "原因：{firm} {0} %s"
