"""A parameter file is read strictly: whatever is wrong is refused with the path of the key."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from registry.rules.catalog import PARAMETERS
from registry.rules.parameter_file import ParameterFileError, read_rule_set
from registry.rules.scale import Limit
from registry.rules.values import NotInForceError, in_force

GOOD = """
id = "sample"
version = 3
title = "样例"
tier = "sme"
since = 2020-01-01
until = 2030-01-01
last_checked_on = 2026-01-01

[documents.paper]
number = "样例〔2020〕1号"

[parameters.limit]
label = "上限"
kind = "money"
unit = "万元"
article = "1"
document = "paper"
verified = true
values = [
  { since = 2020-01-01, value = 100, inclusive = true },
  { since = 2022-07-01, value = 200.5, inclusive = false },
]

[parameters.bands]
label = "分档"
kind = "share_bands"
unit = "%"
article = "2"
document = "paper"
verified = false
doubt = "原文未见"

[[parameters.bands.values]]
since = 2020-01-01
inclusive = true
value = [{ at_least = 12.5, points = 20 }, { at_least = 10, points = 4 }]
"""


def test_dated_values_change_on_their_day() -> None:
    rule_set = read_rule_set(GOOD)
    assert rule_set.limit("limit", date(2022, 6, 30)) == Limit(100_000_000, inclusive=True)
    assert rule_set.limit("limit", date(2022, 7, 1)) == Limit(200_500_000, inclusive=False)
    with pytest.raises(NotInForceError):
        rule_set.limit("limit", date(2019, 12, 31))


def test_shares_are_exact_fractions() -> None:
    scale = read_rule_set(GOOD).scale("bands", date(2024, 1, 1))
    assert [band.at_least for band in scale.bands] == [Fraction(1, 8), Fraction(1, 10)]


def test_a_reader_of_the_wrong_kind_is_a_mistake_of_the_code() -> None:
    with pytest.raises(TypeError, match="bands"):
        read_rule_set(GOOD).limit("bands", date(2024, 1, 1))


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('tier = "sme"', 'teir = "sme"', "teir"),
        ('tier = "sme"', "", "tier"),
        ("version = 3", 'version = "3"', "version"),
        ("version = 3", "version = true", "version"),
        ("since = 2020-01-01\nuntil", "since = 2020-01-01T00:00:00\nuntil", "since"),
        ('number = "样例〔2020〕1号"', "number = 1", "documents.paper.number"),
        ('number = "样例〔2020〕1号"', 'numero = "1"', "documents.paper.numero"),
        ('kind = "money"', 'kind = "moeny"', "limit.kind"),
        ('document = "paper"\nverified = true', 'document = "papier"\nverified = true', "limit.document"),
        ("verified = true", 'verified = "yes"', "limit.verified"),
        ("verified = true", "verified = false", "limit.doubt"),
        ('doubt = "原文未见"', "", "bands.doubt"),
        ("verified = false", "verified = true", "bands.doubt"),
        ("value = 100,", 'value = "100",', "limit.values[0].value"),
        ("value = 100,", "value = true,", "limit.values[0].value"),
        ("value = 200.5,", "value = 200.555,", "limit.values[1].value"),
        ("value = 100, inclusive = true", "value = 100", "limit.values[0].inclusive"),
        ("value = 100, inclusive = true", "value = 100, inclusive = 1", "limit.values[0].inclusive"),
        ("since = 2022-07-01", "since = 2019-07-01", "limit.values"),
        ("since = 2022-07-01", "since = 2020-01-01", "limit.values"),
        ("at_least = 12.5", "atleast = 12.5", "bands.values[0].value[0].atleast"),
        ("at_least = 12.5", "at_least = 9", "bands.values[0].value"),
        ("at_least = 12.5", "at_least = 0", "bands.values[0].value[0].at_least"),
        ("at_least = 12.5", 'at_least = "12.5"', "bands.values[0].value[0].at_least"),
        ("points = 20", "points = 4", "bands.values[0].value"),
        ("points = 20", "points = 20.5", "bands.values[0].value[0].points"),
        ("points = 4 }", "points = 0 }", "bands.values[0].value"),
        ('"sample"', '"sample', None),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, field: str | None) -> None:
    assert GOOD.count(old) >= 1
    with pytest.raises(ParameterFileError) as caught:
        read_rule_set(GOOD.replace(old, new, 1))
    assert caught.value.field == field


def test_of_two_rule_sets_the_one_in_force_is_used() -> None:
    first = read_rule_set(GOOD)
    second = read_rule_set(GOOD.replace('"sample"', '"later"').replace("until = 2030-01-01", "")
                           .replace("since = 2020-01-01\n", "since = 2029-01-01\n", 1))  # fmt: skip
    both = (first, second)
    assert in_force(both, date(2019, 12, 31)) is None
    assert in_force(both, date(2020, 1, 1)) is first
    assert in_force(both, date(2028, 12, 31)) is first
    assert in_force(both, date(2029, 1, 1)) is second
    assert in_force((first,), date(2030, 1, 1)) is None


def test_each_file_bears_the_id_of_its_rule_set() -> None:
    files = sorted(PARAMETERS.glob("*.toml"))
    assert files
    for path in files:
        assert read_rule_set(path.read_text(encoding="utf-8")).id == path.stem
