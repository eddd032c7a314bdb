"""What the holder of a title has to do after the firm has changed, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.core.text import Text, msg
from registry.rules.findings import Outcome
from registry.rules.lifecycle.basis import Basis
from registry.rules.lifecycle.changes import ChangeDuty, change_duty
from registry.rules.lifecycle.moves import move
from registry.rules.value_files import load

HNTE, SME = "lifecycle_hnte", "lifecycle_sme"
RULES = {"national_hte": HNTE, "national_sme": SME}
"""Schemes of which it is known what a change asks."""

REPORTED_HNTE = frozenset({"rename", "merger", "absorption"})
"""32号 art. 17: a new name, and what bears on the conditions; a new address alone is not among it."""


@dataclass(frozen=True, slots=True)
class TitleDuty:
    """What to do about one title: in words, with the clock where there is one (`clock`) and the source.

    `needs_review` where somebody other than the firm has to judge what becomes of the title.
    """

    text: Text
    clock: ChangeDuty | None
    basis: Basis | None
    needs_review: bool


def title_duty(
    scheme_code: str,
    kind: str,
    happened_on: date,
    on: date,
    *,
    reported_on: date | None = None,
    places: tuple[str, str] = ("", ""),
    is_whole: bool | None = None,
) -> TitleDuty:
    """What a change asks of a firm that holds the scheme's title.

    `kind`: rename, move, move_out, merger (into another firm), absorption (of another firm) or deregistration.

    `places` are the region codes before and after a move. The district decides about none of these titles: where the
    issuing authority has to judge, the words say so and nothing more. Before the rules began there is no clock.
    """
    if kind == "deregistration":
        return _open(msg("企业注销后资格随之终止，请告知认定机构。注销之日起不再计入家数。"))
    rules = RULES.get(scheme_code)
    if rules is None:
        return _open(msg("这项称号在企业变更后如何办理，系统没有登记依据，请向认定机构核实。"))
    clock = None
    if happened_on >= load(rules).since and (rules == SME or kind in REPORTED_HNTE):
        clock = change_duty(rules, happened_on, on, reported_on)
    if rules == HNTE and kind in ("move", "move_out"):
        return _moved(places, happened_on, is_whole)
    return TitleDuty(_WORDS[rules, kind], clock, clock.basis if clock else None, (rules, kind) in _JUDGED)


def _moved(places: tuple[str, str], happened_on: date, is_whole: bool | None) -> TitleDuty:
    if happened_on < load(HNTE).since:
        return _open(msg("迁移发生在现行办法施行以前，资格如何处理请向认定机构核实。"))
    found = move(*places, happened_on, is_whole=is_whole)
    return TitleDuty(found.text, None, found.basis, found.outcome is not Outcome.NOT_APPLICABLE)


def _open(text: Text) -> TitleDuty:
    return TitleDuty(text, None, None, True)


_UPDATE = msg("在全国科技型中小企业信息服务平台更新企业信息；入库登记编号不变。")
_WORDS: dict[tuple[str, str], Text] = {
    (HNTE, "rename"): msg("在高新技术企业认定管理工作网填报更名并报认定机构；核实后换发证书，编号和有效期不变。"),
    (HNTE, "merger"): msg("合并属于与认定条件有关的重大变化，应报认定机构；资格能否由存续企业承继，由认定机构审查。"),
    (HNTE, "absorption"): msg("合并属于与认定条件有关的重大变化，应报认定机构；是否仍符合条件，由认定机构审查。"),
    (SME, "rename"): _UPDATE,
    (SME, "absorption"): _UPDATE,
    (SME, "move"): _UPDATE,
    (SME, "move_out"): _UPDATE,
    (SME, "merger"): msg("在全国科技型中小企业信息服务平台报告合并；入库登记编号是否撤销，由编号发放机关审查。"),
}
_JUDGED = frozenset({(HNTE, "merger"), (SME, "merger"), (HNTE, "absorption")})
