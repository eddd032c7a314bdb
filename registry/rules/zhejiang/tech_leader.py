"""浙江省科技领军企业, the conditions published after the renaming of September 2022; the document was not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from registry.core.text import msg
from registry.rules.case import Case
from registry.rules.criteria import AtLeast, ShareAtLeast, Unit, YesNo
from registry.rules.facts import Fact
from registry.rules.findings import Assessment, Finding, Outcome, Source
from registry.rules.judging import Judge, all_met, bind, within
from registry.rules.values import RuleSet
from registry.rules.vocabulary import fields, yearly
from registry.rules.way_up import Lever
from registry.rules.zhejiang.changes import achieved, improved, raised, tech_staff
from registry.rules.zhejiang.research import RD, judge_three_years, last_year_needed, over_three_years
from registry.rules.zhejiang.shared import conclude, open_case, part_within, reminder
from registry.rules.zhejiang.standing import (
    growth,
    judge_growth,
    judge_market_rank,
    judge_sales,
    market_rank,
    sales,
)

FIELDS = fields(
    "class1_ip",
    "own_brand",
    *reversed(yearly("rd_hnte")),
    *reversed(yearly("revenue")),
    "staff",
    "tech_staff",
    "high_tech_income",
    "market_rank_national",
    "market_rank_global",
    "future_industry",
    "growth_items",
    "accident_last_year",
)

_LAW = "conditions"
_CLASS_ONE = msg("Ⅰ类知识产权")
_TECH = msg("科技人员")
_HIGH_TECH = msg("高新技术产品收入")
_CONTRADICTION = msg("科技人员数大于职工总数，请核对")
_RIGHTS = AtLeast(
    criterion="class1_ip", fact="class1_ip", parameter="class1_min", article=_LAW, label=_CLASS_ONE, unit=Unit.ITEMS
)
_BRAND = YesNo(
    fact="own_brand",
    article=_LAW,
    label=msg("自主品牌"),
    required=msg("拥有自主品牌"),
    yes=msg("有自主品牌"),
    no=msg("没有自主品牌"),
    parameters=("own_brand",),
)
_STAFF_SHARE = ShareAtLeast(
    criterion="tech_staff_share",
    part="tech_staff",
    whole="staff",
    parameter="tech_staff_share_min",
    article=_LAW,
    label=msg("科技人员占比"),
    part_label=_TECH,
    whole_label=msg("职工总数"),
    unit=Unit.PEOPLE,
)
_STAFF = AtLeast(
    criterion="tech_staff",
    fact="tech_staff",
    parameter="tech_staff_min",
    article=_LAW,
    label=msg("科技人员数"),
    unit=Unit.PEOPLE,
)
_PRODUCT = ShareAtLeast(
    criterion="high_tech_share",
    part="high_tech_income",
    whole="revenue",
    parameter="high_tech_share_min",
    article=_LAW,
    label=msg("主导高新技术产品收入占比"),
    part_label=_HIGH_TECH,
    whole_label=msg("销售收入"),
    unit=Unit.WAN,
)
_CONDUCT = YesNo(
    fact="accident_last_year",
    article=_LAW,
    label=msg("安全、质量和环境"),
    required=msg("近一年内未发生重大安全、重大质量事故和严重环境违法"),
    yes=msg("有此类情况"),
    no=msg("没有此类情况"),
    wanted=False,
    parameters=("no_accident",),
)


def assess(values: Mapping[str, Fact], sources: Mapping[str, Source], *, on: date, rule_set: RuleSet) -> Assessment:
    """Facts by name (money in 分) by the values in force on `on`. Raises NotInForceError before 2022-09-29."""
    case = open_case(FIELDS, values, sources, on=on, rule_set=rule_set)
    findings = (
        _RIGHTS.finding(case),
        _BRAND.finding(case),
        _research(case),
        *_staff(case),
        _product(case),
        market_rank(case, _LAW),
        sales(case, _LAW),
        growth(case, _LAW),
        _CONDUCT.finding(case),
        *_reminders(case),
    )
    return conclude(case, FIELDS, findings)


def judge(rule_set: RuleSet, on: date) -> Judge:
    """The same without words, the values in force on `on` bound. Raises NotInForceError as `assess` does."""
    rule_set.require_in_force(on)
    conditions = (_RIGHTS, _BRAND, _STAFF_SHARE, _STAFF, _PRODUCT, _CONDUCT)
    rights, brand, share, people, product, conduct = bind(conditions, rule_set, on)
    return all_met(
        (
            rights,
            brand,
            ("rd_three_years", judge_three_years(rule_set, on, "rd_shares")),
            (share[0], within(share[1], "tech_staff", "staff")),
            (people[0], within(people[1], "tech_staff", "staff")),
            (product[0], within(product[1], "high_tech_income", "revenue")),
            ("market_rank", judge_market_rank(rule_set, on)),
            ("revenue", judge_sales(rule_set, on)),
            ("growth_items", judge_growth(rule_set, on)),
            conduct,
        )
    )


def levers(case: Case) -> tuple[Lever, ...]:
    """Rights, people, the last year's figures, the brand and the place in the market; closed years stay as they are."""
    rules, on, revenue = case.rule_set, case.on, case.whole("revenue")
    share, people = rules.share("tech_staff_share_min", on), rules.limit("tech_staff_min", on).value
    product = rules.share("high_tech_share_min", on)
    return (
        *raised(case, "class1_ip", _CLASS_ONE, Unit.ITEMS, rules.limit("class1_min", on).value),
        *achieved(case, "own_brand", msg("形成自主品牌")),
        *raised(case, "rd_hnte", RD, Unit.WAN, last_year_needed(case, "rd_shares")),
        *tech_staff(case, _TECH, share, people),
        *raised(
            case, "high_tech_income", _HIGH_TECH, Unit.WAN, product.least(revenue) if revenue else None, within=revenue
        ),
        *_places(case),
    )


