"""The generated district as the registry learnt of it: month by month what was new, as an exchange folder each."""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from registry.cli.demo.generator import COLUMNS, SHEETS, District, Row
from registry.cli.demo.identity import Identity, Segment

FIRST_CUT = date(2020, 12, 31)
"""What was so by then came with the first load."""

_REPORTS_KNOWN = (5, 31)
"""The day of the next year by which a year's annual report has come in."""


def cuts(last: date) -> list[date]:
    """Ends of months from the first load to before `last`, and `last`."""
    days = []
    day = FIRST_CUT
    while day < last:
        days.append(day)
        day = (day + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return [*days, last]


class Instalments:
    """Rows by the cut at which they become known; rows given to `add` once their day has passed."""

    def __init__(self, days: list[date]) -> None:
        self.days = days
        self._pieces: list[dict[str, dict[Any, list[Row]]]] = [{} for _day in days]

    def add(self, since: date, sheet: str, key: Any, rows: list[Row]) -> None:
        """Have `rows` come with the first cut on or after `since`, in place of others of that key in the same cut."""
        place = bisect_left(self.days, since)
        if place < len(self.days):
            self._pieces[place].setdefault(sheet, {})[key] = rows

    def place(self, since: date) -> int:
        """Which cut brings what is so from `since` on; the number of cuts for what is still to come."""
        return bisect_left(self.days, since)

    def write(self, place: int, folder: Path) -> None:
        """The exchange folder of one cut."""
        folder.mkdir(parents=True)
        for sheet, keyed in self._pieces[place].items():
            with (folder / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(COLUMNS[sheet])
                for rows in keyed.values():
                    writer.writerows(rows)


def add_firm(instalments: Instalments, district: District, identity: Identity) -> None:
    """The firm's row and dated profiles, anew whenever they change."""
    for segment in identity.history:
        if segment.valid_to is not None and segment.valid_to <= FIRST_CUT:
            continue  # the first load brings what followed
        known = _as_of(identity, segment.valid_from)
        instalments.add(segment.valid_from, "enterprises", identity.uscc, list(district.enterprise_rows(known)))
        if profiles := list(district.profile_rows(known)):
            instalments.add(segment.valid_from, "profiles", identity.uscc, profiles)


def certificate_versions(row: Row) -> Iterator[tuple[date, Row]]:
    """A certification as it was known when issued, and once it was revoked."""
    cells = dict(zip(SHEETS["certifications"].columns, row, strict=True))
    yield date.fromisoformat(cells["issued_on"]), changed("certifications", row, revoked_on="")
    if cells["revoked_on"]:
        yield date.fromisoformat(cells["revoked_on"]), row


def report_known(row: Row) -> date:
    """When a year's report has come in."""
    return date(int(row[1]) + 1, *_REPORTS_KNOWN)


def right_versions(row: Row) -> Iterator[tuple[date, Row]]:
    """A right once it is granted (or filed, where it never was), and once it lapsed."""
    cells = dict(zip(SHEETS["intellectual_property"].columns, row, strict=True))
    yield (
        date.fromisoformat(cells["granted_on"] or cells["filed_on"]),
        changed("intellectual_property", row, lapsed_on=""),
    )
    if cells["lapsed_on"]:
        yield date.fromisoformat(cells["lapsed_on"]), row


def changed(sheet: str, row: Row, **cells: str) -> Row:
    """The row with other values in some columns."""
    return tuple(cells.get(column, cell) for column, cell in zip(SHEETS[sheet].columns, row, strict=True))


def _as_of(identity: Identity, day: date) -> Identity:
    """The firm as it was known on the day on which a segment of its history begins."""
    segments = [segment for segment in identity.history if segment.valid_from <= day]
    last: Segment = segments[-1]._replace(valid_to=None)
    left_on = identity.left_on if identity.left_on is not None and identity.left_on <= day else None
    return replace(identity, history=(*segments[:-1], last), left_on=left_on)
