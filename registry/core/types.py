"""Column types: days, instants, money, enumerations, and the open end of an interval."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, Enum, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

FAR = date(9999, 12, 31)
"""The open end of a stored half-open interval of days."""

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)
"""`retired_at` of a row that is still believed."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime: timestamptz on PostgreSQL, integer microseconds on SQLite (exact, sortable, small)."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        if dialect.name == "sqlite":
            return (value - _EPOCH) // timedelta(microseconds=1)
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _EPOCH + timedelta(microseconds=value)
        instant: datetime = value
        return instant.astimezone(UTC)


class Day(TypeDecorator[date]):
    """A day of a hot table: date on PostgreSQL, its ordinal on SQLite (half of ISO text, faster to compare)."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return value.toordinal()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        if value is None:
            return None
        day: date = date.fromordinal(value) if dialect.name == "sqlite" else value
        return day


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept to its last digit: as text, since SQLite would make it a float."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def choice(cls: type[StrEnum], name: str) -> Enum:
    """A column of one of `cls`'s values, kept by a CHECK named `name` on both databases."""
    return Enum(
        cls,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


Json = JSON().with_variant(JSONB(), "postgresql")

Key = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)]
PublicId = Annotated[str, mapped_column(String(26), unique=True)]
"""What stands in an address: random, so that neighbours cannot be guessed (`registry.core.ids`)."""
Recorded = Annotated[datetime, mapped_column(Instant)]
Retired = Annotated[datetime, mapped_column(Instant, default=FOREVER)]
Fen = Annotated[int | None, mapped_column(BigInteger)]
"""Money in 分; None is unknown."""
