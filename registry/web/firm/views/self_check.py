"""One rung in detail: every condition with its figure, its source and its article, and other answers tried out."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.reference.queries import get_scheme, schemes
from registry.rules import catalog
from registry.web.firm import answers, page
from registry.web.firm.blueprint import blueprint
from registry.web.firm.forms.applications import answers_form
from registry.web.shared import current
from registry.web.shared.check_words import article_words, score, verdict_sentence
from registry.web.shared.permissions import requires


@blueprint.get("/<uscc>/self-check/<scheme>")
@requires(Permission.FIRM_READ)
def self_check(uscc: str, scheme: str) -> tuple[str, int]:
    """The findings of the scheme's rules on today's facts; the address carries the declared answers."""
    if not scheme.isidentifier():
        raise NotFound(msg("没有这一类认定。"))
    wanted = get_scheme(scheme)
    items = answers.declared_items(_firm_id(), wanted)
    declared = answers.from_query(request.args, items) if request.args else answers.latest_answers(_firm_id(), wanted)
    shown = {item.code: item.read(declared.get(item.code)) for item in items}
    form = answers_form(items, [])(formdata=None, data=shown, meta={"csrf": False})
    del form.version
    found = answers.assess(current.enterprise(), wanted, declared)
    return page.show(
        "self_check/show.html",
        (_("梯队"), page.here("ladder")),
        (_("自查"), None),
        scheme=wanted,
        form=form,
        items=items,
        declared=answers.as_query(declared, items),
        assessment=found,
        rule_set=catalog.get(found.rule_set_id) if found else None,
        verdict=verdict_sentence(found) if found else None,
        score=score(found) if found else "",
        ways_up=answers.way_up(current.enterprise(), wanted, declared),
        gaps=answers.gaps(found) if found else [],
        article_name=article_words(found.rule_set_id) if found else None,
        others=[one for one in schemes(open_only=True) if one.code != wanted.code],
        as_of=current.today(),
    )


def _firm_id() -> int:
    return current.enterprise().id
