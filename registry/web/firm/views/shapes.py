"""The year's figures in the shapes of other systems: to read, to paste, and as a file."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.clock import day_of
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.exports.shapes import Held, shapes
from registry.exports.writers import WRITERS
from registry.intellectual_property.queries import counts_by_class
from registry.reports.queries import figures_of, frozen_tables, latest_revision
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.shared import current
from registry.web.shared.downloads import attachment
from registry.web.shared.i18n import translate
from registry.web.shared.permissions import requires


@blueprint.get("/<uscc>/shapes/<year>")
@requires(Permission.FIRM_READ)
def shape(uscc: str, year: str) -> tuple[str, int]:
    """All shapes of a year, of what was sent last."""
    held = _held(year)
    return page.show(
        "shapes/show.html",
        (_("年度报告"), page.here("reports")),
        (_("%(year)s 年其他系统填报用表", year=year), None),
        year=held.year if held else year,
        held=held,
        shapes=[(one, one.as_text(translate)) for one in shapes(held, translate)] if held else [],
    )


@blueprint.get("/<uscc>/shapes/<year>/<code>.<kind>")
@requires(Permission.FIRM_READ)
def shape_file(uscc: str, year: str, code: str, kind: str) -> Response:
    """One of them as a file."""
    held = _held(year)
    found = next((one for one in shapes(held, translate) if one.code == code), None) if held else None
    if found is None or held is None or kind not in WRITERS:
        raise NotFound(msg("没有这张表。"))
    stem = f"{translate(found.title)}-{held.year}-{held.name}"
    return attachment(found.as_table(held, translate), kind, stem)


def _held(year: str) -> Held | None:
    """What was sent of the year; None where nothing was. NotFound for a word that is no year."""
    if not (len(year) == 4 and year.isascii() and year.isdigit()):
        raise NotFound(msg("没有这个年度。"))
    firm = current.enterprise()
    sent = latest_revision(firm.id, int(year))
    if sent is None:
        return None
    counts = counts_by_class(firm.id, current.today())
    day = day_of(sent.recorded_at).isoformat()
    label = _("%(year)s 年度报告第 %(no)s 版", year=sent.year, no=sent.no)
    return Held(
        name=page.firm_name(),
        uscc=firm.uscc,
        year=sent.year,
        figures=figures_of(sent),
        tables=frozen_tables(sent),
        class_one=counts.class_one,
        class_two=counts.class_two,
        source=_("%(label)s（%(reference)s）", label=label, reference=day),
    )
