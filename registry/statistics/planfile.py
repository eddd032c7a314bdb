"""Reads a plan's data file strictly: every key known, typed and said once, every number an exact decimal."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from registry.core.errors import DomainError
from registry.core.text import Text, msg
from registry.statistics.planspec import (
    BaselineComparator,
    BaselineSpec,
    Calibre,
    Comparator,
    Conflict,
    Duty,
    EarlierPlan,
    Effect,
    Group,
    How,
    IndicatorSpec,
    Period,
    PlanFile,
    SeriesBreak,
    TargetKind,
    TargetSpec,
)

PLANS_DIRECTORY = Path(__file__).parent / "plans"

Word = TypeVar("Word", bound=StrEnum)
Item = TypeVar("Item")


class PlanFileError(DomainError):
    """A plan file cannot be used; `field` is the path of the key at fault, such as `indicators[3].unit`."""


class _Table:
    """One table of the file, taken key by key; what is left over at the end is refused."""

    def __init__(self, data: Mapping[str, object], file: str, where: str = "") -> None:
        self._left = dict(data)
        self._file = file
        self._where = where

    def path(self, key: str) -> str:
        return f"{self._where}.{key}" if self._where else key

    def refuse(self, key: str, problem: Text) -> NoReturn:
        path = self.path(key)
        text = msg("规划文件 {file} 的 {key}：{problem}", file=self._file, key=path, problem=problem)
        raise PlanFileError(text, path)

    def _take(self, key: str) -> object:
        if key not in self._left:
            self.refuse(key, msg("缺少这一项，请补上"))
        return self._left.pop(key)

    def has(self, key: str) -> bool:
        return key in self._left

    def text(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, msg("应为非空文字"))
        return value

    def text_or(self, key: str, default: str = "") -> str:
        return self.text(key) if self.has(key) else default

    def integer(self, key: str) -> int:
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(key, msg("应为整数"))
        return value

    def number(self, key: str) -> Decimal:
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.refuse(key, msg("应为数字，不加引号"))
        number = Decimal(value)
        if not number.is_finite():
            self.refuse(key, msg("应为有限的数字"))
        return number

    def number_or_none(self, key: str) -> Decimal | None:
        return self.number(key) if self.has(key) else None

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if not isinstance(value, bool):
            self.refuse(key, msg("应为 true 或 false"))
        return value

    def day(self, key: str) -> date:
        value = self._take(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            self.refuse(key, msg("应为日期，如 2021-01-01，不加引号"))
        return value

    def word(self, key: str, words: type[Word]) -> Word:
        value = self.text(key)
        try:
            return words(value)
        except ValueError:
            self.refuse(key, msg("“{value}”不在允许的取值之内：{words}", value=value, words="、".join(words)))

    def table(self, key: str, read: Callable[[_Table], Item]) -> Item | None:
        if not self.has(key):
            return None
        value = self._take(key)
        if not isinstance(value, dict):
            self.refuse(key, msg("应为一张表"))
        return self._read_whole(value, self.path(key), read)

    def tables(self, key: str, read: Callable[[_Table], Item]) -> tuple[Item, ...]:
        value = self._left.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.refuse(key, msg("应为若干张表"))
        path = self.path(key)
        return tuple(self._read_whole(each, f"{path}[{no}]", read) for no, each in enumerate(value, start=1))

    def _read_whole(self, data: Mapping[str, object], where: str, read: Callable[[_Table], Item]) -> Item:
        inner = _Table(data, self._file, where)
        item = read(inner)
        inner.finish()
        return item

    def finish(self) -> None:
        for key in self._left:
            self.refuse(key, msg("不认识这一项，请删去或改正拼写"))


def load_plan(path: Path) -> PlanFile:
    """Read a plan file strictly; numbers stay exact decimals.

    Raises PlanFileError naming file and key for an unreadable file, an unknown, missing, wrongly typed or
    contradictory key, a repeated code or order, and an `id` that differs from the file's name.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PlanFileError(msg("规划文件 {file} 读不出来：{problem}", file=path.name, problem=str(error))) from error
    table = _Table(data, path.name)
    plan = _read_plan(table)
    table.finish()
    if plan.id != path.stem:
        table.refuse("id", msg("应与文件名一致：{name}", name=path.stem))
    if not plan.indicators:
        table.refuse("indicators", msg("规划至少要有一项指标"))
    _refuse_repeated(table, "indicators", "code", (each.code for each in plan.indicators))
    _refuse_repeated(table, "indicators", "order", (str(each.order) for each in plan.indicators))
    _refuse_repeated(table, "duties", "code", (each.code for each in plan.duties))
    return plan


def available_plans(directory: Path = PLANS_DIRECTORY) -> dict[str, Path]:
    """Plan ids found in a directory with their files, by id; the files are not opened."""
    return {path.stem: path for path in sorted(directory.glob("*.toml"))}


def _refuse_repeated(table: _Table, key: str, field: str, values: Iterable[str]) -> None:
    for value, times in Counter(values).items():
        if times > 1:
            table.refuse(f"{key}.{field}", msg("“{value}”出现了 {times} 次，应各不相同", value=value, times=times))


