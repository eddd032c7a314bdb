"""An assessment in words: its verdict, its points, and the articles it rests on."""

from __future__ import annotations

from collections.abc import Callable

from registry.core.text import Text, msg
from registry.rules import catalog
from registry.rules.findings import Assessment, Verdict
from registry.rules.wording import article_name
from registry.web.shared.i18n import word

VERDICTS: dict[Verdict, Text] = {
    Verdict.PASS: msg("按现有数据，本企业今天符合条件。"),
    Verdict.FAIL: msg("按现有数据，本企业今天不符合条件。"),
    Verdict.UNDETERMINED: msg("现有数据还不能判断，请先补齐下列数据。"),
}


def verdict_sentence(found: Assessment) -> Text:
    """The verdict in words."""
    return VERDICTS[found.verdict]


def score(found: Assessment) -> str:
    """The points; as a range while figures are missing; "" where the rules give none."""
    if found.score_low is None:
        return ""
    if found.score_high is not None and found.score_high != found.score_low:
        return f"{found.score_low}–{found.score_high}"
    return str(found.score_low)


def rule_title(rule_set_id: str) -> str:
    """The regulation's name in the visitor's language."""
    return word(catalog.get(rule_set_id).title)


def article_words(rule_set_id: str) -> Callable[[str], str]:
    """Articles in words: of the regulation itself by number, of another document by that document's number."""
    documents = catalog.get(rule_set_id).documents
    return lambda article: documents[article].number if article in documents else article_name(article)
