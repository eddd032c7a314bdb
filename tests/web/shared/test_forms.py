"""Fields: what is taken, what is refused and how, and that what was typed stays in the box."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from registry.core.errors import Conflict, DomainError
from registry.core.text import msg
from registry.web.shared import forms, refusals


class Sheet(forms.BaseForm):
    """One field of each kind."""

    name = forms.TextField("名称", max=5)
    note = forms.LongTextField("说明", max=10, required=False)
    money = forms.WanField("金额")
    count = forms.WholeField("人数", maximum=100)
    day = forms.DayField("日期")
    kind = forms.ChoiceField("种类", choices=[("a", "甲"), ("b", msg("乙"))])
    sure = forms.YesNoField("是否属实")
    many = forms.ManyField("材料", choices=[("x", "甲"), ("y", "乙")])
    agree = forms.AgreeField("同意", must="请先同意。")


GOOD = {
    "name": " 名称 ",
    "money": "1,234.56",
    "count": "25",
    "day": "2026-03-02",
    "kind": "b",
    "sure": "no",
    "many": "y",
    "agree": "yes",
}


def filled(app: Flask, **changes: Any) -> Sheet:
    """The sheet as sent, with changes; None leaves a field out."""
    data = MultiDict({name: value for name, value in {**GOOD, **changes}.items() if value is not None})
    with app.test_request_context("/", method="POST"):
        form = Sheet(formdata=data)
        form.validate()
        assert form.kind()  # renders
        assert form.money._value() == (data.get("money") or "")
        return form


def test_a_good_sheet_is_read(app: Flask) -> None:
    form = filled(app)
    assert form.errors == {}
    assert form.data == {
        "name": "名称",
        "note": "",
        "money": 1_234_560_000,
        "count": 25,
        "day": date(2026, 3, 2),
        "kind": "b",
        "sure": False,
        "many": ["y"],
        "agree": True,
    }


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "请填写“名称”。"),
        ("name", None, "请填写“名称”。"),
        ("name", "一二三四五六", "最多 5 个字符，现在是 6 个"),
        ("name", "甲\x00", "控制字符"),
        ("name", "甲\n乙", "控制字符"),
        ("note", "\x00", "控制字符"),
        ("money", "", "请填写“金额”。"),
        ("money", "12.345", "最多两位小数"),
        ("money", "abc", "最多两位小数"),
        ("money", "1e5", "最多两位小数"),
        ("money", "-0.01", "不能小于 0"),
        ("money", "10000000000.01", "不能大于 10000000000"),
        ("money", "9" * 400, "最多两位小数"),
        ("count", "2.5", "应是整数"),
        ("count", "二", "应是整数"),
        ("count", "-1", "不能小于 0"),
        ("count", "101", "不能大于 100"),
        ("count", "9" * 400, "应是整数"),
        ("day", "2026-02-30", "不是日历上有的日子"),
        ("day", "2026-03", "缺少日"),
        ("day", "昨天", "不是可识别的日期"),
        ("kind", "", "请选择“种类”。"),
        ("kind", "c", "没有这个选项"),
        ("sure", None, "请回答“是否属实”。"),
        ("sure", "maybe", "请回答“是否属实”。"),
        ("many", "z", "已不存在的选项"),
        ("agree", None, "请先同意。"),
    ],
)
def test_what_is_refused_says_why_once(app: Flask, field: str, typed: str | None, sentence: str) -> None:
    form = filled(app, **{field: typed})
    assert list(form.errors) == [field]
    assert len(form.errors[field]) == 1
    assert sentence in str(form.errors[field][0])


@pytest.mark.parametrize("typed", ["2026/3/2", "20260302", "2026年3月2日", "２０２６－０３－０２"])
def test_a_day_may_be_written_in_several_ways(app: Flask, typed: str) -> None:
    assert filled(app, day=typed).day.data == date(2026, 3, 2)


def test_full_width_figures_are_figures(app: Flask) -> None:
    form = filled(app, money="１２．５", count="２５")
    assert (form.money.data, form.count.data) == (12_500_000, 25)


def test_bounds_are_inclusive(app: Flask) -> None:
    assert filled(app, money="0", count="100").errors == {}
    assert filled(app, money="10000000000").errors == {}


def test_stored_values_are_shown_as_typed(app: Flask) -> None:
    with app.test_request_context("/"):
        form = Sheet(data={"money": 1_000_000, "day": date(2026, 3, 2), "sure": True, "kind": "a"})
        assert form.money._value() == "1.00"
        assert form.day._value() == "2026-03-02"
        assert [str(choice.data) for choice in form.sure if choice.checked] == ["yes"]
        assert 'selected value="a"' in str(form.kind())


def test_optional_and_required_are_told_apart(app: Flask) -> None:
    with app.test_request_context("/"):
        form = Sheet()
        assert form.note.flags.optional
        assert not form.name.flags.optional
        assert form.name.flags.required


def test_pairs_are_what_was_typed(app: Flask) -> None:
    pairs = dict(filled(app, money="abc").pairs())
    assert pairs["money"] == "abc"
    assert pairs["name"] == " 名称 "
    assert "csrf_token" not in pairs


def test_a_refusal_stands_at_its_field(app: Flask) -> None:
    with app.test_request_context("/"):
        form = Sheet()
        refusals.place(form, DomainError(msg("太大：{limit}", limit=3), field="money"))
        refusals.place(form, Conflict(msg("已被修改")))
        refusals.place(form, DomainError(msg("别处"), field="elsewhere"))
        assert form.errors == {"money": ["太大：3"], "": ["已被修改", "别处"]}
