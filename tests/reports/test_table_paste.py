"""Text out of a spreadsheet as rows."""

from __future__ import annotations

from registry.reports.table_paste import read_pasted
from registry.reports.table_specs import PRODUCTS, RESULTS


def test_in_the_order_of_the_table() -> None:
    found = read_pasted(PRODUCTS, "PS01\t主轴\t新材料\t1,200.50\t是\n\n PS02 \t\t\t3\r\n")
    assert found.problems == []
    assert found.lines == [1, 3]
    assert found.rows == [
        {"no": "PS01", "name": "主轴", "field": "新材料", "income": "1,200.50", "is_main": "是"},
        {"no": "PS02", "name": "", "field": "", "income": "3"},
    ]


def test_headings_say_the_order() -> None:
    found = read_pasted(PRODUCTS, "本年收入（万元）\t编号\n5\tPS01")
    assert (found.rows, found.lines) == ([{"income": "5", "no": "PS01"}], [2])
    odd = read_pasted(PRODUCTS, "编号\t本年收入（万元）\t毛利\nPS01\t5\t1")
    assert [str(one) for one in odd.problems] == ["不认识的列“毛利”，请改为表中的列名或删除这一列。"]


def test_more_cells_than_columns_are_told() -> None:
    found = read_pasted(RESULTS, "\t".join(["CG01"] * 8) + "\n" + "CG02" + "\t" * 20)
    assert [str(one) for one in found.problems] == ["第 1 行有 8 列，表中只有 7 列。"]


def test_lines_within_a_cell() -> None:
    found = read_pasted(PRODUCTS, 'PS01\t"主轴\n单元"\t\t5\nPS02\t12" 屏\t\t6')
    assert [row["name"] for row in found.rows] == ["主轴\n单元", '12" 屏']


def test_what_is_no_table() -> None:
    assert read_pasted(PRODUCTS, "").rows == []
    assert [len(read_pasted(PRODUCTS, text).problems) for text in ("a\rb", '"' + "x" * 200_000)] == [1, 1]
