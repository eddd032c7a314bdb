"""Loading an exchange folder: all of it or nothing; what is already so stays untouched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from registry.audit.services import record
from registry.audit.tags import Tag
from registry.core.actor import Actor
from registry.core.facts import derived_at_the_end, facts_changed, figures_changed
from registry.exchange import declarations, firms, titles, years
from registry.exchange.checks import FolderCheck
from registry.exchange.reader import Problems, Record, Sheet
from registry.extensions import db

BLOCK = 2000


@dataclass
class Tally:
    """What became of a file's rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass
class LoadReport:
    """What a load did, by file; with problems nothing was stored."""

    problems: Problems
    files: dict[str, Tally] = field(default_factory=dict)

    @property
    def is_refused(self) -> bool:
        """Whether the folder was refused as a whole."""
        return self.problems.count > 0


@dataclass
class Loading:
    """What the writers of one load share.

    `changed_firms` are those whose counted facts moved, `changed_figures` those whose reports, rights or own words did.
    """

    source: str
    at: datetime
    problems: Problems
    ids: dict[str, int] = field(default_factory=dict)
    changed_firms: set[int] = field(default_factory=set)
    changed_figures: set[int] = field(default_factory=set)


def load_folder(
    folder: Path, *, actor: Actor, at: datetime, progress: Callable[[str], None] = lambda _line: None
) -> LoadReport:
    """Check the whole folder, then write it in the caller's transaction.

    Nothing is committed here; where the report is refused, the caller must roll back. `progress` is told of each file.
    """
    report = LoadReport(FolderCheck(folder).run())
    if report.is_refused:
        return report
    loading = Loading(f"load:{folder.name}"[:120], at, report.problems)
    profiles = firms.profiles_by_firm(Sheet(folder, "profiles.csv", report.problems))
    extras = years.extras_by_year(Sheet(folder, "report_figures.csv", report.problems))
    writers: dict[str, Callable[[list[Record], Loading, Tally], None]] = {
        "enterprises.csv": lambda block, *rest: firms.write(block, profiles, *rest),
        "certifications.csv": titles.write,
        "annual_reports.csv": lambda block, *rest: years.write_reports(block, extras, *rest),
        "intellectual_property.csv": years.write_rights,
        "declarations.csv": declarations.write,
    }
    for name, write in writers.items():
        tally = report.files[name] = Tally()
        for block in blocks(Sheet(folder, name, report.problems).records()):
            write(block, loading, tally)
        progress(name)
    if report.problems.count:
        return report
    with derived_at_the_end(at):
        facts_changed(loading.changed_firms, at)
        figures_changed(loading.changed_figures, at)
    _record(report, folder, actor, at)
    return report


def blocks(rows: Iterable[Record]) -> Iterator[list[Record]]:
    """Rows by the block, so that memory stays flat."""
    source = iter(rows)
    while block := list(islice(source, BLOCK)):
        yield block


def _record(report: LoadReport, folder: Path, actor: Actor, at: datetime) -> None:
    moved = {name: [tally.added, tally.changed] for name, tally in report.files.items() if tally.added or tally.changed}
    if moved:
        record(Tag.DATA_LOADED, actor=actor, at=at, subject=("folder", folder.name[:40]), files=moved)
        db.session.flush()
