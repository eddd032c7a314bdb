"""A list from its receipt to the registry: every line accounted for, all of it written or nothing."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from registry.accounts.models import Role
from registry.core.errors import Conflict, DomainError, NotAllowed, NotFound
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise, EnterpriseProfile, Presence
from registry.enterprises.services import believed_profiles, find_enterprise, record_profile
from registry.extensions import db
from registry.recognitions.models import Recognition
from registry.recognitions.services import believed_recognitions
from registry.rosters.decisions import confirm
from registry.rosters.models import BatchState, RosterBatch
from registry.rosters.queries import rows, source_rows
from registry.rosters.services import AlreadyReceived, Outdated, commit, discard
from tests.factories.applications import procedure
from tests.factories.enterprises import enterprise, valid_uscc
from tests.factories.people import actor
from tests.factories.rosters import csv_of, line, received, registrar, registrations, results

pytestmark = pytest.mark.usefixtures("session")


def committed(batch: RosterBatch, at: datetime, on: date, leave_out: int = 0) -> RosterBatch:
    return commit(batch, leave_out=leave_out, actor=registrar(), at=at, on=on)


def test_every_data_row_is_there_once_and_titles_and_totals_are_not() -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    rows_of_file = [
        ("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01"),
        ("", "", "", ""),
        ("宁波甲乙机械有限公司", firm.uscc, "", "2024-12-01"),
        ("合计", "2", "", ""),
    ]
    batch = received("名单公示,,,\n".encode() + csv_of(*rows_of_file))
    assert results(batch) == [(3, "create", None), (5, "rejected", "missing_field")]


def test_committing_writes_the_recognition_and_links_it_to_its_line(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    batch = committed(received(csv_of(("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01"))), at, on)
    (made,) = believed_recognitions(firm.id)
    assert (made.certificate_number, made.valid_from, made.valid_to) == (
        "GR202533100001",
        date(2025, 12, 1),
        date(2028, 12, 1),
    )
    assert made.source == f"roster:{batch.public_id}:{batch.rows[0].id}"
    assert source_rows(made) == [batch.rows[0]]
    assert batch.state is BatchState.COMMITTED


def test_the_last_day_of_the_list_is_inclusive(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    header = ("企业名称", "统一社会信用代码", "证书编号", "发证日期", "有效期起", "有效期至")
    row = ("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01", "2025-12-01", "2028-11-30")
    committed(received(csv_of(row, header=header)), at, on)
    assert believed_recognitions(firm.id)[0].valid_to == date(2028, 12, 1)
    assert results(received(csv_of(row, header=header), again=True)) == [(2, "unchanged", "no_change")]


def test_another_date_corrects_and_keeps_what_was_known(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    committed(received(csv_of(("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01"))), at, on)
    later = at + timedelta(days=1)
    batch = received(csv_of(("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-08")))
    assert results(batch) == [(2, "update", None)]
    committed(batch, later, on)
    (now,) = believed_recognitions(firm.id)
    assert (now.issued_on, now.valid_from, now.valid_to) == (date(2025, 12, 8), date(2025, 12, 8), date(2028, 12, 8))
    every = db.session.scalars(select(Recognition).where(Recognition.enterprise_id == firm.id)).all()
    assert sorted(one.retired_at for one in every) == [later, FOREVER]


def test_doubtful_lines_are_written_only_by_agreement_with_their_number(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    data = csv_of(
        ("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01"),
        ("无人知晓的公司", valid_uscc(999_001), "GR202533100002", "2025-12-01"),
    )
    batch = received(data)
    for agreed in (0, 2):
        with pytest.raises(DomainError) as refused:
            committed(batch, at, on, leave_out=agreed)
        assert refused.value.field == "leave_out"
    assert believed_recognitions(firm.id) == []
    committed(batch, at, on, leave_out=1)
    assert len(believed_recognitions(firm.id)) == 1


def test_what_changed_since_the_preview_stops_the_commit(at: datetime, on: date) -> None:
    firm, other = enterprise("宁波甲乙机械有限公司"), enterprise("宁波丙丁电子有限公司")
    data = csv_of(("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01"))
    batch = received(data)
    committed(received(csv_of(("宁波丙丁电子有限公司", other.uscc, "GR202533100001", "2025-12-01"))), at, on)
    with pytest.raises(Outdated):
        committed(batch, at, on)
    assert results(batch) == [(2, "rejected", "duplicate_certificate")]
    assert (batch.state, believed_recognitions(firm.id)) == (BatchState.PREVIEW, [])


def test_a_list_is_committed_once(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    batch = received(csv_of(("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01")))
    committed(batch, at, on)
    with pytest.raises(Conflict):
        committed(batch, at, on)
    with pytest.raises(Conflict):
        discard(batch, actor=registrar(), at=at)


def test_the_same_file_is_recognised_until_it_is_discarded(at: datetime) -> None:
    enterprise("宁波甲乙机械有限公司")
    data = csv_of(("宁波甲乙机械有限公司", "", "GR202533100001", "2025-12-01"))
    first = received(data)
    with pytest.raises(AlreadyReceived) as refused:
        received(data, filename="改了名.csv")
    assert refused.value.batch == first.public_id
    assert received(data, scheme="zhejiang_sme").id != first.id
    discard(first, actor=registrar(), at=at)
    assert received(data).state is BatchState.PREVIEW


@pytest.mark.parametrize(
    ("cells", "status", "reason"),
    [
        (("GR202533100001", "2026-03-02"), "create", None),
        (("GR202533100001", "2026-03-03"), "rejected", "bad_date"),
        (("GR2025331", "2025-12-01"), "review", "bad_certificate"),
        (("没有数字", "2025-12-01"), "rejected", "bad_certificate"),
        (("GR202533100001", ""), "rejected", "missing_field"),
        (("GR202533100001", "2025-13-01"), "rejected", "bad_date"),
    ],
)
def test_what_is_wrong_with_a_line(cells: tuple[str, str], status: str, reason: str | None) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    assert results(received(csv_of(("宁波甲乙机械有限公司", firm.uscc, *cells)))) == [(2, status, reason)]


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    header = ("企业名称", "统一社会信用代码", "证书编号", "发证日期", "有效期至")
    row = ("宁波甲乙机械有限公司", firm.uscc, "GR202533100001", "2025-12-01")
    assert results(received(csv_of((*row, "2025-12-01"), header=header))) == [(2, "create", None)]
    assert results(received(csv_of((*row, "2025-11-30"), header=header))) == [(2, "rejected", "bad_date")]


def test_repeated_lines_count_once_and_contradictions_are_all_doubtful() -> None:
    one, two = enterprise("宁波甲乙机械有限公司"), enterprise("宁波丙丁电子有限公司")
    batch = received(
        csv_of(
            ("宁波甲乙机械有限公司", one.uscc, "GR202533100001", "2025-12-01"),
            ("宁波甲乙机械有限公司", one.uscc, "GR202533100001", "2025-12-01"),
            ("宁波甲乙机械有限公司", one.uscc, "GR202533100002", "2025-12-01"),
            ("宁波丙丁电子有限公司", two.uscc, "GR202533100002", "2025-12-01"),
        )
    )
    assert results(batch) == [
        (2, "create", None),
        (3, "rejected", "duplicate_in_file"),
        (4, "review", "duplicate_certificate"),
        (5, "review", "duplicate_certificate"),
    ]


def test_a_firm_that_left_before_asks_for_a_person(at: datetime) -> None:
    firm = enterprise("宁波甲乙机械有限公司")
    changes = {"presence": Presence.MOVED_OUT}
    record_profile(firm, changes, valid_from=date(2025, 12, 1), source="test", actor=actor(), at=at)
    row = ("宁波甲乙机械有限公司", firm.uscc, "GR202533100001")
    assert results(received(csv_of((*row, "2025-11-30")))) == [(2, "create", None)]
    assert results(received(csv_of((*row, "2025-12-01")))) == [(2, "review", "other_district")]


def test_the_official_result_closes_the_application_that_waits_for_it(at: datetime, on: date) -> None:
    case = procedure("national_hte").submit().approve().forward()
    firm = case.application.enterprise
    name = believed_profiles(firm.id)[0].name
    batch = committed(received(csv_of((name, firm.uscc, "GR202533100001", "2025-12-01"))), at, on)
    assert case.application.state == "recognised"
    assert case.application.recognition == batch.rows[0].recognition


def test_only_importers_of_the_district_may(at: datetime, on: date) -> None:
    data = csv_of(("甲", "", "GR202533100001", "2025-12-01"))
    for role, region in ((Role.APPROVER, "330205"), (Role.REGISTRAR, "330205003")):
        with pytest.raises(NotAllowed):
            received(data, by=actor(role, region=region))


def test_a_file_that_is_no_list_is_refused_at_its_field() -> None:
    with pytest.raises(DomainError) as refused:
        received(b"%PDF-1.7 nothing")
    assert refused.value.field == "file"
    with pytest.raises(DomainError):
        received(csv_of(("甲",)), scheme=None)
    with pytest.raises(NotFound):
        received(csv_of(("甲",)), scheme="nothing")


def test_the_file_is_kept(tmp_path: Path) -> None:
    data = csv_of(("甲", "", "GR202533100001", "2025-12-01"))
    batch = received(data, folder=tmp_path)
    assert batch.document is not None
    assert (tmp_path / batch.sha256[:2] / batch.sha256).read_bytes() == data


def test_lines_come_in_pages_without_losing_one() -> None:
    batch = received(csv_of(*((f"某某{number}", "", f"GR2025331{number:05d}", "2025-12-01") for number in range(7))))
    seen, cursor = [], None
    while True:
        page = rows(batch, cursor=cursor, size=3)
        seen += [row.id for row in page.rows]
        if (cursor := page.next_cursor) is None:
            break
    assert seen == [row.id for row in batch.rows]


def test_registrations_open_firms_with_a_profile_from_their_day(at: datetime, on: date) -> None:
    street, bare, dollars = valid_uscc(900_001), valid_uscc(900_002), valid_uscc(900_003)
    batch = registrations(
        ("宁波街道有限公司", street, "1998-05-06", "有限责任公司", "310万人民币", "江北区庄桥街道解放路59号"),
        ("宁波无街道有限公司", bare, "1999-05-06", "N/A", "N/A", "江北区人民路1号"),
        ("宁波外资有限公司", dollars, "2000-05-06", "外商投资", "50(万美元)", "江北区庄桥街道1号"),
    )
    assert results(batch) == [(2, "create", None), (3, "create", None), (4, "create", "unit")]
    committed(batch, at, on)
    first, second, third = (believed_profiles(find_enterprise(code).id)[0] for code in (street, bare, dollars))
    assert (first.valid_from, first.region_code, first.registered_capital) == (
        date(1998, 5, 6),
        "330205006",
        310_000_000,
    )
    assert (second.region_code, second.legal_form, second.registered_capital) == ("330205", "", None)
    assert (third.registered_capital, line(batch, 4).cells["capital"]) == (None, "50(万美元)")


def test_a_street_that_was_merged_is_followed(at: datetime, on: date) -> None:
    code = valid_uscc(900_004)
    committed(registrations(("宁波白沙有限公司", code, "1998-05-06", "", "", "江北区白沙街道1号")), at, on)
    found = [(one.valid_from, one.region_code) for one in believed_profiles(find_enterprise(code).id)]
    assert found == [(date(1998, 5, 6), "330205002"), (date(2020, 6, 16), "330205001")]


def test_registrations_fill_what_is_unknown_and_never_write_over_it(at: datetime, on: date) -> None:
    firm = enterprise("宁波甲乙机械有限公司", legal_form="股份合作制")
    row = ("宁波甲乙机械有限公司", firm.uscc, "1998-05-06", "有限责任公司", "10万", "江北区庄桥街道1号")
    batch = committed(registrations(row), at, on)
    profile = believed_profiles(firm.id)[0]
    assert (profile.legal_form, profile.registered_capital) == ("股份合作制", 10_000_000)
    assert (line(batch, 2).status.value, profile.address) == ("update", "江北区庄桥街道1号")
    assert [one[1] for one in results(registrations(row, again=True))] == ["unchanged"]


@pytest.mark.parametrize(
    ("row", "status", "reason"),
    [
        (("宁波某某有限公司", valid_uscc(900_005), "", "", "", "庄桥街道"), "rejected", "missing_field"),
        (("宁波某某有限公司", "330205000012345", "1998-05-06", "", "", "庄桥街道"), "rejected", "bad_uscc"),
        (("宁波某某有限公司", valid_uscc(900_006)[:-1] + "?", "1998-05-06", "", "", ""), "rejected", "bad_uscc"),
        (
            ("宁波某某有限公司", valid_uscc(900_007), "1998-05-06", "", "", "宁波市海曙区1号"),
            "review",
            "other_district",
        ),
        (("宁波某某有限公司", valid_uscc(900_007), "1998-05-06", "", "", "庄" * 201), "rejected", "too_long"),
    ],
)
def test_doubtful_registrations_are_explained(row: tuple[str, ...], status: str, reason: str) -> None:
    batch = registrations(row)
    assert results(batch) == [(2, status, reason)]
    assert batch.rows[0].doubts


def test_a_doubtful_check_digit_is_opened_only_with_a_person_and_says_so(at: datetime, on: date) -> None:
    right = valid_uscc(900_008)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    batch = registrations(("宁波某某有限公司", wrong, "1998-05-06", "", "", "庄桥街道"))
    assert results(batch) == [(2, "review", "bad_uscc")]
    confirm(batch, {batch.rows[0].id: ""}, actor=registrar(), at=at, on=on)
    committed(batch, at, on)
    opened = db.session.scalars(select(Enterprise).where(Enterprise.uscc == wrong)).one()
    assert opened.uscc_override_reason


def test_two_thousand_lines_take_a_moment() -> None:
    enterprise("宁波甲乙机械有限公司")
    names = [(f"宁波某某{number}新材料有限公司", "", f"GR2025331{number:05d}", "2025-12-01") for number in range(2000)]
    started = time.monotonic()
    batch = received(csv_of(*names))
    assert len(batch.rows) == 2000
    assert time.monotonic() - started < 10


def test_profiles_are_counted_from_their_day(at: datetime, on: date) -> None:
    code = valid_uscc(900_009)
    committed(registrations(("宁波某某有限公司", code, "1998-05-06", "", "", "庄桥街道")), at, on)
    believed = db.session.scalars(
        select(EnterpriseProfile)
        .join(Enterprise)
        .where(Enterprise.uscc == code, EnterpriseProfile.retired_at == FOREVER)
    ).all()
    assert [one.presence for one in believed] == [Presence.ACTIVE]