def _places(case: Case) -> tuple[Lever, ...]:
    """The two ways up in the market, where neither place is near enough."""
    if market_rank(case, _LAW).outcome is Outcome.MET:
        return ()
    national, world = (case.rule_set.limit(code, case.on).value for code in ("rank_national_max", "rank_global_max"))
    return (
        *improved(case, "market_rank_national", msg("市场占有率国内排名"), national),
        *improved(case, "market_rank_global", msg("市场占有率全球排名"), world),
    )


def _research(case: Case) -> Finding:
    """The published shares begin at a size; below it the finding says that its share is a stand-in."""
    finding = over_three_years(case, "rd_shares", _LAW)
    size = case.whole("revenue")
    if size is not None and not case.rule_set.limit("rd_printed_from", case.on).reached_by(size):
        return replace(finding, note=case.doubt("rd_printed_from"))
    return finding


def _staff(case: Case) -> list[Finding]:
    """Both the share and the number of people; neither where more of them are named than work there."""
    tech, staff = case.whole("tech_staff"), case.whole("staff")
    return [part_within(condition.finding(case), tech, staff, _CONTRADICTION) for condition in (_STAFF_SHARE, _STAFF)]


def _product(case: Case) -> Finding:
    note = msg("高新技术产品收入大于销售收入，请核对")
    return part_within(_PRODUCT.finding(case), case.whole("high_tech_income"), case.whole("revenue"), note)


def _reminders(case: Case) -> list[Finding]:
    return [
        reminder(
            case,
            "relaxed_counties",
            msg("山区海岛县"),
            msg("26 个山区海岛县的企业可适当放宽条件；江北区不在其中"),
        ),
        reminder(
            case,
            "provincial_standard",
            msg("口径"),
            msg("省级科技领军企业申报条件（公开口径，文号待核），非区级认定标准"),
        ),
    ]
