from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.identifiers.certificates import check_hte_number, check_sme_number


@pytest.mark.parametrize(
    "raw", ["GR202033100582", "gr 2020 3310 0582", "ＧＲ２０２０３３１００５８２", "证书编号：GR202033100582"]
)
def test_a_ningbo_certificate(raw: str) -> None:
    assert check_hte_number(raw) == ("GR202033100582", None, None, 2020)


@pytest.mark.parametrize("raw", ["GF201133100108", "GS201133100108"])
def test_review_certificates_count(raw: str) -> None:
    assert check_hte_number(raw).problem is None


def test_another_area_is_worth_a_look() -> None:
    found = check_hte_number("GR201733000657")
    assert (found.problem, found.year) == ("area", 2017)
    assert "3300" in str(found.text)


@pytest.mark.parametrize("raw", ["GR20203310058", "GR2020331005822", "GX202033100582", "甬高企认领"])
def test_strange_shapes_warn(raw: str) -> None:
    assert check_hte_number(raw).problem == "shape"


@pytest.mark.parametrize("mark", ["0", "A", "B"])
def test_sme_numbers(mark: str) -> None:
    assert check_sme_number(f"2023330205{mark}8000123") == (f"2023330205{mark}8000123", None, None, 2023)


@pytest.mark.parametrize("raw", ["2023330205C8000123", "202333020508000", "20233302050800012345"])
def test_strange_sme_numbers_warn(raw: str) -> None:
    assert check_sme_number(raw).problem == "shape"


@given(st.text())
def test_nothing_raises(raw: str) -> None:
    for found in (check_hte_number(raw), check_sme_number(raw)):
        assert (found.problem is None) == (found.text is None)
        assert str(found.text)
