"""Languages: what the data says twice, what the catalogue says, and what somebody typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import g

from registry.core.text import Name, Text, msg
from registry.rules.wording import article_name
from registry.web.shared.application import RegistryFlask
from registry.web.shared.choices import ChoiceField
from registry.web.shared.forms import BaseForm
from registry.web.shared.i18n import translate, word


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def said(app: RegistryFlask, language: str, say: Callable[[], str]) -> str:
    with app.test_request_context(headers={"Cookie": f"language={language}"}):
        for name in list(g):  # the tests' own context goes on, and with it the language of the last request
            g.pop(name)
        return say()


@pytest.mark.parametrize(
    ("thing", "chinese", "english"),
    [
        (Name("江北区", "Jiangbei District"), "江北区", "Jiangbei District"),
        (Name("江北区"), "江北区", "江北区"),
        ("江北区", "江北区", "江北区"),
        (msg("发明专利"), "发明专利", "Invention patent"),
        (
            msg("现由{unit}办理：{stage}", unit="洪塘", stage=Name("区审定", "District approval")),
            "现由洪塘办理：区审定",
            None,
        ),
        (article_name("6(2)"), "第六条（二）", "Art. 6(2)"),
        (article_name("三(六)"), "三(六)", "Section 3(6)"),
        (article_name("195号 三（七）1"), "195号 三（七）1", "No. 195 section 3(7)1"),
        (article_name("195号 十"), "195号 十", "No. 195 section 10"),
        (article_name("附件1"), "附件1", "附件1"),
    ],
)
def test_translate(app: RegistryFlask, thing: Text | str, chinese: str, english: str | None) -> None:
    assert said(app, "zh", lambda: translate(thing)) == chinese
    answer = said(app, "en", lambda: translate(thing))
    assert answer == english if english is not None else "District approval" in answer


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("慈城新城", "Cicheng New Town"),
        ("项", "items"),
        ("年度报告", "Annual reports"),
        ("文号", "Document number"),
        ("发明专利", "发明专利"),  # in the catalogue, and yet no word of the data
        ("某某园区", "某某园区"),
        ("", ""),
        ("标准、商标", "standards, trade marks"),
        ("标准、某某", "标准、某某"),
    ],
)
def test_only_words_of_the_data_are_looked_up(app: RegistryFlask, text: str, english: str) -> None:
    assert said(app, "zh", lambda: word(text)) == text
    assert said(app, "en", lambda: word(text)).lower() == english.lower()


def test_units_and_doubts_inside_a_sentence_are_said_in_english(app: RegistryFlask) -> None:
    limit = msg("不超过 {limit} {unit}", limit="500", unit="人")
    assert said(app, "en", lambda: translate(limit)) == "At most 500 persons"
    assert said(app, "zh", lambda: translate(limit)) == "不超过 500 人"


def test_what_somebody_typed_stays(app: RegistryFlask) -> None:
    typed = msg("已重新提交：{reason}", reason="文号")
    assert "文号" in said(app, "en", lambda: translate(typed))


def test_a_choice_is_offered_in_the_visitors_language(app: RegistryFlask, language: str) -> None:
    class Form(BaseForm):
        region = ChoiceField("地区", choices=[("330205", Name("江北区", "Jiangbei District")), ("x", "某地")])

    shown = said(app, language, lambda: str(Form(formdata=None).region()))
    assert ("Jiangbei District" in shown) is (language == "en")
    assert ("江北区" in shown) is (language == "zh")
    assert "某地" in shown
