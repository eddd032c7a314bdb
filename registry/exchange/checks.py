"""The first pass over a folder: everything that can be wrong is found before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import select

from registry.core.text import msg
from registry.core.types import FAR
from registry.enterprises.models import Enterprise, Presence
from registry.exchange.reader import Problems, Record, Sheet
from registry.exchange.sheets import DEFAULT_SCHEMES
from registry.extensions import db
from registry.reference.models import Region, Scheme


class FolderCheck:
    """Reads every file once; `problems` says what would stop the load."""

    def __init__(self, folder: Path) -> None:
        self.problems = Problems()
        self._folder = folder
        self._codes = set(db.session.scalars(select(Enterprise.uscc)))
        self._regions = set(db.session.scalars(select(Region.code)))
        self._schemes = {scheme.code: scheme.tier for scheme in db.session.scalars(select(Scheme))}

    def run(self) -> Problems:
        """Check all files, the one that names the firms first."""
        self._check_enterprises()
        self._check_profiles()
        self._check_certifications()
        self._check_unique("annual_reports.csv", ("uscc", "year"))
        self._check_unique("intellectual_property.csv", ("uscc", "kind", "number"))
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
        holders: dict[tuple[str, str], str] = {}
        for record in self._of_known_firms(sheet):
            values = record.values
            scheme = scheme_of(values)
            if self._schemes.get(scheme) != values["tier"]:
                sheet.refuse(record.line, "scheme", scheme, msg("没有这个认定类别，或它不属于所填的层级。"))
            if values["valid_to"] < values["valid_from"]:
                sheet.refuse(
                    record.line, "valid_to", values["valid_to"].isoformat(), msg("有效期的最后一天不能早于第一天。")
                )
            key = (scheme, values["certificate_number"])
            if key in holders:
                sheet.refuse(record.line, "certificate_number", key[1], msg("同一编号在文件中出现了不止一次。"))
            holders[key] = values["uscc"]

    def _check_unique(self, name: str, key: tuple[str, ...]) -> None:
        sheet = self._sheet(name)
        seen: set[tuple[Any, ...]] = set()
        for record in self._of_known_firms(sheet):
            self._refuse_repeated(sheet, record, key, seen)

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


def scheme_of(values: dict[str, Any]) -> str:
    """The scheme of a certification row; without one, the tier's usual scheme."""
    return values.get("scheme") or DEFAULT_SCHEMES[values["tier"]]
