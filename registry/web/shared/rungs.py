"""What the pages show of one rung for one firm, whoever reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from registry.assessments.ladder import Rung, gap_words, improvable, judged, shortfall, unknown
from registry.core.text import Text
from registry.reference.papers import papers_for
from registry.rules.findings import Finding, Verdict
from registry.rules.way_up import ready
from registry.web.shared.check_words import article_words
from registry.web.shared.i18n import translate

SHORTFALLS_SHOWN = 3
"""How many of the conditions that are not met stand in a rung's first line; all of them stand below."""


def shown(rung: Rung) -> dict[str, Any]:
    """Everything the page says of one rung."""
    found = rung.assessment
    if found is None:
        return {"rung": rung, "scheme": rung.scheme, "tag": ("none", _("无自动核对规则")), "headline": rung.headline}
    labels = {finding.criterion: translate(finding.label) for finding in found.findings}
    papers = papers_for(rung.scheme.code, labels)
    waits = _unknown([one.label for one in unknown(found)])
    return {
        "rung": rung,
        "scheme": rung.scheme,
        "tag": _tag(rung),
        "headline": rung.headline,
        "short": _short([shortfall(one) for one in rung.lacking]) or waits,
        "brief": _short([_brief(one) for one in rung.lacking]),
        "lacking": [(one, gap_words(one)) for one in rung.lacking],
        "improvable": improvable(found),
        "unknown": unknown(found),
        "judged": judged(found),
        "papers": [(one.name, _("、").join(labels[code] for code in one.proves)) for one in papers],
        "article_name": article_words(found.rule_set_id),
    }


def _tag(rung: Rung) -> tuple[str, str]:
    """The kind of tag and its word; what only experts or officers have yet to decide is not called unknown."""
    found = rung.assessment
    assert found is not None
    if found.verdict is Verdict.PASS:
        return "ok", _("符合条件")
    if rung.lacking:
        return "bad", _("还不符合")
    return ("info", _("待人工评定")) if ready(found) else ("wait", _("尚不能判断"))


def _unknown(labels: Sequence[Text]) -> str:
    """The first conditions that wait for data."""
    names = _("、").join(translate(one) for one in labels[:SHORTFALLS_SHOWN])
    if len(labels) > SHORTFALLS_SHOWN:
        return _("缺%(names)s等的数据", names=names)
    return _("缺%(names)s的数据", names=names) if names else ""


def _brief(finding: Finding) -> str:
    """The condition and by how much it is missed, for a narrow screen."""
    gap = gap_words(finding)
    return f"{translate(finding.label)} {translate(gap)}" if gap else translate(finding.label)


def _short(lines: Sequence[Text | str]) -> str:
    """The first shortfalls in one line, and how many more there are."""
    line = _("；").join(one if isinstance(one, str) else translate(one) for one in lines[:SHORTFALLS_SHOWN])
    more = len(lines) - SHORTFALLS_SHOWN
    return _("%(line)s；另有 %(count)s 项", line=line, count=more) if more > 0 else line
