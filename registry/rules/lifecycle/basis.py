"""Where a sentence about a title comes from."""

from __future__ import annotations

from dataclasses import dataclass

from registry.rules.value_files import load


@dataclass(frozen=True, slots=True)
class Basis:
    """The article and document of a rule; `verified` is False where the text was not seen, and `doubt` says why."""

    article: str
    document: str
    verified: bool
    doubt: str


def basis(rule_set_id: str, code: str) -> Basis:
    """The source of one value. Raises KeyError for a value the file does not have."""
    parameter = load(rule_set_id).parameters[code]
    return Basis(parameter.article, parameter.document.number, parameter.verified, parameter.doubt)
