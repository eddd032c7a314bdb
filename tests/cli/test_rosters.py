"""`rosters import`: the document it prints, its exit status, and that it writes only when told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import select

from registry.enterprises.models import Enterprise
from registry.extensions import db
from registry.recognitions.services import believed_recognitions
from registry.rosters.models import RosterBatch
from registry.web.shared.application import RegistryFlask
from tests.factories.enterprises import enterprise, valid_uscc
from tests.factories.rosters import csv_of

ROW_KEYS = {
    "sheet", "row", "status", "reason", "column", "value", "message", "name", "uscc", "certificate_number", "issued_on",
}  # fmt: skip

Run = Callable[..., Result]


@pytest.fixture
def run(app: RegistryFlask, session: object, tmp_path: Path) -> Iterator[Run]:
    """Import a file with these bytes; the session stays the test's own."""

    def call(data: bytes, *options: str, name: str = "名单.csv") -> Result:
        path = tmp_path / name
        path.write_bytes(data)
        return app.test_cli_runner().invoke(args=["rosters", "import", str(path), *options])

    return call


def document(result: Result) -> dict[str, object]:
    return json.loads(result.stdout)


def test_the_document_is_the_contract(run: Run) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    db.session.commit()
    data = csv_of(
        ("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025.12.1"),
        ("无人知晓的公司", valid_uscc(999_001), "GR202533100002", "2025-12-01"),
        ("宁波甲乙机械有限公司", firm.uscc, "GR202533100003", "不详"),
    )
    result = run(data, "--scheme", "national_hte", "--json")
    assert result.exit_code == 0
    found = document(result)
    assert set(found) == {"file", "summary", "rows"}
    assert set(found["file"]) == {"status", "reason", "detail", "sha256", "sheets"}
    assert found["summary"] == {"create": 1, "update": 0, "unchanged": 0, "review": 0, "rejected": 2}
    assert all(set(row) == ROW_KEYS for row in found["rows"])
    first, second, third = found["rows"]
    assert (first["row"], first["status"], first["reason"], first["issued_on"]) == (2, "create", None, "2025-12-01")
    assert (second["status"], second["reason"], second["column"]) == ("rejected", "unknown_firm", "uscc")
    assert (third["reason"], third["column"], third["value"]) == ("bad_date", "issued_on", "不详")


def test_it_is_a_dry_run_unless_told_to_commit(run: Run) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    db.session.commit()
    firm_id = firm.id
    data = csv_of(("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01"))
    assert run(data, "--scheme", "national_hte").exit_code == 0
    assert believed_recognitions(firm_id) == []
    assert run(data, "--scheme", "national_hte", "--commit").exit_code == 0
    assert len(believed_recognitions(firm_id)) == 1
    again = run(data, "--scheme", "national_hte", "--commit", "--json")
    assert (again.exit_code, document(again)["summary"]["unchanged"]) == (0, 1)
    assert len(believed_recognitions(firm_id)) == 1


def test_a_list_with_doubtful_lines_is_committed_only_when_they_may_stay_out(run: Run) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    db.session.commit()
    firm_id = firm.id
    data = csv_of(
        ("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01"),
        ("无人知晓的公司", valid_uscc(999_001), "GR202533100002", "2025-12-01"),
    )
    result = run(data, "--scheme", "national_hte", "--commit")
    assert result.exit_code == 0
    assert "--leave-out" in result.stderr
    assert believed_recognitions(firm_id) == []
    run(data, "--scheme", "national_hte", "--commit", "--leave-out")
    assert len(believed_recognitions(firm_id)) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7", "not_a_spreadsheet"),
        (b"PK\x03\x04 broken", "corrupt"),
        ("甲,乙\n1,2".encode(), "no_header"),
        (csv_of(), "no_rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_status_2(run: Run, data: bytes, reason: str) -> None:
    result = run(data, "--scheme", "national_hte", "--json", "--commit")
    assert result.exit_code == 2
    found = document(result)
    assert (found["file"]["status"], found["file"]["reason"], found["rows"]) == ("refused", reason, [])
    assert found["file"]["detail"]
    assert db.session.scalars(select(RosterBatch)).all() == []


@pytest.mark.parametrize("options", [(), ("--scheme", "nothing"), ("--scheme", "national_hte", "--on", "gestern")])
def test_wrong_options_are_refused_without_a_traceback(run: Run, options: tuple[str, ...]) -> None:
    result = run(csv_of(("甲", "", "", "")), *options)
    assert (result.exit_code, type(result.exception)) == (2, SystemExit)


def test_registrations_open_firms(run: Run) -> None:
    code = valid_uscc(920_001)
    header = ("企业名称", "统一社会信用代码", "注册日期", "注册地址")
    data = csv_of(("宁波某某有限公司", code, "1998-05-06", "庄桥街道"), header=header)
    assert run(data, "--kind", "registrations", "--commit").exit_code == 0
    assert db.session.scalars(select(Enterprise).where(Enterprise.uscc == code)).one_or_none() is not None


def test_every_line_of_every_sheet_is_there_once(run: Run, tmp_path: Path) -> None:
    from openpyxl import Workbook

    firm = enterprise("宁波甲乙机械有限公司")
    db.session.commit()
    book = Workbook()
    book.active.title = "街道甲"
    for row in (
        ["企业名称", "统一社会信用代码", "证书编号", "发证日期"],
        ["宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01"],
    ):
        book.active.append(row)
    other = book.create_sheet("说明")
    other.append(["随便写写"])
    book.save(tmp_path / "two.xlsx")
    result = run((tmp_path / "two.xlsx").read_bytes(), "--scheme", "national_hte", "--json", name="名单.xlsx")
    found = [(row["sheet"], row["row"], row["status"], row["reason"]) for row in document(result)["rows"]]
    assert found == [("街道甲", 2, "create", None), ("说明", 1, "rejected", "sheet_not_read")]


def test_the_day_and_the_paper_of_a_list_of_names_are_said_on_the_command_line(run: Run) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    db.session.commit()
    data = csv_of(("宁波甲乙机械有限公司", firm.uscc), header=("企业名称", "统一社会信用代码"))
    options = ("--scheme", "zhejiang_leading", "--json")
    assert document(run(data, *options))["rows"][0]["reason"] == "missing_field"
    said = (*options, "--issued-on", "2025-12-01", "--document", "浙科发高〔2025〕12号")
    row = document(run(data, *said, "--commit"))["rows"][0]
    assert (row["status"], row["reason"], row["issued_on"]) == ("create", None, "2025-12-01")
    (held,) = believed_recognitions(firm.id)
    assert (held.certificate_number, held.document) == ("浙科发高〔2025〕12号", "浙科发高〔2025〕12号")
    assert document(run(data, *said))["summary"]["unchanged"] == 1
    assert run(data, *options, "--issued-on", "2025-02-30").exit_code == 2
