from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.identifiers import ip_numbers
from registry.rules.identifiers.ip_numbers import IpKind, check, ip_class


@pytest.mark.parametrize(
    "raw",
    [
        "202010123456.2",
        "ZL202010123456.2",
        "ZL 2020 1 0123456.2",
        "ｚｌ２０２０１０１２３４５６．２",
        "2020101234562",
        "CN202010123456.2",
        "专利号：ZL202010123456.2",
    ],
)
def test_spellings_of_one_patent_meet(raw: str) -> None:
    assert check("invention_patent", raw) == ("202010123456.2", None, None)


def test_a_lower_case_x_is_a_check_digit() -> None:
    digits = next(d for n in range(99) if ip_numbers.patent_check_digit(d := f"2021200000{n:02d}") == "X")
    assert check("utility_model", f"zl{digits}.x") == (f"{digits}.X", None, None)


def test_the_well_known_sample_number_only_warns() -> None:
    found = check("invention_patent", "202010123456.7")
    assert (found.problem, found.refused) == ("check_digit", False)
    assert "应为“2”" in str(found.text)


def test_numbers_before_october_2003_have_eight_digits() -> None:
    digit = ip_numbers.patent_check_digit("98101234")
    assert digit == "0123456789X"[(9 * 2 + 8 * 3 + 1 * 4 + 0 * 5 + 1 * 6 + 2 * 7 + 3 * 8 + 4 * 9) % 11]
    assert check("invention_patent", f"98101234.{digit}").problem is None


@pytest.mark.parametrize(
    ("kind", "type_digit", "problem"),
    [
        ("invention_patent", "1", None),
        ("invention_patent", "8", None),
        ("invention_patent", "2", "kind"),
        ("invention_patent", "9", "kind"),
        ("utility_model", "2", None),
        ("utility_model", "9", None),
        ("utility_model", "8", "kind"),
        ("design", "3", None),
        ("design", "1", "kind"),
    ],
)
def test_the_type_digit_agrees_with_the_kind(kind: str, type_digit: str, problem: str | None) -> None:
    digits = f"2019{type_digit}0123456"
    found = check(kind, f"{digits}.{ip_numbers.patent_check_digit(digits)}")
    assert found.problem == problem
    assert found.refused == (problem is not None)


@pytest.mark.parametrize("raw", ["20201012345.2", "202040123456.2", "CN108123456A", "202010123456.22", "发明", "x"])
def test_a_wrong_patent_shape_refuses(raw: str) -> None:
    assert check("invention_patent", raw).problem == "shape"
    assert check("invention_patent", raw).refused


def test_a_missing_check_digit_is_told() -> None:
    assert "202010123456.2" in str(check("invention_patent", "202010123456").text)


def test_a_publication_number_is_told_apart() -> None:
    assert "公开" in str(check("invention_patent", "CN108123456A").text)


@pytest.mark.parametrize(
    ("kind", "raw", "number", "problem"),
    [
        ("software_copyright", "2023sr0123456", "2023SR0123456", None),
        ("software_copyright", "2012 SR 012345", "2012SR012345", None),
        ("software_copyright", "2023SR12345", "2023SR12345", "shape"),
        ("software_copyright", "软著登字第1234567号", "软著登字第1234567号", "shape"),
        ("pct", "pct/cn2023/123456", "PCT/CN2023/123456", None),
        ("pct", "PCTCN2023123456", "PCT/CN2023/123456", None),
        ("pct", "WO 2023/123456 A1", "WO2023/123456", None),
        ("pct", "202010123456.2", "202010123456.2", "shape"),
        ("plant_variety", "CNA20191001234", "CNA20191001234", None),
        ("plant_variety", "20190001", "20190001", "unusual"),
        ("ic_layout", "BS.205001234", "BS.205001234", None),
        ("new_drug", "国药准字H20200001", "国药准字H20200001", None),
        ("tcm_protected", "？", "?", "unusual"),
        ("crop_variety", "国审玉20200001", "国审玉20200001", None),
    ],
)
def test_other_kinds(kind: str, raw: str, number: str, problem: str | None) -> None:
    found = check(kind, raw)
    assert (found.number, found.problem) == (number, problem)
    assert found.refused == (problem == "shape")


@pytest.mark.parametrize("kind", list(IpKind))
def test_nothing_written_refuses(kind: IpKind) -> None:
    assert check(kind, " \u3000").problem == "empty"
    assert check(kind, "").refused


def test_classes_follow_article_9() -> None:
    assert {kind: ip_class(kind) for kind in IpKind} == {
        "invention_patent": 1,
        "utility_model": 2,
        "design": 2,
        "software_copyright": 2,
        "pct": None,
        "plant_variety": 1,
        "crop_variety": 1,
        "new_drug": 1,
        "tcm_protected": 1,
        "ic_layout": 1,
    }


def test_an_unknown_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="trademark"):
        ip_class("trademark")


@given(st.sampled_from(list(IpKind)), st.text())
def test_nothing_raises_and_the_canonical_number_stays(kind: IpKind, raw: str) -> None:
    found = check(kind, raw)
    assert (found.problem is None) == (found.text is None)
    if found.problem is None:
        assert check(kind, found.number) == found
