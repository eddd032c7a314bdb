"""What a firm could change, as levers: figures raised to where a condition holds, and things it can set up."""

from __future__ import annotations

from registry.core.money import wan_to_fen
from registry.core.text import Text, msg
from registry.rules.case import Case
from registry.rules.criteria import Unit
from registry.rules.facts import Fact
from registry.rules.scale import ShareLimit
from registry.rules.way_up import Lever, Step
from registry.rules.wording import wan_up


def raised(
    case: Case, fact: str, label: Text, unit: Unit, edge: int | None, *, within: int | None = None
) -> tuple[Lever, ...]:
    """One lever that raises `fact` to `edge`; none where a figure is unknown or the edge is reached.

    Money goes up by whole hundredths of 万元, so that it can be entered, yet never above `within`, of which it is part.
    """
    figure = case.whole(fact)
    if figure is None or edge is None or figure >= edge:
        return ()
    goal = figure + wan_to_fen(wan_up(edge - figure)) if unit is Unit.WAN else edge
    goal = goal if within is None else min(goal, within)
    return (Lever(fact, (Step({fact: goal}, _risen(label, figure, goal, unit)),)),)


def achieved(case: Case, fact: str, text: Text, also: dict[str, Fact] | None = None) -> tuple[Lever, ...]:
    """One lever that turns a known no into a yes; `also` are facts that become true with it."""
    if case.answer(fact) is not False:
        return ()
    return (Lever(fact, (Step({fact: True, **(also or {})}, text),)),)


def _risen(label: Text, old: int, new: int, unit: Unit) -> Text:
    return msg(
        "{figure}由 {old} {unit}增至 {new} {unit}（再增 {more} {unit}）",
        figure=label,
        old=unit.show(old),
        new=unit.show(new),
        more=unit.show(new - old),
        unit=unit.value,
    )


def tech_staff(case: Case, label: Text, share: ShareLimit, least: int) -> tuple[Lever, ...]:
    """One lever to `least` tech staff who are also the share of all staff; none where the figures are unknown.

    People who are there are moved to it where they are enough; otherwise tech staff are hired and all staff grow too.
    """
    tech, staff = case.whole("tech_staff"), case.whole("staff")
    if tech is None or staff is None or tech > staff:
        return ()
    if staff >= least:
        return raised(case, "tech_staff", label, Unit.PEOPLE, max(least, share.least(staff)))
    more = least - tech
    if not share.reached_by(tech + more, staff + more):
        return ()
    text = msg(
        "新增科技人员 {more} 人（科技人员 {old} 人增至 {new} 人，职工总数随之增至 {staff} 人）",
        more=more,
        old=tech,
        new=tech + more,
        staff=staff + more,
    )
    return (Lever("tech_staff", (Step({"tech_staff": tech + more, "staff": staff + more}, text),)),)


def improved(case: Case, fact: str, label: Text, best: int) -> tuple[Lever, ...]:
    """One lever that brings a known place down to `best`."""
    place = case.whole(fact)
    if place is None or place <= best:
        return ()
    text = msg("{figure}由第 {old} 名升至第 {new} 名", figure=label, old=place, new=best)
    return (Lever(fact, (Step({fact: best}, text),)),)
