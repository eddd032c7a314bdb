"""Near names are found as if every name had been measured."""

from __future__ import annotations

import random

from rapidfuzz import fuzz

from registry.rosters.likeness import LIKE_ENOUGH, Names

WORDS = "天地玄黄宇宙洪荒日月盈昃"


def made_up(source: random.Random, count: int) -> list[str]:
    return ["".join(source.choices(WORDS, k=source.randint(1, 9))) for _ in range(count)]


def test_no_name_that_is_like_enough_is_left_out() -> None:
    source = random.Random(7)
    known, asked = made_up(source, 400), made_up(source, 400)
    names = Names(known)
    some = 0
    for name in asked:
        wanted = {place for place, one in enumerate(known) if fuzz.ratio(name, one) >= LIKE_ENOUGH}
        assert {place for _score, place in names.near(name, len(known))} == wanted
        some += bool(wanted)
    assert some > 100


def test_the_likest_come_first_and_only_as_many_as_asked() -> None:
    names = Names(["甲乙精密机戒", "甲乙精密机械", "丙丁电子", "甲乙精密"])
    assert names.near("甲乙精密机械", 2) == [(100.0, 1), (fuzz.ratio("甲乙精密机械", "甲乙精密机戒"), 0)]
    assert [place for _score, place in names.near("甲乙精密机械", 9)] == [1, 0, 3]


def test_the_border_of_likeness_belongs_to_it() -> None:
    """Three of four characters in common are 75 percent, the next less is not enough."""
    assert Names(["天地玄荒"]).near("天地玄黄", 1) == [(75.0, 0)]
    assert Names(["天地玄黄宇宙洪"]).near("天地玄黄荒日月", 1) == []


def test_what_shares_nothing_is_near_nothing() -> None:
    assert Names([]).near("甲乙", 3) == []
    assert Names(["丙丁"]).near("甲乙", 3) == []
