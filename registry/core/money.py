"""Money: whole 分 inside, 万元 with two decimals at the edges."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

FEN_PER_WAN = 1_000_000
FEN_PER_YI = FEN_PER_WAN * 10_000


def parse_wan(text: str) -> int:
    """分 of an amount written in 万元 with at most two decimals ("1234.56", thousands commas allowed).

    Raises ValueError for anything else: letters, more decimals, infinities, exponents.
    """
    plain = text.strip().replace(",", "")
    if not plain or any(character not in "-0123456789." for character in plain):
        raise ValueError(text)
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise ValueError(text) from None
    return wan_to_fen(amount)


def wan_to_fen(amount: Decimal) -> int:
    """分 of `amount` 万元. Raises ValueError where it has more than two decimals or is beyond 10^12 万元."""
    if abs(amount) >= 10**12 or amount != round(amount, 2):  # a 64-bit column holds 分 up to there
        raise ValueError(str(amount))
    return int(amount * FEN_PER_WAN)


def fen_to_wan(fen: int) -> Decimal:
    """万元 with two decimals (half up, as the amounts were entered with two this only rounds computed sums)."""
    return (Decimal(fen) / FEN_PER_WAN).quantize(Decimal("0.01"))


def format_wan(fen: int | None) -> str:
    """ "1234.56" for a file; "" where unknown."""
    return "" if fen is None else f"{fen_to_wan(fen):f}"
