"""The list of firms by how near they are to a title, as a table for a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from registry.assessments.bands import LABELS
from registry.assessments.pipeline import PipelineRow, gap, open_points, reasons
from registry.core.text import msg
from registry.exports.tables import Cell, Column, Names, Say, Table, joined, sheet_names


def pipeline_table(
    rows: Iterable[PipelineRow],
    names: Names,
    *,
    title: str,
    about: Sequence[tuple[str, str]],
    stamp: Sequence[tuple[str, str]],
    size: int,
    say: Say = str,
) -> Table:
    """The firms one row each, the nearest first, every one with the day for which it was judged."""
    columns = [
        Column(say(msg("序号")), 6),
        Column(say(msg("企业名称")), 36),
        Column(say(msg("统一社会信用代码")), 22),
        Column(say(msg("街道")), 12),
        Column(say(msg("行业")), 14),
        Column(say(msg("差距档次")), 12),
        Column(say(msg("差距")), 20),
        Column(say(msg("未达条件")), 40),
        Column(say(msg("缺数据（项）")), 12),
        Column(say(msg("待补数据或待评定")), 40),
        Column(say(msg("培育责任人")), 12),
        Column(say(msg("核对日")), 12),
    ]
    lines = (_row(number, row, names, say) for number, row in enumerate(rows, start=1))
    return Table(title, columns, lines, about, stamp, size, sheet_names(say))


def _row(number: int, row: PipelineRow, names: Names, say: Say) -> list[Cell]:
    one = row.readiness
    return [
        number,
        row.name,
        row.enterprise.uscc,
        names.regions.get(one.region_code, one.region_code),
        names.industries.get(one.industry_code, one.industry_code),
        say(LABELS[one.band]),
        say(gap(one)),
        joined(map(say, reasons(one)), say),
        one.missing_count,
        joined(map(say, open_points(one)), say),
        row.owner,
        one.assessed_on,
    ]
