"""试申报: the whole check and the letter that would come of it; nothing is filed and nothing kept."""

from __future__ import annotations

from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.applications.rehearsal import rehearse
from registry.core.errors import NotFound
from registry.core.text import msg
from registry.reference.queries import get_scheme
from registry.web.firm import page
from registry.web.firm.blueprint import blueprint
from registry.web.shared import current
from registry.web.shared.check_words import article_words
from registry.web.shared.permissions import requires


@blueprint.get("/<uscc>/rehearsal/<scheme>")
@requires(Permission.FIRM_READ)
def rehearsal(uscc: str, scheme: str) -> tuple[str, int]:
    """What an officer would find today, and the letter he would send."""
    if not scheme.isidentifier():
        raise NotFound(msg("没有这一类认定。"))
    wanted = get_scheme(scheme)
    found = rehearse(current.enterprise(), wanted, current.today(), addressee=page.firm_name())
    assessment = found.assessment
    return page.show(
        "rehearsal/show.html",
        (_("梯队"), page.here("ladder")),
        (_("试申报"), None),
        scheme=wanted,
        found=found,
        assessment=assessment,
        article_name=article_words(assessment.rule_set_id) if assessment else None,
        as_of=current.today(),
    )
