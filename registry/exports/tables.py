"""Lists as tables for a file: headings, rows read as they are written, and what a reader must know about them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.core.text import Text, msg
from registry.core.types import FAR
from registry.statistics.firms import FirmRow

Cell = str | int | Decimal | date | None
Say = Callable[[Text], str]
"""How a sentence is put into words: `str` for Chinese, the web's translation for the visitor's language."""

SOURCES = {
    "roster": msg("官方名单"),
    "load": msg("批量装载"),
    "application": msg("本系统申请"),
}


@dataclass(frozen=True)
class Column:
    """A heading and the width of its column in characters."""

    heading: str
    width: int = 14


@dataclass(frozen=True)
class Table:
    """A list for a file.

    `about` explains it as (what, said) pairs, the day and the time of knowing first: the cover sheet of a workbook.
    `stamp` is the part of it that every line of a plain file repeats, as (heading, value) pairs. `size` is the number
    of rows, where it is known beforehand. `sheets` are the names of a workbook's cover sheet and of the list's.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    about: Sequence[tuple[str, str]]
    stamp: Sequence[tuple[str, str]] = ()
    size: int | None = None
    sheets: tuple[str, str] = ("说明", "名单")


@dataclass(frozen=True)
class Names:
    """Names by code, as on the day of the list; `park` puts a park, which is stored by its name, into words."""

    regions: Mapping[str, str]
    industries: Mapping[str, str]
    schemes: Mapping[str, str]
    park: Callable[[str], str] = str


def firms_table(
    firms: Iterable[FirmRow],
    names: Names,
    *,
    title: str,
    about: Sequence[tuple[str, str]],
    stamp: Sequence[tuple[str, str]],
    size: int,
    say: Say = str,
) -> Table:
    """The firms behind a number, one row each; several titles of one firm stand in one cell (`joined`)."""
    columns = [
        Column(say(msg("序号")), 6),
        Column(say(msg("企业名称")), 36),
        Column(say(msg("统一社会信用代码")), 22),
        Column(say(msg("街道")), 12),
        Column(say(msg("园区")), 24),
        Column(say(msg("行业")), 14),
        Column(say(msg("认定类别")), 26),
        Column(say(msg("编号")), 26),
        Column(say(msg("有效期自")), 12),
        Column(say(msg("有效期至（含当日）")), 18),
        Column(say(msg("文件")), 28),
        Column(say(msg("登记来源")), 14),
    ]
    rows = (_row(number, firm, names, say) for number, firm in enumerate(firms, start=1))
    return Table(title, columns, rows, about, stamp, size, sheet_names(say))


def sheet_names(say: Say) -> tuple[str, str]:
    """What the two sheets of a workbook of firms are called."""
    return say(msg("说明")), say(msg("企业名单"))


def joined(words: Iterable[str], say: Say) -> str:
    """Several words in one cell."""
    return say(msg("；")).join(words)


def source_text(source: str) -> Text:
    """How the registry learnt of a title, for everybody to read."""
    return SOURCES.get(source.partition(":")[0], msg("人工登记"))


def last_day(until: date) -> date | None:
    """The last day of a half-open period; None where it has no end."""
    return None if until >= FAR else date.fromordinal(until.toordinal() - 1)


def _row(number: int, firm: FirmRow, names: Names, say: Say) -> list[Cell]:
    titles = firm.titles
    ends = [last_day(title.until) for title in titles]
    return [
        number,
        firm.name,
        firm.uscc,
        names.regions.get(firm.region_code, firm.region_code),
        names.park(firm.park),
        names.industries.get(firm.industry_code, firm.industry_code),
        joined((names.schemes.get(title.scheme_code, title.scheme_code) for title in titles), say),
        joined((title.number for title in titles), say),
        min((title.since for title in titles), default=None),
        say(msg("长期")) if None in ends else max((end for end in ends if end), default=None),
        joined((title.document for title in titles if title.document), say),
        joined(dict.fromkeys(say(source_text(title.source)) for title in titles), say),
    ]
