"""Would the firm be recognised today? Every condition with its figure, its source, its article and the way up."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.applications.facts import NO_RIGHTS
from registry.core.errors import NotFound
from registry.core.reading import fetch
from registry.core.text import Text, msg
from registry.intellectual_property.queries import rights_of
from registry.reference.queries import get_scheme, schemes
from registry.rules import catalog
from registry.rules.findings import Assessment, Verdict
from registry.web.firm import answers, page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.applications import answers_form
from registry.web.shared import current
from registry.web.shared.items import Item, ItemKind, answered_items
from registry.web.shared.permissions import requires

VERDICTS = {
    Verdict.PASS: msg("按现有数据，本企业今天符合条件。"),
    Verdict.FAIL: msg("按现有数据，本企业今天不符合条件。"),
    Verdict.UNDETERMINED: msg("现有数据还不能判断，请先补齐下列数据。"),
}


@blueprint.get("/<uscc>/self-check/<scheme>")
@requires(Permission.FIRM_READ)
def self_check(uscc: str, scheme: str) -> tuple[str, int]:
    """The findings of the scheme's rules on today's facts; the address carries the declared answers."""
    if not scheme.isidentifier():
        raise NotFound(msg("没有这一类认定。"))
    wanted = get_scheme(scheme)
    items = declared_items(wanted)
    declared = answers.from_query(request.args) if request.args else answers.latest_answers(_firm_id(), wanted)
    form = answers_form(items, [])(formdata=None, data=declared, meta={"csrf": False})
    del form.version
    found = answers.assess(current.enterprise(), wanted, declared)
    return page.show(
        "self_check/show.html",
        (_("自查"), None),
        scheme=wanted,
        form=form,
        items=items,
        declared=answers.as_query({item.code: declared.get(item.code) for item in items}),
        assessment=found,
        rule_set=catalog.get(found.rule_set_id) if found else None,
        verdict=verdict_sentence(found) if found else None,
        score=score(found) if found else "",
        remedies=answers.way_up(current.enterprise(), wanted, declared) if found else (),
        gaps=answers.gaps(found) if found else [],
        article_name=answers.article_words(found.rule_set_id) if found else None,
        others=[one for one in schemes(open_only=True) if one.code != wanted.code],
        as_of=current.today(),
    )


def declared_items(scheme: Any) -> list[Item]:
    """What the page asks; that there is no right at all is asked only while none is registered."""
    kinds = (ItemKind.YES_NO, ItemKind.TICK)
    items = [item for item in answered_items(scheme, current.today()) if item.kind in kinds]
    if fetch(rights_of(_firm_id()), 1):
        items = [item for item in items if item.code != NO_RIGHTS]
    return items


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


def _firm_id() -> int:
    return current.enterprise().id
