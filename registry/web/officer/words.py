"""Words of the office's pages for what the data keep as codes."""

from __future__ import annotations

from registry.core.text import msg
from registry.rules import catalog
from registry.web.shared.i18n import translate
from registry.web.shared.words import yes_no

_SOURCES = {
    "load": msg("批量装载"),
    "roster": msg("官方名单"),
    "application": msg("申请办理"),
    "manual": msg("手工登记"),
    "firm": msg("企业填报"),
    "change": msg("变更办理"),
}
_WITHOUT_REST = ("application", "manual", "firm", "roster", "change")
"""Sources whose inner number says nothing to a reader."""


def fact_label(name: str, rule_set_id: str) -> str:
    """The name of a fact that was assessed."""
    labels = {field.name: field.label for field in catalog.fact_fields(rule_set_id)}
    return translate(labels.get(name) or name)


def shown(value: object) -> str:
    """A frozen value as a person reads it; "" where there is none."""
    if value is None:
        return ""
    return translate(yes_no(value)) if isinstance(value, bool) else str(value)


def source_words(source: str) -> str:
    """How the registry learnt of something: the kind in words, with what follows it."""
    kind, _colon, rest = source.partition(":")
    label = _SOURCES.get(kind)
    if label is None:
        return source
    return translate(label) if kind in _WITHOUT_REST or not rest else f"{translate(label)} {rest}"
