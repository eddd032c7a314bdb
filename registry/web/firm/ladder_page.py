"""What the ladder page shows of each rung, and what stands beside the questions of all rungs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from registry.accounts.queries import find_user
from registry.assessments.ladder import Rung, gap_words, improvable, judged, shortfall, unknown
from registry.assessments.origins import NO_RIGHTS
from registry.assessments.queries import declarations_of
from registry.core.reading import fetch
from registry.core.text import Text
from registry.intellectual_property.queries import rights_of
from registry.reference.papers import papers_for
from registry.reference.queries import schemes
from registry.rules.findings import Verdict
from registry.rules.way_up import ready
from registry.web.firm import answers, page
from registry.web.shared import current
from registry.web.shared.check_words import article_words
from registry.web.shared.context import moment
from registry.web.shared.i18n import translate
from registry.web.shared.items import Item, answer_words, answered_items

SHORTFALLS_SHOWN = 3
"""How many of the conditions that are not met stand in a rung's first line; all of them stand below."""


def shown(rung: Rung) -> dict[str, Any]:
    """Everything the page says of one rung."""
    found = rung.assessment
    if found is None:
        return {"rung": rung, "scheme": rung.scheme, "tag": ("none", _("无自动核对规则")), "headline": rung.headline}
    labels = {finding.criterion: translate(finding.label) for finding in found.findings}
    papers = papers_for(rung.scheme.code, labels)
    return {
        "rung": rung,
        "scheme": rung.scheme,
        "tag": _tag(rung),
        "headline": rung.headline,
        "short": _short([shortfall(one) for one in rung.lacking]) or _unknown([one.label for one in unknown(found)]),
        "lacking": [(one, gap_words(one)) for one in rung.lacking],
        "improvable": improvable(found),
        "unknown": unknown(found),
        "judged": judged(found),
        "gaps": answers.gaps(found, page.here("declarations")),
        "papers": [(one.name, _("、").join(labels[code] for code in one.proves)) for one in papers],
        "article_name": article_words(found.rule_set_id),
    }


def questions() -> list[Item]:
    """The questions of all open schemes, each once, in the order of the ladder."""
    found: dict[str, Item] = {}
    for scheme in schemes(open_only=True):
        for item in answered_items(scheme, current.today()):
            if item.is_short:
                found.setdefault(item.code, item)
    if fetch(rights_of(current.enterprise().id), 1):
        found.pop(NO_RIGHTS, None)
    return list(found.values())


def asked_by(items: Sequence[Item]) -> dict[str, str]:
    """The schemes whose rules read the answer, by question."""
    readers: dict[str, list[str]] = {item.code: [] for item in items}
    for scheme in schemes(open_only=True):
        for item in answered_items(scheme, current.today()):
            if item.code in readers:
                readers[item.code].append(translate(scheme.label))
    return {code: _("、").join(names) for code, names in readers.items()}


def who_and_when() -> dict[str, str]:
    """By question: who answered it, and when."""
    stated = fetch(declarations_of(current.enterprise().id))
    people = {key: find_user(key) for key in {one.declared_by_id for one in stated if one.declared_by_id is not None}}
    names = {key: person.name for key, person in people.items() if person is not None}
    return {
        one.fact: _("%(name)s 于 %(at)s 填写", name=names.get(one.declared_by_id, ""), at=moment(one.recorded_at))
        for one in stated
    }


def answers_in_words(items: Sequence[Item]) -> dict[str, str]:
    """What is declared, as it is read."""
    stated = {one.fact: one.value for one in fetch(declarations_of(current.enterprise().id))}
    return {item.code: translate(answer_words(item, stated)) for item in items}


def theirs(item: Item, stated: Mapping[str, Any]) -> str:
    """What the colleague answered."""
    return _("另一位经办人保存的是：%(answer)s", answer=translate(answer_words(item, stated)))


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


def _short(lines: Sequence[Text]) -> str:
    """The first shortfalls in one line, and how many more there are."""
    line = _("；").join(translate(one) for one in lines[:SHORTFALLS_SHOWN])
    more = len(lines) - SHORTFALLS_SHOWN
    return _("%(line)s；另有 %(count)s 项", line=line, count=more) if more > 0 else line
