"""An invented district as an exchange folder: the same files for the same arguments, in flat memory at any size.

Every enterprise is made from (seed, index) alone, so the files can be read as streams and nothing is held.
Beside the four files of the format `profiles.csv` carries the dated facts of enterprises that a single row cannot
describe: those that changed name, street or status, and those that are above scale or listed.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from registry.cli.demo import shapes
from registry.cli.demo.aims import Aim, aim_of
from registry.cli.demo.codes import UsccBook
from registry.cli.demo.declared import answer_rows, answered_on, book_rows
from registry.cli.demo.extras import Books, Extras, extra_figures
from registry.cli.demo.figures import Figures, in_wan, yearly_figures
from registry.cli.demo.identity import Identity, departure, history_of, registration_day
from registry.cli.demo.intellectual_property import PatentOffice
from registry.cli.demo.ladder import Ladder
from registry.cli.demo.names import NameBook
from registry.cli.demo.owners import owners_of
from registry.cli.demo.titles import Registrar
from registry.core.errors import DomainError
from registry.core.text import msg

MOST_FIRMS = 1_000_000
FIRST_YEAR, LAST_YEAR = 2016, 2036
"""The years a district can be made for; beyond those that `shapes` tells of the tiers go on growing as they did."""

Row = tuple[str, ...]


class Sheet(NamedTuple):
    """One file of the folder: its columns, and the rows of one enterprise."""

    columns: tuple[str, ...]
    rows: Callable[[District, Identity], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was written: arguments, the last day anything is known of, rows and SHA-256 by file (without .csv)."""

    firms: int
    seed: int
    first_year: int
    last_year: int
    until: str
    rows: dict[str, int]
    sha256: dict[str, str]


class District:
    """An invented district of `firms` enterprises.

    Annual reports run from `first_year` to the year before `last_year`; certificates begin in 2015 and end, with
    everything else, on `until`, a day of `last_year` (20 November). DomainError when an argument is out of range.
    """

    def __init__(
        self,
        firms: int = 3400,
        seed: int = 1,
        first_year: int = 2019,
        last_year: int = 2026,
        *,
        until: date | None = None,
    ) -> None:
        if not 1 <= firms <= MOST_FIRMS:
            raise DomainError(msg("企业数须在 1 至 {most} 之间", most=MOST_FIRMS), field="firms")
        if not FIRST_YEAR <= first_year < last_year <= LAST_YEAR:
            raise DomainError(
                msg("起止年份须在 {first} 至 {last} 之间，且起始年份早于截止年份", first=FIRST_YEAR, last=LAST_YEAR),
                field="last_year",
            )
        if until is not None and until.year != last_year:
            raise DomainError(msg("截止日须在截止年份之内"), field="until")
        self.firms, self.seed, self.first_year, self.last_year = firms, seed, first_year, last_year
        self.until = until or date(last_year, 11, 20)
        self._codes = UsccBook(seed)
        self._names = NameBook(firms, seed)
        self._ladder = Ladder(firms, seed, last_year)
        self._registrar = Registrar(firms, self._ladder.hte_places, seed, self.until)
        self._patents = PatentOffice(firms, seed, self.until)

    @property
    def hte_places(self) -> int:
        """How many enterprises ever hold an hte certificate, and so the highest serial of a year."""
        return self._ladder.hte_places

    def identities(self) -> Iterator[Identity]:
        """Every enterprise, in the order of the files."""
        return (self.identity(index) for index in range(self.firms))

    def identity(self, index: int) -> Identity:
        """Enterprise `index` (0 … firms-1), the same whenever it is asked for."""
        source = self._source(index, "identity")
        standing = self._ladder.standing(index)
        registered_on = registration_day(standing, self.until, source)
        leaves = departure(standing, registered_on, self.until, source)
        area = source.choices(shapes.REGISTERING_AREAS, shapes.REGISTERING_WEIGHTS)[0]
        return Identity(
            index=index,
            uscc=self._codes.code(index, area, registered_on.year),
            registered_on=registered_on,
            standing=standing,
            left_on=leaves[0],
            history=history_of(index, standing, registered_on, leaves, self._names, self.until, source),
        )

    def enterprise_rows(self, identity: Identity) -> Iterator[Row]:
        """The one row of enterprises.csv: the latest state."""
        facts = identity.latest
        yield (
            identity.uscc,
            facts.name,
            facts.street_code,
            shapes.STREETS[facts.street_code],
            facts.park,
            facts.industry_code,
            shapes.INDUSTRIES[facts.industry_code],
            identity.registered_on.isoformat(),
            facts.size_class,
            facts.status,
            _day(identity.left_on),
        )

    def profile_rows(self, identity: Identity) -> Iterator[Row]:
        """Rows of profiles.csv, [valid_from, valid_to): none when the row of enterprises.csv says it all."""
        latest = identity.latest
        if len(identity.history) == 1 and not latest.above_scale and not latest.listed:
            return
        for segment in identity.history:
            facts = segment.facts
            yield (
                identity.uscc,
                segment.valid_from.isoformat(),
                _day(segment.valid_to),
                facts.name,
                facts.street_code,
                facts.park,
                facts.industry_code,
                shapes.INDUSTRIES[facts.industry_code],
                facts.size_class,
                "yes" if facts.above_scale else "no",
                "yes" if facts.listed else "no",
                facts.status,
            )

    def certification_rows(self, identity: Identity) -> Iterator[Row]:
        """Rows of certifications.csv; valid_to is the last day, as the format has it."""
        for held in self._registrar.certificates(identity, self._source(identity.index, "titles")):
            issued = held.issued_on.isoformat()
            revoked = _day(held.revoked_on)
            yield identity.uscc, held.tier, held.number, issued, issued, _day(held.valid_to), revoked, held.scheme

    def report_rows(self, identity: Identity) -> Iterator[Row]:
        """Rows of annual_reports.csv, amounts in 万元."""
        for figures in self._figures(identity):
            yield identity.uscc, *_cells(figures)

    def extra_rows(self, identity: Identity) -> Iterator[Row]:
        """Rows of report_figures.csv, amounts in 万元."""
        for extras, _books in self._extras(identity):
            yield identity.uscc, *_cells(extras)

    def answer_rows(self, identity: Identity) -> tuple[date, list[Row]]:
        """Rows of declarations.csv that answer the questions of the rules, and the day of the answers."""
        source = self._source(identity.index, "answers")
        return answered_on(identity, self.last_year, source), list(answer_rows(identity, self.aim(identity), source))

    def book_rows(self, identity: Identity) -> list[Row]:
        """Rows of declarations.csv that go with the last report: R&D by item, and the staff by month."""
        reported = self._figures(identity)
        books = [books for _extras, books in self._extras(identity) if books is not None]
        if not books or reported[-1].year != self.last_year - 1:
            return []
        return list(book_rows(identity, books, reported[-1]))

    def aim(self, identity: Identity) -> Aim:
        """What the enterprise does about the titles it does not hold yet."""
        return aim_of(identity.standing, self._source(identity.index, "aim"))

    def property_rows(self, identity: Identity) -> Iterator[Row]:
        """Rows of intellectual_property.csv."""
        owners = self._source(identity.index, "owners")
        for right in self._patents.rights(identity, self._source(identity.index, "property")):
            days = (right.filed_on, right.granted_on, right.expires_on, right.lapsed_on)
            named = owners_of(identity, right.granted_on, owners)
            yield identity.uscc, right.kind, right.number, *map(_day, days), named

    def _figures(self, identity: Identity) -> list[Figures]:
        source = self._source(identity.index, "figures")
        return list(yearly_figures(identity, self.aim(identity), self.first_year, self.last_year - 1, source))

    def _extras(self, identity: Identity) -> list[tuple[Extras, Books | None]]:
        source = self._source(identity.index, "extras")
        return list(extra_figures(self._figures(identity), self.aim(identity), source))

    def _source(self, index: int, purpose: str) -> random.Random:
        return random.Random(f"{self.seed}:{purpose}:{index}")


