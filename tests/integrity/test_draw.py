"""A draw that anybody can repeat."""

from __future__ import annotations

import hashlib

from registry.integrity.draw import draw, fingerprint
from tests.factories.enterprises import valid_uscc

CODES = [valid_uscc(number) for number in range(1000, 1200)]
SEED = "3D-2026-311-472"


def test_the_method_on_the_page_gives_the_draw() -> None:
    by_hand = sorted(CODES, key=lambda code: hashlib.sha256(f"{SEED}:{code}".encode()).hexdigest())[:10]
    assert draw(CODES, SEED, 10) == by_hand


def test_order_and_repetition_of_the_list_make_no_difference() -> None:
    assert draw(CODES[::-1] + CODES, SEED, 10) == draw(CODES, SEED, 10)
    assert fingerprint(CODES[::-1] + CODES) == fingerprint(CODES)


def test_another_seed_or_another_list_is_another_draw() -> None:
    assert draw(CODES, SEED, 10) != draw(CODES, SEED + "0", 10)
    assert fingerprint(CODES[1:]) != fingerprint(CODES)


def test_a_larger_draw_begins_with_the_smaller_one_and_all_is_the_most() -> None:
    assert draw(CODES, SEED, 20)[:10] == draw(CODES, SEED, 10)
    assert sorted(draw(CODES, SEED, 500)) == sorted(CODES)


def test_everybody_is_drawn_about_as_often() -> None:
    drawn = [code for number in range(400) for code in draw(CODES, str(number), 20)]
    often = [drawn.count(code) for code in CODES]
    assert min(often) > 15, "40 on average"
    assert max(often) < 75
