"""Counting straight from the CSV files, a firm and a day at a time: slow, and independent of everything it checks."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TIERS = ("sme", "hte", "leading")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a file, or none where it is missing."""
    path = folder / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Folder:
    """An exchange folder, read once."""

    def __init__(self, folder: Path) -> None:
        self.firms = {row["uscc"]: row for row in rows(folder, "enterprises.csv")}
        self.certificates = rows(folder, "certifications.csv")
        self.profiles: dict[str, list[dict[str, str]]] = {}
        for row in rows(folder, "profiles.csv"):
            self.profiles.setdefault(row["uscc"], []).append(row)

    def count(self, tier: str, day: str, by: str | None = None) -> Counter[str]:
        """Distinct firms of `tier` on `day` (YYYY-MM-DD) by a column of the firm's state on that day."""
        holders = {row["uscc"] for row in self.certificates if row["tier"] == tier and self._holds(row, day)}
        states = [state for uscc in holders for state in self._state(uscc, day)]
        return Counter(state[by] if by else "" for state in states)

    @staticmethod
    def _holds(row: dict[str, str], day: str) -> bool:
        return row["valid_from"] <= day <= row["valid_to"] and not (row["revoked_on"] and day >= row["revoked_on"])

    def _state(self, uscc: str, day: str) -> Iterator[dict[str, str]]:
        if uscc in self.profiles:
            for row in self.profiles[uscc]:
                holds = row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])
                if holds and row["status"] == "在业":
                    yield row
            return
        firm = self.firms[uscc]
        if not (firm["left_on"] and day >= firm["left_on"]):
            yield firm
