"""The tables of a report in the browser: rows, months, pasted text, a workbook, two people at once, sending."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from registry.enterprises.models import MemberRole
from registry.exports.report_workbook import read_report_workbook, write_report_workbook
from registry.extensions import db
from registry.reports.queries import frozen_tables, tables_of
from registry.reports.table_specs import TABLES, Tables
from registry.rules.identifiers.ip_numbers import IpKind
from tests.factories.records import right
from tests.reports.table_rows import product, project, read, result, staff
from tests.web.firm.conftest import Desk
from tests.web.firm.test_reports import GOOD, report_of, revisions, save, send
from tests.web.pages import page

HERE = "reports/2025/tables"
FREE = dict.fromkeys(("staff", "rd_staff", "rd_spend"), "")


def seen(desk: Desk, path: str) -> str:
    """The version that the form of the page carries."""
    return str(page(desk.browser.get(desk.url(path))).select_one("input[name=version]")["value"])  # type: ignore[index]


def post(desk: Desk, path: str, **data: Any) -> Any:
    return desk.browser.post(desk.url(path), data={"version": data.pop("version", None) or seen(desk, path), **data})


def add(desk: Desk, table: str, row: dict[str, str]) -> Any:
    return post(desk, f"{HERE}/{table}/rows/new", **row)


def months(**changes: str) -> dict[str, str]:
    """The boxes of a plain year."""
    boxes = {f"{code}_{row['month']}": value for row in staff() for code, value in row.items() if code != "month"}
    return {**boxes, **changes}


def paste(desk: Desk, table: str, lines: list[list[str]], action: str = "save", mode: str = "replace") -> Any:
    text = "\n".join("\t".join(line) for line in lines)
    return post(desk, f"{HERE}/{table}/paste", text=text, mode=mode, action=action)


def lines(count: int) -> list[list[str]]:
    return [[f"CG{number}", "工艺", "合作实施", "2025-06-30"] for number in range(1, count + 1)]


def upload(desk: Desk, data: bytes, version: str | None = None) -> Any:
    return post(desk, HERE, version=version, file=(io.BytesIO(data), "明细表.xlsx"))


def workbook(tables: Tables) -> bytes:
    file = io.BytesIO()
    write_report_workbook(tables, file, title="测试")
    return file.getvalue()


def kept(desk: Desk) -> dict[str, int]:
    return {code: len(rows) for code, rows in tables_of(report_of(desk)).items()}


@pytest.mark.parametrize("path", [HERE, *(f"{HERE}/{code}" for code in TABLES), "reports/2025/calibres"])
def test_pages_of_an_empty_report(submitter: Desk, desk: Callable[..., Desk], path: str) -> None:
    page(submitter.browser.get(submitter.url(path)))
    page(desk(MemberRole.VIEWER).browser.get(submitter.url(path)))


@pytest.mark.parametrize("path", ["2026/tables", "20x5/tables", "2025/tables/patents", "2025/tables/patents/paste",
                                  "2025/tables/projects/rows/RD01", "2025/tables/staff/rows/3", "2026/calibres",
                                  "2025/tables/projects/rows/%00"])  # fmt: skip
def test_what_has_no_page(submitter: Desk, path: str) -> None:
    page(submitter.browser.get(submitter.url(f"reports/{path}")), 404)
    page(submitter.browser.get(submitter.url("reports/2026/tables.xlsx")), 404)


def test_a_row_is_added_changed_and_taken_out(submitter: Desk) -> None:
    answer = add(submitter, "projects", project(budget="500", rights="ZL1；ZL2"))
    assert answer.status_code == 303
    shown = page(submitter.browser.get(answer.headers["Location"]))
    assert "高速主轴" in shown.get_text()
    row = f"{HERE}/projects/rows/RD01"
    form = page(submitter.browser.get(submitter.url(row)))
    assert form.select_one("#budget")["value"] == "500.00"  # type: ignore[index]
    assert form.select_one("#rights").get_text(strip=True) == "ZL1；ZL2"  # type: ignore[union-attr]
    assert post(submitter, row, **project(name="电主轴")).status_code == 303
    new = page(submitter.browser.get(submitter.url(f"{HERE}/projects/rows/new")))
    assert new.select_one("#no")["value"] == "RD02"  # type: ignore[index]
    assert tables_of(report_of(submitter))["projects"][0]["name"] == "电主轴"
    gone = submitter.browser.post(submitter.url(f"{row}/remove"), data={"version": seen(submitter, row)})
    assert gone.status_code == 303
    assert kept(submitter) == {}


@pytest.mark.parametrize(
    ("cells", "field", "sentence"),
    [
        ({"name": ""}, "name", "请填写“项目名称”"),
        ({"budget": "三百"}, "budget", "以万元为单位的数字"),
        ({"ended_on": "2024-12-31"}, "ended_on", "结束日期不能早于开始日期 2025-01-01"),
        ({"management": "100.01"}, "management", "不能大于人员人工费用"),
        ({"no": "PS01"}, "no", "例如 RD01"),
        ({"no": "rd1"}, "no", "与第 1 行重复"),
    ],
)
def test_a_wrong_cell_is_said_at_the_field(submitter: Desk, cells: dict[str, str], field: str, sentence: str) -> None:
    add(submitter, "projects", project())
    shown = page(add(submitter, "projects", {**project("RD02"), **cells}), 422)
    assert [one["id"] for one in shown.select(".field-error")] == [f"{field}-error"]
    assert sentence in shown.select_one(f"#{field}-error").get_text()  # type: ignore[union-attr]
    for code, typed in {**project("RD02"), **cells}.items():
        assert shown.select_one(f"#{code}")["value"] == typed  # type: ignore[index]
    assert kept(submitter) == {"projects": 1}


def test_two_people_on_one_row(submitter: Desk, desk: Callable[..., Desk]) -> None:
    add(submitter, "projects", project())
    row, colleague = f"{HERE}/projects/rows/RD01", desk(MemberRole.PREPARER)
    mine = seen(submitter, row)
    assert post(colleague, row, **project(name="甲")).status_code == 303
    shown = page(post(submitter, row, version=mine, **project(name="乙")), 409)
    cells = [cell.get_text(strip=True) for cell in shown.select("#differing tbody tr")[0].select("td")]
    assert cells == ["甲", "乙"]
    assert shown.select_one("#name")["value"] == "乙"  # type: ignore[index]
    again = shown.select_one("input[name=version]")["value"]  # type: ignore[index]
    assert post(submitter, row, version=again, **project(name="乙")).status_code == 303
    gone = submitter.browser.post(submitter.url(f"{row}/remove"), data={"version": mine})
    assert "另一位经办人" in page(gone, 409).get_text()
    assert kept(submitter) == {"projects": 1}


def test_the_months_of_the_staff(submitter: Desk) -> None:
    wrong = page(post(submitter, f"{HERE}/staff", **months(rd_end_3="81", staff_start_4="x", staff_end_12="")), 422)
    assert [one["id"] for one in wrong.select(".field-error")] == [
        "rd_end_3-error", "staff_start_4-error", "staff_end_12-error",
    ]  # fmt: skip
    assert wrong.select_one("#staff_start_4")["value"] == "x"  # type: ignore[index]
    assert post(submitter, f"{HERE}/staff", **months()).status_code == 303
    shown = page(submitter.browser.get(submitter.url(f"{HERE}/staff")))
    assert shown.select_one("#rd_end_12")["value"] == "20"  # type: ignore[index]
    figures = page(submitter.browser.get(submitter.url("reports/2025")))
    assert "明细表合计：80" in figures.select_one("#staff-hint").get_text()  # type: ignore[union-attr]


def test_pasted_rows_are_looked_at_first(submitter: Desk) -> None:
    shown = page(paste(submitter, "results", lines(2), action="check"))
    assert len(shown.select("#preview tbody tr")) == 2
    assert "CG2\t工艺" in shown.select_one("#text").get_text()  # type: ignore[union-attr]
    assert kept_nothing(submitter)
    assert paste(submitter, "results", lines(2)).status_code == 303
    assert paste(submitter, "results", [["CG9", "工艺", "作价投资", "2025-01-01"]], mode="append").status_code == 303
    assert kept(submitter) == {"results": 3}
    assert paste(submitter, "results", lines(1)).status_code == 303
    assert kept(submitter) == {"results": 1}


def kept_nothing(desk: Desk) -> bool:
    return "还没有内容" in page(desk.browser.get(desk.url(f"{HERE}/results"))).get_text()


def test_a_wrong_cell_in_pasted_text_is_named(submitter: Desk) -> None:
    paste(submitter, "results", lines(1))
    text = [
        ["编号", "成果名称", "转化方式", "转化日期"],
        ["CG2", "工艺", "送人", "2025-06-30"],
        ["CG1", "", "合作实施", "x"],
    ]
    shown = page(paste(submitter, "results", text, mode="append"), 422)
    where = [row.select_one("th").get_text(strip=True) for row in shown.select("#wrong-cells tbody tr")]  # type: ignore[union-attr]
    assert where == ["第 2 行 转化方式", "第 3 行 成果名称", "第 3 行 转化日期", "第 3 行 编号"]
    assert "送人" in shown.select_one("#text").get_text()  # type: ignore[union-attr]
    assert kept(submitter) == {"results": 1}


@pytest.mark.parametrize("action", ["check", "save"])
def test_row_201_is_told_and_none_dropped(submitter: Desk, action: str) -> None:
    assert paste(submitter, "results", lines(200)).status_code == 303
    assert "最多 200 行，现有 201 行" in page(paste(submitter, "results", lines(201), action=action), 422).get_text()
    more = paste(submitter, "results", [["CG201", "工艺", "合作实施", "2025-06-30"]], mode="append")
    assert "最多 200 行" in page(more, 422).get_text()
    assert "最多 200 行" in page(add(submitter, "results", result("CG201")), 422).get_text()
    assert kept(submitter) == {"results": 200}
    assert len(page(submitter.browser.get(submitter.url(f"{HERE}/results"))).select("#rows tbody tr")) == 200


@pytest.mark.parametrize("text", ["", "  ", "\t\t\n\t", "a\rb", '"' + "x" * 200_000, "x" * 400_001])
def test_nothing_to_paste(submitter: Desk, text: str) -> None:
    form = {"version": "0", "text": text, "mode": "replace", "action": "save"}
    shown = page(submitter.browser.post(submitter.url(f"{HERE}/results/paste"), data=form), 422)
    assert shown.select_one("#text-error")


def test_the_workbook_goes_down_and_up(submitter: Desk) -> None:
    post(submitter, f"{HERE}/staff", **months())
    file = submitter.browser.get(submitter.url("reports/2025/tables.xlsx"))
    assert file.status_code == 200
    assert list(read_report_workbook(file.data).rows) == ["staff"]
    tables = read(projects=[project()], products=[product(projects="RD01")])
    answer = upload(submitter, workbook(tables))
    assert answer.status_code == 303
    assert kept(submitter) == {"staff": 12, "projects": 1, "products": 1}
    told = page(submitter.browser.get(answer.headers["Location"])).get_text()
    assert "“研发项目” 1 行、“高新产品” 1 行" in told


def test_a_workbook_with_one_wrong_cell_keeps_nothing(submitter: Desk) -> None:
    tables = read(projects=[project()], results=[result()])
    tables["results"][0]["way"] = "送人"
    shown = page(upload(submitter, workbook(tables)), 422)
    [row] = shown.select("#wrong-cells tbody tr")
    assert row.select_one("th").get_text(strip=True) == "成果转化!C2"  # type: ignore[union-attr]
    assert "1 个单元格需要修改" in shown.select_one("#file-error").get_text()  # type: ignore[union-attr]
    assert "还没有内容" in page(submitter.browser.get(submitter.url(f"{HERE}/projects"))).get_text()


@pytest.mark.parametrize("data", [b"", b"a,b", b"PK\x03\x04", workbook({})])
def test_a_file_that_is_none_of_ours(submitter: Desk, data: bytes) -> None:
    assert page(upload(submitter, data), 422).select_one("#file-error")
    assert page(post(submitter, HERE), 422).select_one("#file-error")


def test_a_workbook_after_a_colleagues_save(submitter: Desk) -> None:
    old = seen(submitter, HERE)
    add(submitter, "projects", project())
    assert "另一位经办人" in page(upload(submitter, workbook(read(results=[result()])), old), 409).get_text()
    assert kept(submitter) == {"projects": 1}


@pytest.mark.parametrize("path", [HERE, f"{HERE}/staff", f"{HERE}/projects/rows/new", f"{HERE}/projects/paste"])
def test_only_those_who_fill_in_write(desk: Callable[..., Desk], path: str) -> None:
    viewer = desk(MemberRole.VIEWER)
    page(viewer.browser.post(viewer.url(path), data={"version": "0", **project()}), 403)


@pytest.mark.parametrize("path", [f"{HERE}/staff", f"{HERE}/projects/rows/new", f"{HERE}/projects/paste"])
@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_page_that_lost_its_version_is_told(submitter: Desk, path: str, version: str) -> None:
    data = {**months(), **project(), "text": "x", "mode": "replace", "version": version}
    assert "页面已过期" in page(submitter.browser.post(submitter.url(path), data=data), 422).get_text()


def test_both_senses_side_by_side(submitter: Desk) -> None:
    add(submitter, "projects", project(personnel="140", other="100", outsourced_foreign="30", scrap_income="5"))
    shown = page(submitter.browser.get(submitter.url("reports/2025/calibres")))
    rows = {
        row.select_one("th").get_text(strip=True): row.get_text(" ", strip=True)
        for row in shown.select("#calibres tr")[1:]
    }  # type: ignore[union-attr]
    assert "100.00 41.00 15.55" in rows["其他费用"]
    assert "财税〔2015〕119号" in rows["其他费用"] or "公告2021年第28号" in rows["其他费用"]
    assert "一致" in rows["人员人工费用"]
    assert "从研发费用中扣减" in rows["特殊收入（下脚料、残次品、中间试制品等）"]


def test_sent_with_figures_left_to_the_tables(submitter: Desk) -> None:
    post(submitter, f"{HERE}/staff", **months())
    add(submitter, "projects", project(personnel="300", budget="500"))
    wrong = page(save(submitter, action="check", **{**FREE, "staff": "79"}), 422)
    assert "明细表汇总为 80 人" in wrong.select_one("#staff-error").get_text()  # type: ignore[union-attr]
    assert save(submitter, action="check", **FREE).status_code == 303
    shown = page(submitter.browser.get(submitter.url("reports/2025/check")))
    assert len(shown.select("#table-staff tbody tr")) == 12
    data = {name: shown.select_one(f"input[name={name}]")["value"] for name in ("version", "tables")}  # type: ignore[index]
    add(submitter, "results", result())
    late = page(submitter.browser.post(submitter.url("reports/2025/check"), data={**data, "truthful": "yes"}), 409)
    data = {name: late.select_one(f"input[name={name}]")["value"] for name in ("version", "tables")}  # type: ignore[index]
    answer = submitter.browser.post(submitter.url("reports/2025/check"), data={**data, "truthful": "yes"})
    assert answer.status_code == 303
    receipt = page(submitter.browser.get(answer.headers["Location"]))
    assert [one["id"] for one in receipt.select("table[id^=table-]")] == [
        "table-staff",
        "table-projects",
        "table-results",
    ]
    [sent] = revisions(submitter)
    assert (sent.staff, sent.rd_spend, sent.rd_hnte, sent.transformations) == (80, 300_000_000, 300_000_000, 1)
    assert {code: len(rows) for code, rows in frozen_tables(sent).items()} == {"staff": 12, "projects": 1, "results": 1}
    form = page(submitter.browser.get(submitter.url("reports/2025")))
    assert form.select_one("#staff")["value"] == ""  # type: ignore[index]


def test_a_correction_of_a_table_alone(submitter: Desk) -> None:
    save(submitter)
    send(submitter)
    assert submitter.browser.get(submitter.url("reports/2025/check")).status_code == 303
    add(submitter, "results", result())
    shown = page(submitter.browser.get(submitter.url("reports/2025/check")))
    data = {name: shown.select_one(f"input[name={name}]")["value"] for name in ("version", "tables")}  # type: ignore[index]
    assert (
        submitter.browser.post(submitter.url("reports/2025/check"), data={**data, "truthful": "yes"}).status_code == 303
    )
    assert [one.transformations for one in revisions(submitter)] == [None, 1]
    assert GOOD["staff"] == str(revisions(submitter)[1].staff)


def test_an_unusual_table_wants_a_reason_at_the_figure(submitter: Desk) -> None:
    add(submitter, "projects", project(personnel="300", budget="200"))
    shown = page(save(submitter, action="check"), 422)
    assert "超过项目预算" in shown.select_one("#rd_spend-warning").get_text()  # type: ignore[union-attr]
    assert save(submitter, action="check", reason_rd_spend="追加投入").status_code == 303


def test_totals_typed_before_are_left_to_the_tables_at_one_press(submitter: Desk) -> None:
    post(submitter, f"{HERE}/staff", **months(staff_end_1="200"))
    assert save(submitter, action="tables").status_code == 303
    form = page(submitter.browser.get(submitter.url("reports/2025")))
    values = {code: form.select_one(f"#{code}")["value"] for code in ("staff", "rd_staff", "revenue")}  # type: ignore[index]
    assert values == {"staff": "", "rd_staff": "", "revenue": "6,000"}


def test_rights_that_are_not_on_record_are_told_and_refuse_nothing(submitter: Desk) -> None:
    held = right(submitter.firm, IpKind.INVENTION_PATENT)
    held.number = "202210123456.7"
    db.session.commit()
    add(submitter, "projects", project(rights="zl202210123456.7；2023SR0123456"))
    shown = page(submitter.browser.get(submitter.url(HERE))).get_text()
    assert "补充登记：2023SR0123456" in shown
    add(submitter, "products", product(rights="ZL2022101234567"))
    assert "ZL2022101234567" not in page(submitter.browser.get(submitter.url(HERE))).get_text()