_PLAIN_NUMBERS = frozenset({"year", "staff", "rd_staff", "transformations", "full_time_rd_staff"})

SHEETS: dict[str, Sheet] = {
    "enterprises": Sheet(
        (
            "uscc", "name", "street_code", "street", "park", "industry_code", "industry", "registered_on",
            "size_class", "status", "left_on",
        ),
        District.enterprise_rows,
    ),
    "profiles": Sheet(
        (
            "uscc", "valid_from", "valid_to", "name", "street_code", "park", "industry_code", "industry",
            "size_class", "above_scale", "listed", "status",
        ),
        District.profile_rows,
    ),
    "certifications": Sheet(
        ("uscc", "tier", "certificate_number", "issued_on", "valid_from", "valid_to", "revoked_on", "scheme"),
        District.certification_rows,
    ),
    "annual_reports": Sheet(("uscc", *Figures._fields), District.report_rows),
    "intellectual_property": Sheet(
        ("uscc", "kind", "number", "filed_on", "granted_on", "expires_on", "lapsed_on", "owners"),
        District.property_rows,
    ),
}  # fmt: skip

COLUMNS = {
    **{name: sheet.columns for name, sheet in SHEETS.items()},
    "report_figures": ("uscc", *Extras._fields),
    "declarations": ("uscc", "fact", "value"),
}
"""The columns of each file of the demo: those that `generate` writes, and what firms say of themselves beside them."""


def rows(sheet: str, district: District) -> Iterator[dict[str, str]]:
    """The rows of one file (a key of SHEETS) by column name, one enterprise after the other."""
    columns, of_firm = SHEETS[sheet]
    for identity in district.identities():
        for row in of_firm(district, identity):
            yield dict(zip(columns, row, strict=True))


def generate(
    directory: Path | str, *, firms: int = 3400, seed: int = 1, first_year: int = 2019, last_year: int = 2026
) -> Manifest:
    """Write an exchange folder and its manifest.json into `directory`, which is made if need be.

    Files of the same names are replaced. DomainError when an argument is out of range.
    """
    district = District(firms, seed, first_year, last_year)
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    counts = _write(folder, district)
    digests: dict[str, str] = {}
    for name in SHEETS:
        with (folder / f"{name}.csv").open("rb") as file:
            digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
    manifest = Manifest(firms, seed, first_year, last_year, district.until.isoformat(), counts, digests)
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    return manifest


def _write(folder: Path, district: District) -> dict[str, int]:
    counts = dict.fromkeys(SHEETS, 0)
    with ExitStack() as stack:
        writers = {}
        for name, sheet in SHEETS.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding="utf-8", newline=""))
            writers[name] = csv.writer(file, lineterminator="\n")
            writers[name].writerow(sheet.columns)
        for identity in district.identities():
            for name, sheet in SHEETS.items():
                found: Sequence[Row] = tuple(sheet.rows(district, identity))
                writers[name].writerows(found)
                counts[name] += len(found)
    return counts


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _cells(figures: Figures | Extras) -> Row:
    return tuple(
        str(value) if name in _PLAIN_NUMBERS else in_wan(value)
        for name, value in zip(figures._fields, figures, strict=True)
    )
