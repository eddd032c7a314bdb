"""Whether a title holds: looked up by number or firm, or straight from the code on a printed sheet."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import segno
from flask import Response, current_app, render_template, request, url_for
from flask_babel import gettext as _

from registry.accounts.permissions import Permission
from registry.core.reading import fetch
from registry.core.text import Text, msg
from registry.enterprises.queries import current_profiles
from registry.recognitions.models import Recognition
from registry.recognitions.verification import Standing, Verified, standing, titles_like, verify
from registry.reference.models import DecidedBy, Scheme
from registry.web.public.blueprint import blueprint
from registry.web.public.forms.verify import DayForm, FindForm
from registry.web.shared import current
from registry.web.shared.acts import Answer
from registry.web.shared.permissions import requires

MOST = 50
STANDINGS: dict[Standing, tuple[str, Text]] = {
    Standing.VALID: ("ok", msg("有效")),
    Standing.NOT_YET: ("wait", msg("尚未生效")),
    Standing.EXPIRED: ("none", msg("已到期")),
    Standing.REVOKED: ("bad", msg("已撤销")),
    Standing.DEREGISTERED: ("bad", msg("企业已注销")),
    Standing.WITHDRAWN: ("bad", msg("登记有误，已撤下")),
}
_NOT_A_CERTIFICATE = {
    "national": msg("江北区登记信息，非国家证书"),
    "zhejiang": msg("江北区登记信息，非省级证书"),
}
"""By whose title it is, the first part of a scheme's code."""


@blueprint.get("/verify")
@requires(Permission.PUBLIC)
def verify_titles() -> Answer:
    """Titles by their number or by the firm's name, also a former one."""
    form = FindForm(request.args)
    is_asked = bool({"number", "firm"} & request.args.keys())
    is_good = is_asked and form.validate()
    found = fetch(titles_like(form.number.data or "", form.firm.data or ""), MOST + 1) if is_good else []
    today = current.today()
    page = render_template(
        "public/verify/list.html",
        form=form,
        is_good=is_good,
        rows=[(one, STANDINGS[standing(one, today)]) for one in found[:MOST]],
        firms=current_profiles({one.enterprise_id for one in found}, today),
        is_cut=len(found) > MOST,
        most=MOST,
        breadcrumbs=[(_("首页"), url_for("public.home")), (_("验证认定"), None)],
    )
    return page, 422 if is_asked and not is_good else 200


@blueprint.get("/verify/<public_id>")
@requires(Permission.PUBLIC)
def verify_title(public_id: str) -> Answer:
    """Whether the title holds today, or on the day of `?on=`."""
    today = current.today()
    form = DayForm(request.args if "on" in request.args else None)
    is_good = form.validate()
    on: date = form.on.data or today
    if not form.on.data and is_good:
        form.on.data = today
    found = verify(public_id, on=on, today=today)
    page = render_template(
        "public/verify/show.html",
        form=form,
        is_good=is_good,
        notes=_notes(found, today),
        breadcrumbs=[
            (_("首页"), url_for("public.home")),
            (_("验证认定"), url_for("public.verify_titles")),
            (found.name_on, None),
        ],
        **_shown(found, public_id),
    )
    return page, 200 if is_good else 422


@blueprint.get("/verify/<public_id>/sheet")
@requires(Permission.PUBLIC)
def verify_title_sheet(public_id: str) -> str:
    """What the registry says of the title today, on one sheet of paper with the code that verifies it."""
    today = current.today()
    found = verify(public_id, on=today, today=today)
    return render_template(
        "public/verify/sheet.html",
        issued_at=current.now(),
        address=_address(found.title.public_id),
        notes=_notes(found, today),
        breadcrumbs=[
            (_("首页"), url_for("public.home")),
            (_("验证认定"), url_for("public.verify_titles")),
            (found.name_on, url_for("public.verify_title", public_id=found.title.public_id)),
            (_("登记信息单"), None),
        ],
        **_shown(found, found.title.public_id),
    )


@blueprint.get("/verify/<public_id>/code.svg")
@requires(Permission.PUBLIC)
def verify_title_code(public_id: str) -> Response:
    """The address of the title's page as a QR code."""
    today = current.today()
    title = verify(public_id, on=today, today=today).title
    code = segno.make(_address(title.public_id), error="m", micro=False)
    image = BytesIO()
    code.save(image, kind="svg", scale=4, border=4, light="#fff", nl=False)
    return Response(image.getvalue(), mimetype="image/svg+xml")


def _shown(found: Verified, public_id: str) -> dict[str, object]:
    """What the page and the sheet have in common."""
    return {
        "found": found,
        "title": found.title,
        "public_id": public_id,
        "state": STANDINGS[found.standing],
        "disclaimer": _disclaimer(found.title.scheme),
    }


def _disclaimer(scheme: Scheme) -> Text | None:
    """Whose paper this is not; None where the district itself gives the title."""
    if scheme.decided_by is DecidedBy.DISTRICT:
        return None
    return _NOT_A_CERTIFICATE.get(scheme.code.partition("_")[0], msg("江北区登记信息，非发证机关证书"))


def _notes(found: Verified, today: date) -> list[Text]:
    """What somebody who relies on the title should know beyond whether it holds."""
    title, notes = found.title, []
    if found.standing is Standing.WITHDRAWN:
        return [msg("这条记录因登记有误已被撤下，从未生效。")]
    if found.is_renamed:
        notes.append(
            msg("认定时的企业名称是“{before}”，现用名称是“{now}”。", before=found.name_issued, now=found.name_today)
        )
    if title.revoked_on is not None:
        notes.append(_revocation(title, title.revoked_on))
    if found.presence == "moved_out":
        notes.append(msg("企业当日已迁出江北区，不计入本区家数；称号是否继续有效，以迁入地主管部门为准。"))
    if found.is_rewritten:
        notes.append(msg("这条记录在您手中的纸质件印出以后有过更正，以本页为准。"))
    if found.on > today:
        notes.append(msg("查验日期在今天之后，结果以今天已知的情况为准。"))
    return notes


def _revocation(title: Recognition, day: date) -> Text:
    ground = title.revocation_ground.rstrip("。")
    if not ground:
        return msg("自 {day} 起撤销。", day=day)
    return msg("自 {day} 起撤销，依据：{ground}。", day=day, ground=ground)


def _address(public_id: str) -> str:
    """The page's whole address as it is printed."""
    return current_app.config["PUBLIC_ADDRESS"] + url_for("public.verify_title", public_id=public_id)
