"""Writing the certifications of an exchange folder."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from registry.core.ids import new_public_id
from registry.core.text import msg
from registry.core.types import FOREVER
from registry.enterprises.models import Enterprise
from registry.exchange.checks import scheme_of, title_key
from registry.exchange.reader import Record, Refusal
from registry.extensions import db
from registry.recognitions.models import Recognition
from registry.reference.models import Scheme

if TYPE_CHECKING:
    from registry.exchange.loader import Loading, Tally


def write(block: list[Record], loading: Loading, tally: Tally) -> None:
    """Add new certifications and replace those that say something else; a number held by another firm is refused."""
    resolve(block, loading)
    schemes = {scheme.code: scheme for scheme in db.session.scalars(select(Scheme))}
    believed = _believed(block, loading, schemes)
    retired: list[int] = []
    rows: list[dict[str, Any]] = []
    for record in block:
        wanted = _wanted(record, loading)
        scheme = schemes[wanted["scheme_code"]]
        key = title_key(scheme, wanted["enterprise_id"], wanted["certificate_number"], wanted["valid_from"])
        before = believed.get(key)
        if before is not None and before.enterprise_id != wanted["enterprise_id"]:
            _refuse(record, wanted["certificate_number"], loading)
            continue
        if before is not None and all(getattr(before, name) == value for name, value in wanted.items()):
            tally.unchanged += 1
            continue
        tally.added += before is None
        tally.changed += before is not None
        loading.changed_firms.add(wanted["enterprise_id"])
        if before is not None:
            retired.append(before.id)
        rows.append(_row(wanted, before, loading))
    if retired:
        statement = update(Recognition).where(Recognition.id.in_(retired))
        db.session.execute(statement.values(retired_at=loading.at))
    if rows:
        db.session.execute(insert(Recognition).execution_options(render_nulls=True), rows)


def resolve(block: list[Record], loading: Loading) -> None:
    """Know the ids of the block's firms, those that the folder itself did not name included."""
    missing = {record.values["uscc"] for record in block} - loading.ids.keys()
    if missing:
        rows = db.session.execute(select(Enterprise.uscc, Enterprise.id).where(Enterprise.uscc.in_(missing)))
        loading.ids.update({row.uscc: row.id for row in rows})


def _believed(block: list[Record], loading: Loading, schemes: Mapping[str, Scheme]) -> dict[Hashable, Recognition]:
    title = Recognition
    numbers = {record.values["certificate_number"] for record in block} - {None}
    firms = [loading.ids[record.values["uscc"]] for record in block if record.values["certificate_number"] is None]
    without_number = (title.certificate_number == "") & title.enterprise_id.in_(firms)
    rows = db.session.scalars(
        select(title).where(title.certificate_number.in_(numbers) | without_number, title.retired_at == FOREVER)
    )
    return {
        title_key(schemes[row.scheme_code], row.enterprise_id, row.certificate_number, row.valid_from): row
        for row in rows
    }


def _wanted(record: Record, loading: Loading) -> dict[str, Any]:
    values = record.values
    return {
        "enterprise_id": loading.ids[values["uscc"]],
        "scheme_code": scheme_of(values),
        "certificate_number": values["certificate_number"] or "",
        "issued_on": values.get("issued_on") or values["valid_from"],
        "valid_from": values["valid_from"],
        "valid_to": values["valid_to"] + timedelta(days=1),  # the file names the last day it holds
        "revoked_on": values.get("revoked_on"),
    }


def _row(wanted: dict[str, Any], before: Recognition | None, loading: Loading) -> dict[str, Any]:
    return {
        **wanted,
        "public_id": new_public_id(),
        "revocation_ground": before.revocation_ground if before else "",
        "document": before.document if before else "",
        "source": loading.source,
        "recorded_at": loading.at,
        "retired_at": FOREVER,
    }


def _refuse(record: Record, number: str, loading: Loading) -> None:
    reason = msg("这个编号已登记在另一家企业名下，请核对。")
    loading.problems.add(Refusal("certifications.csv", record.line, "certificate_number", number, reason))
