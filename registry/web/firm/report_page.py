"""What the pages of one year's report show: the form beside last year, the check, the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from registry.accounts.queries import find_user
from registry.core.errors import NotFound
from registry.core.text import Text, msg
from registry.reports.figures import BY_CODE, EXTRA_HEADING, FIGURES, Check, Figure, Values, show, shown_figures
from registry.reports.models import AnnualReport, ReportRevision
from registry.reports.queries import (
    figures_of,
    find_report,
    frozen_tables,
    latest_revision,
    return_reason,
    saved_tables,
    tables_of,
)
from registry.reports.services import FIRST_YEAR
from registry.reports.table_checks import completed, examine
from registry.reports.table_totals import totals
from registry.web.firm import page
from registry.web.firm.fillers import fillers
from registry.web.firm.forms.reports import REASON, FiguresForm, SendForm
from registry.web.shared import current
from registry.web.shared.i18n import translate
from registry.web.shared.report_words import listed_tables
from registry.web.shared.words import REPORT_STATES


def year_of(word: str) -> int:
    """The year of an address; a year that nobody can report on has no page."""
    year = int(word) if len(word) == 4 and word.isascii() and word.isdigit() else 0
    if not FIRST_YEAR <= year < current.today().year:
        raise NotFound(msg("只能填报 {first} 至 {last} 年度的报告。", first=FIRST_YEAR, last=current.today().year - 1))
    return year


def last_year(number: int) -> tuple[Values | None, ReportRevision | None]:
    """The figures of the year before as believed now, and the revision they come from."""
    revision = latest_revision(current.enterprise().id, number - 1)
    return (figures_of(revision) if revision else None), revision


def checks_of(number: int, values: Values) -> list[Check]:
    """What is wrong or unusual about figures of the year as typed, and about its tables as saved."""
    tables = tables_of(find_report(current.enterprise().id, number))
    return examine(values, tables, number, last_year(number)[0])


def live_checks(checks: Sequence[Check]) -> list[Check]:
    """What is worth saying while somebody still types: all but what is merely not filled in yet."""
    return [one for one in checks if one.code != "missing"]


def warnings_of(checks: Sequence[Check]) -> dict[str, Text]:
    """What is unusual, by the figure; several sentences of one figure after each other."""
    found: dict[str, Text] = {}
    for one in checks:
        if not one.is_blocking:
            before = found.get(one.field)
            found[one.field] = msg("{first}{second}", first=before, second=one.text) if before else one.text
    return found


def is_changed(found: AnnualReport) -> bool:
    """Whether anything typed or any table differs from what was sent last."""
    sent = latest_revision(found.enterprise_id, found.year)
    return bool(found.draft) or tables_of(found) != (frozen_tables(sent) if sent else {})


def tables_version(found: AnnualReport | None) -> int:
    """The version of the tables as saved, 0 where there are none."""
    saved = saved_tables(found.id) if found is not None else None
    return saved.version if saved is not None else 0


def rows_of(number: int, values: Values, reasons: Mapping[str, str]) -> list[tuple[Figure, str, str, str]]:
    """Figure, this year, last year, reason, as they are read."""
    before = last_year(number)[0] or {}
    return [
        (
            figure,
            show(figure, values.get(figure.code)),
            show(figure, before.get(figure.code)),
            reasons.get(figure.code, ""),
        )
        for figure in shown_figures(values, before)
    ]


def form_page(
    number: int, found: AnnualReport | None, form: FiguresForm, status: int = 200, **context: Any
) -> tuple[str, int]:
    """The form, last year beside it, and what is unusual so far."""
    values, revision = last_year(number)
    checks = checks_of(number, form.values())
    return page.show(
        "reports/edit.html",
        (_("年度报告"), page.here("reports")),
        (str(number), None),
        status=status,
        form=form,
        report=found,
        year=number,
        figures=FIGURES,
        extra_heading=EXTRA_HEADING,
        last_year={code: show(BY_CODE[code], value) for code, value in (values or {}).items()},
        last_revision=revision,
        warnings=warnings_of(checks),
        live=live_checks(checks),
        totals={code: show(BY_CODE[code], value) for code, value in totals(tables_of(found), number).items()},
        reason=REASON,
        returned=return_reason(found) if found else "",
        states=REPORT_STATES,
        **context,
    )


def reading_page(number: int, found: AnnualReport | None) -> tuple[str, int]:
    """What was sent, for those who do not fill in."""
    sent = latest_revision(current.enterprise().id, number)
    rows = rows_of(number, figures_of(sent), sent.explanations) if sent else []
    return page.show(
        "reports/show.html",
        (_("年度报告"), page.here("reports")),
        (str(number), None),
        report=found,
        revision=sent,
        tables=listed_tables(frozen_tables(sent)) if sent else [],
        rows=rows,
        year=number,
        states=REPORT_STATES,
    )


def check_page(
    number: int, found: AnnualReport, typed: FiguresForm, form: SendForm, status: int = 200
) -> tuple[str, int]:
    """The draft as it would be sent, and what forbids it."""
    typed.validate()
    unreadable = [translate(figure.label) for figure in FIGURES if typed[figure.code].errors]
    checks = checks_of(number, typed.values())
    if status == 409:
        show_version(form, found.version)
        form.tables.raw_data, form.tables.data = None, tables_version(found)
    return page.show(
        "reports/confirm.html",
        (_("年度报告"), page.here("reports")),
        (str(number), page.here("report", year=str(number))),
        (_("核对"), None),
        status=status,
        form=form,
        year=number,
        rows=rows_of(number, completed(typed.values(), tables_of(found), number), typed.reasons()),
        tables=listed_tables(tables_of(found)),
        blocking=[one for one in checks if one.is_blocking],
        unusual=warnings_of(checks),
        unreadable=unreadable,
        saved_at=found.draft_saved_at,
    )


def name_of(user_id: int | None) -> str:
    """The person's name; what was loaded was sent by the system."""
    user = find_user(user_id) if user_id is not None else None
    return user.name if user else _("系统")


def show_version(form: Any, version: int) -> None:
    """The next press counts as made on the page as it is now."""
    form.version.raw_data, form.version.data = None, version


def receipt_page(
    number: int, found: AnnualReport, revision: ReportRevision, revisions: Sequence[ReportRevision]
) -> tuple[str, int]:
    """What was sent, when, and by whom."""
    return page.show(
        "reports/receipt.html",
        (_("年度报告"), page.here("reports")),
        (str(number), page.here("report", year=str(number))),
        (_("第 %(no)s 版", no=revision.no), None),
        report=found,
        revision=revision,
        receipt=f"{number}-{current.enterprise().uscc}-{revision.no:02d}",
        sender=name_of(revision.submitted_by_id),
        fillers=fillers("report", found.public_id, revision.recorded_at),
        rows=rows_of(number, figures_of(revision), revision.explanations),
        tables=listed_tables(frozen_tables(revision)),
        revisions=[(one, name_of(one.submitted_by_id)) for one in revisions],
        states=REPORT_STATES,
        year=number,
    )
