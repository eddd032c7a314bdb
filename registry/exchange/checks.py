"""The first pass over a folder: everything that can be wrong is found before anything is written."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from registry.core.errors import DomainError
from registry.core.text import msg
from registry.core.types import FAR
from registry.enterprises.models import Enterprise, Presence
from registry.exchange.reader import Problems, Record, Sheet
from registry.exchange.sheets import DEFAULT_SCHEMES
from registry.exchange.stated import stated
from registry.extensions import db
from registry.recognitions.identity import is_own_number
from registry.reference.models import Region, Scheme


class FolderCheck:
    """Reads every file once; `problems` says what would stop the load."""

    def __init__(self, folder: Path) -> None:
        self.problems = Problems()
        self._folder = folder
        self._codes = set(db.session.scalars(select(Enterprise.uscc)))
        self._regions = set(db.session.scalars(select(Region.code)))
        self._schemes = {scheme.code: scheme for scheme in db.session.scalars(select(Scheme))}

    def run(self) -> Problems:
        """Check all files, the one that names the firms first."""
        self._check_enterprises()
        self._check_profiles()
        self._check_certifications()
        self._check_reports()
        self._check_unique("intellectual_property.csv", ("uscc", "kind", "number"))
        self._check_declarations()
        return self.problems

    def _sheet(self, name: str) -> Sheet:
        return Sheet(self._folder, name, self.problems)

    def _check_enterprises(self) -> None:
        sheet = self._sheet("enterprises.csv")
        for record in self._unique(sheet, ("uscc",)):
            values = record.values
            self._check_region(sheet, record)
            has_left = values.get("status") not in (None, Presence.ACTIVE)
            if has_left != (values.get("left_on") is not None):
                sheet.refuse(record.line, "left_on", "", msg("状态为注销或迁出时须填离开日期，在业时不填。"))
            registered, left = values.get("registered_on"), values.get("left_on")
            if registered and left and left <= registered:
                sheet.refuse(record.line, "left_on", left.isoformat(), msg("离开日期应晚于注册日期。"))
            self._codes.add(values["uscc"])

    def _check_profiles(self) -> None:
        sheet = self._sheet("profiles.csv")
        ends: dict[str, Any] = {}
        for record in self._of_known_firms(sheet):
            values = record.values
            self._check_region(sheet, record)
            start, end = values["valid_from"], values.get("valid_to") or FAR
            if start >= end:
                sheet.refuse(record.line, "valid_to", end.isoformat(), msg("有效期的截止日期必须晚于起始日期。"))
            elif ends.get(values["uscc"], start) > start:
                sheet.refuse(
                    record.line, "valid_from", start.isoformat(), msg("同一企业的档案须按日期先后排列，且不能重叠。")
                )
            ends[values["uscc"]] = end

    def _check_certifications(self) -> None:
        sheet = self._sheet("certifications.csv")
        seen: set[Hashable] = set()
        for record in self._of_known_firms(sheet):
            values = record.values
            code, number = scheme_of(values), values["certificate_number"] or ""
            scheme = self._schemes.get(code)
            if scheme is None or scheme.tier != values["tier"]:
                sheet.refuse(record.line, "scheme", code, msg("没有这个认定类别，或它不属于所填的层级。"))
                continue
            if scheme.own_number and not number:
                sheet.refuse(record.line, "certificate_number", "", msg("不能为空。"))
                continue
            if values["valid_to"] < values["valid_from"]:
                sheet.refuse(
                    record.line, "valid_to", values["valid_to"].isoformat(), msg("有效期的最后一天不能早于第一天。")
                )
            key = title_key(scheme, values["uscc"], number, values["valid_from"])
            if key in seen:
                sheet.refuse(record.line, "certificate_number", number, msg("同一编号在文件中出现了不止一次。"))
            seen.add(key)

    def _check_reports(self) -> None:
        years = self._check_unique("annual_reports.csv", ("uscc", "year"))
        sheet = self._sheet("report_figures.csv")
        seen: set[tuple[Any, ...]] = set()
        for record in sheet.records():
            key = (record.values["uscc"], record.values["year"])
            if key not in years:
                sheet.refuse(record.line, "year", str(key[1]), msg("annual_reports.csv 中没有这家企业这一年度的行。"))
            else:
                self._refuse_repeated(sheet, record, ("uscc", "year"), seen)

    def _check_declarations(self) -> None:
        sheet = self._sheet("declarations.csv")
        seen: set[tuple[Any, ...]] = set()
        for record in self._of_known_firms(sheet):
            if self._refuse_repeated(sheet, record, ("uscc", "fact"), seen):
                try:
                    stated(record.values)
                except DomainError as error:
                    column = error.field or "value"
                    sheet.refuse(record.line, column, str(record.values.get(column) or "")[:60], error.text)

    def _check_unique(self, name: str, key: tuple[str, ...]) -> set[tuple[Any, ...]]:
        sheet = self._sheet(name)
        seen: set[tuple[Any, ...]] = set()
        for record in self._of_known_firms(sheet):
            self._refuse_repeated(sheet, record, key, seen)
        return seen

    def _unique(self, sheet: Sheet, key: tuple[str, ...]) -> Iterator[Record]:
        seen: set[tuple[Any, ...]] = set()
        for record in sheet.records():
            if self._refuse_repeated(sheet, record, key, seen):
                yield record

    @staticmethod
    def _refuse_repeated(sheet: Sheet, record: Record, key: tuple[str, ...], seen: set[tuple[Any, ...]]) -> bool:
        found = tuple(record.values[name] for name in key)
        if found in seen:
            sheet.refuse(record.line, key[-1], str(found[-1]), msg("这一行与前面的行重复。"))
            return False
        seen.add(found)
        return True

    def _of_known_firms(self, sheet: Sheet) -> Iterator[Record]:
        for record in sheet.records():
            if record.values["uscc"] in self._codes:
                yield record
            else:
                sheet.refuse(record.line, "uscc", record.values["uscc"], msg("系统和本次文件中都没有这家企业。"))

    def _check_region(self, sheet: Sheet, record: Record) -> None:
        if record.values["street_code"] not in self._regions:
            sheet.refuse(record.line, "street_code", record.values["street_code"], msg("没有这个街道代码。"))


def title_key(scheme: Scheme, firm: Hashable, number: str, valid_from: date) -> Hashable:
    """What a title is known by in a file: a number of its own, else the firm with its 文号, or with its first day."""
    if number and is_own_number(scheme, number):
        return scheme.code, number
    return scheme.code, firm, number or valid_from


def scheme_of(values: dict[str, Any]) -> str:
    """The scheme of a certification row; without one, the tier's usual scheme."""
    return values.get("scheme") or DEFAULT_SCHEMES[values["tier"]]