def _read_plan(table: _Table) -> PlanFile:
    period = _read_period(table)
    indicators = table.tables("indicators", lambda each: _read_indicator(each, period))
    return PlanFile(
        id=table.text("id"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        issuer=table.text("issuer"),
        issuer_en=table.text("issuer_en"),
        issued_on=table.day("issued_on"),
        issued_note=table.text_or("issued_note"),
        issued_note_en=table.text_or("issued_note_en"),
        owner_note=table.text_or("owner_note"),
        owner_note_en=table.text_or("owner_note_en"),
        outlook=table.text_or("outlook"),
        outlook_en=table.text_or("outlook_en"),
        period=period,
        indicators=tuple(sorted(indicators, key=lambda each: each.order)),
        duties=table.tables("duties", _read_duty),
    )


def _read_period(table: _Table) -> Period:
    period = Period(table.day("period_from"), table.day("period_to"), table.integer("baseline_year"))
    if period.starts_on >= period.ends_on:
        table.refuse("period_to", msg("应晚于 period_from"))
    if not 1 <= period.baseline_year < period.starts_on.year:
        table.refuse("baseline_year", msg("基期年应早于规划期的第一年"))
    return period


def _read_indicator(table: _Table, period: Period) -> IndicatorSpec:
    indicator = IndicatorSpec(
        period=period,
        code=table.text("code"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        unit=table.text("unit"),
        unit_en=table.text("unit_en"),
        group=table.word("group", Group),
        order=table.integer("order"),
        chapter=table.text("chapter"),
        chapter_en=table.text("chapter_en"),
        quote=table.text("quote"),
        quote_en=table.text("quote_en"),
        higher_is_better=table.flag("higher_is_better"),
        how=table.word("how", How),
        owner=table.text("owner"),
        owner_en=table.text("owner_en"),
        definition=table.text("definition"),
        definition_en=table.text("definition_en"),
        counts=table.text("counts") if table.has("counts") else None,
        counted_as=table.text_or("counted_as"),
        counted_as_en=table.text_or("counted_as_en"),
        counts_unit=table.text_or("counts_unit"),
        counts_unit_en=table.text_or("counts_unit_en"),
        table_no=table.integer("table_no") if table.has("table_no") else None,
        baseline=table.table("baseline", _read_baseline),
        target=table.table("target", _read_target),
        earlier=table.table("earlier", _read_earlier),
        calibre=table.table("calibre", _read_calibre),
        conflicts=table.tables("conflicts", _read_conflict),
        breaks=table.tables("breaks", _read_break),
    )
    _check_counting(table, indicator)
    _check_target(table, indicator)
    return indicator


def _check_counting(table: _Table, indicator: IndicatorSpec) -> None:
    if indicator.how is How.REPORTED and indicator.counts is not None:
        table.refuse("counts", msg("填报的指标没有计算口径，请删去或改 how"))
    if indicator.how is not How.REPORTED:
        if indicator.counts is None:
            table.refuse("counts", msg("由系统计算的指标要写明计算口径"))
        if not indicator.counted_as:
            table.refuse("counted_as", msg("由系统计算的指标要用文字说明怎样计数"))
        if not indicator.counted_as_en:
            table.refuse("counted_as_en", msg("由系统计算的指标要用英文说明怎样计数"))


def _check_target(table: _Table, indicator: IndicatorSpec) -> None:
    target = indicator.target
    if target is None:
        return
    if target.comparator.wants_more != indicator.higher_is_better:
        table.refuse("target.comparator", msg("与 higher_is_better 的方向相反"))
    if indicator.baseline is None and target.increment is not None:
        table.refuse("target.increment", msg("没有基期值就没有增量"))


def _read_baseline(table: _Table) -> BaselineSpec:
    return BaselineSpec(
        value=table.number("value"),
        comparator=table.word("comparator", BaselineComparator),
        note=table.text_or("note"),
        note_en=table.text_or("note_en"),
    )


def _read_target(table: _Table) -> TargetSpec:
    return TargetSpec(
        value=table.number("value"),
        comparator=table.word("comparator", Comparator),
        kind=table.word("kind", TargetKind),
        increment=table.number_or_none("increment"),
        note=table.text_or("note"),
        note_en=table.text_or("note_en"),
    )


def _read_earlier(table: _Table) -> EarlierPlan:
    return EarlierPlan(
        source=table.text("source"),
        source_en=table.text("source_en"),
        result=table.number("result"),
        target=table.number_or_none("target"),
    )


def _read_calibre(table: _Table) -> Calibre:
    return Calibre(table.text("scheme"), table.text("doubt"), table.text("doubt_en"))


def _read_conflict(table: _Table) -> Conflict:
    return Conflict(
        against=table.text("with"),
        against_en=table.text("with_en"),
        text=table.text("text"),
        text_en=table.text("text_en"),
        source=table.text("source"),
        source_en=table.text("source_en"),
    )


def _read_break(table: _Table) -> SeriesBreak:
    return SeriesBreak(table.day("on"), table.text("text"), table.text("text_en"))


def _read_duty(table: _Table) -> Duty:
    return Duty(
        code=table.text("code"),
        name=table.text("name"),
        name_en=table.text("name_en"),
        chapter=table.text("chapter"),
        chapter_en=table.text("chapter_en"),
        quote=table.text("quote"),
        quote_en=table.text("quote_en"),
        effect=table.word("effect", Effect),
        text=table.text("text"),
        text_en=table.text("text_en"),
    )
