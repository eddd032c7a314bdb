"""A declared fact as a row of declarations.csv has it: read with the rules' own reader, and written back."""

from __future__ import annotations

import json
from typing import Any

from registry.assessments.models import Declaration
from registry.assessments.origins import Origin, origin_of, read_fact, stated_field, write_fact
from registry.assessments.services import FIRM, OFFICER
from registry.core.errors import DomainError
from registry.core.text import msg
from registry.exchange.sheets import YES_NO
from registry.rules.facts import FactField, FactKind, parse_fact
from registry.rules.freezing import Json


def stated(values: dict[str, Any]) -> tuple[str, Json]:
    """Who states the row's fact (`firm` or `officer`), and the value as the registry keeps it.

    Without a word on who, experts' scores are the office's and all else the firm's. Raises DomainError whose field is
    the column at fault.
    """
    name = values["fact"]
    is_expert = origin_of(name) is Origin.EXPERTS
    source = values.get("source") or (OFFICER if is_expert else FIRM)
    if is_expert and source != OFFICER:
        raise DomainError(msg("专家评分由主管部门登记。"), field="source")
    try:
        field = stated_field(name)
    except DomainError as error:
        raise DomainError(error.text, field="fact") from None
    try:
        return source, write_fact(field, parse_fact(field, _typed(field, values["value"])))
    except DomainError as error:
        raise DomainError(error.text, field="value") from None


def cell(row: Declaration) -> str | None:
    """The value as the file has it; None for an old answer that outlived its question."""
    try:
        field = stated_field(row.fact)
    except DomainError:
        return None
    if read_fact(field, row.value) is None:
        return None
    if field.kind is FactKind.FLAG:
        return "yes" if row.value else "no"
    return json.dumps(row.value) if field.kind is FactKind.MONTHS else str(row.value)


def _typed(field: FactField, text: str) -> object:
    """The cell as the rules' reader wants it; a cell of another kind as it is, for the reader to refuse."""
    if field.kind is FactKind.FLAG:
        if text not in YES_NO:
            raise DomainError(msg("应为以下之一：{values}。", values="、".join(YES_NO)))
        return YES_NO[text]
    if field.kind is FactKind.COUNT and text.isascii() and text.isdigit():
        return int(text)
    if field.kind is FactKind.MONTHS:
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text
