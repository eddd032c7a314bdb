"""A 高新技术企业 that moves to another 认定机构, 国科发火〔2016〕32号 art. 18: what the officer is to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.core.text import Text, msg
from registry.rules.findings import Outcome
from registry.rules.lifecycle.basis import Basis, basis
from registry.rules.value_files import load

HNTE = "lifecycle_hnte"
_PROVINCE, _CITY = 2, 4


@dataclass(frozen=True, slots=True)
class Move:
    """What a move means for the certificate; the 认定机构 decide, so it is never more than a question to them."""

    outcome: Outcome
    text: Text
    basis: Basis


def crosses_authorities(from_region: str, to_region: str, on: date) -> bool:
    """True where the two places (region codes of four digits or more) have different 认定机构: Ningbo is its own."""
    cities = load(HNTE).names("plan_cities", on)
    before, after = (_authority(region, cities) for region in (from_region, to_region))
    return before != after


def move(from_region: str, to_region: str, on: date, *, is_whole: bool | None) -> Move:
    """What a move on `on` means; `is_whole` says whether the firm moved as a whole (None: not known).

    Raises NotInForceError before 2016.
    """
    outcome, text = _judged(is_whole) if crosses_authorities(from_region, to_region, on) else _within()
    return Move(outcome, text, basis(HNTE, "whole_move_keeps"))


def _judged(is_whole: bool | None) -> tuple[Outcome, Text]:
    if is_whole is None:
        return Outcome.NEEDS_DATA, msg("跨认定机构迁移：请先查明是整体迁移还是部分搬迁")
    if is_whole:
        text = msg("整体跨认定机构迁移：有效期内资格继续有效，请核对迁出地和迁入地认定机构的手续")
        return Outcome.NEEDS_REVIEW, text
    return Outcome.NEEDS_REVIEW, msg("部分跨认定机构搬迁：应由迁入地认定机构重新认定，请核对")


def _within() -> tuple[Outcome, Text]:
    return Outcome.NOT_APPLICABLE, msg("未跨认定机构，资格不受迁移影响")


def _authority(region: str, cities: tuple[str, ...]) -> str:
    return region[:_CITY] if region[:_CITY] in cities else region[:_PROVINCE]
