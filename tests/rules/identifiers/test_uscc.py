from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.identifiers import uscc

GOOD = "91110000600037341L"


@pytest.mark.parametrize(
    "raw",
    [
        GOOD,
        " 9111 0000 6000 37341l ",
        "９１１１００００６０００３７３４１Ｌ",
        "91110000-600037341-L",
        "9111OOOO6OOO3734IL",
        "\u200b91110000600037341L\ufeff",
        "91110000600037341L\n",
    ],
)
def test_spellings_of_one_code_meet(raw: str) -> None:
    assert uscc.check(raw) == (GOOD, None, None, None, "uscc")


def test_a_wrong_check_digit_warns_and_says_the_right_one() -> None:
    found = uscc.check("911100006000373411")
    assert (found.problem, found.expected, found.kind, found.refused) == ("check_digit", "L", "uscc", False)
    assert "末位应为“L”" in str(found.text)


def test_a_code_in_use_that_breaks_the_standard_is_not_refused() -> None:
    found = uscc.check("91350211M0000XUF46")
    assert found.problem == "check_digit"
    assert not found.refused


@pytest.mark.parametrize("char", ["S", "V", "Z", "中", "*"])
def test_a_letter_outside_the_alphabet_refuses(char: str) -> None:
    found = uscc.check(GOOD[:10] + char + GOOD[11:])
    assert found.problem == "alphabet"
    assert found.refused
    assert char in str(found.text)


def test_letters_in_the_region_refuse() -> None:
    assert uscc.check("91A10000600037341L").problem == "alphabet"


@pytest.mark.parametrize("raw", ["", "9111000060003734", GOOD + "1", "913707007807807643"[:17]])
def test_other_lengths_refuse(raw: str) -> None:
    found = uscc.check(raw)
    assert (found.problem, found.kind, found.refused) == ("length", None, True)


def test_older_codes_are_told_by_their_kind_but_refused() -> None:
    registration, organisation = uscc.check("330205000012345"), uscc.check("05825277-1")
    assert (registration.kind, registration.problem) == ("registration_15", "length")
    assert (organisation.kind, organisation.code) == ("org_code_9", "058252771")
    assert "9 位组织机构代码" in str(organisation.text)


def test_an_organisation_code_keeps_its_o() -> None:
    assert uscc.clean("O5825277-1") == "O58252771"


def test_a_code_rounded_by_a_spreadsheet_is_named_as_such() -> None:
    assert "科学计数法" in str(uscc.check("9.1330205844E+17").text)


def test_the_organisation_code_inside() -> None:
    assert uscc.organisation_code(GOOD) == "600037341"


@given(st.text(alphabet=uscc.ALPHABET, min_size=17, max_size=17), st.text("0123456789", min_size=6, max_size=6))
def test_exactly_one_last_character_is_right(body: str, region: str) -> None:
    seventeen = body[:2] + region + body[8:]
    right = [last for last in uscc.ALPHABET if uscc.check(seventeen + last).problem is None]
    assert right == [uscc.expected_check_character(seventeen)]


@given(st.text())
def test_nothing_raises_and_every_problem_has_words(raw: str) -> None:
    found = uscc.check(raw)
    assert (found.problem is None) == (found.text is None)
    assert str(found.text)
