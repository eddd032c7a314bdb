"""Writing what firms state of themselves, from the declarations of an exchange folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from registry.assessments.models import Declaration
from registry.core.types import FOREVER
from registry.exchange.reader import Record
from registry.exchange.stated import stated
from registry.exchange.titles import resolve
from registry.extensions import db
from registry.rules.freezing import Json

if TYPE_CHECKING:
    from registry.exchange.loader import Loading, Tally


def write(block: list[Record], loading: Loading, tally: Tally) -> None:
    """Add the answers that are new; another answer retires the one before. What the file does not name stays."""
    resolve(block, loading)
    ids = {loading.ids[record.values["uscc"]] for record in block}
    believed = {
        (row.enterprise_id, row.fact): row
        for row in db.session.scalars(
            select(Declaration).where(Declaration.enterprise_id.in_(ids), Declaration.retired_at == FOREVER)
        )
    }
    retired: list[int] = []
    rows: list[dict[str, Any]] = []
    for record in block:
        enterprise_id, fact = loading.ids[record.values["uscc"]], record.values["fact"]
        source, value = stated(record.values)
        before = believed.get((enterprise_id, fact))
        # true is no 1: a question that became a count is answered anew
        if before is not None and (type(before.value), before.value) == (type(value), value):
            tally.unchanged += 1
            continue
        tally.added += before is None
        tally.changed += before is not None
        loading.changed_figures.add(enterprise_id)
        if before is not None:
            retired.append(before.id)
        rows.append(_row(enterprise_id, fact, value, source, loading))
    if retired:
        db.session.execute(update(Declaration).where(Declaration.id.in_(retired)).values(retired_at=loading.at))
    if rows:
        db.session.execute(insert(Declaration), rows)


def _row(enterprise_id: int, fact: str, value: Json, source: str, loading: Loading) -> dict[str, Any]:
    return {
        "enterprise_id": enterprise_id,
        "fact": fact,
        "value": value,
        "declared_by_id": None,
        "source": source,
        "recorded_at": loading.at,
        "retired_at": FOREVER,
    }
