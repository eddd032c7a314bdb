"""Every fact a rule set may read, once: the same name means the same figure in every regulation."""

from __future__ import annotations

from registry.core.text import Text, msg
from registry.rules.facts import FactField, FactKind

EARLIER = ("prior_1", "prior_2")
"""Suffixes of a yearly figure for the year before the last full one, and for the year before that."""


def yearly(name: str) -> tuple[str, str, str]:
    """The names of a yearly figure, oldest year first: the formulas of growth and pooled ratios read them so."""
    return f"{name}_{EARLIER[1]}", f"{name}_{EARLIER[0]}", name


def fields(*names: str) -> tuple[FactField, ...]:
    """The facts of those names, in that order. Raises KeyError for a word that is not in the vocabulary."""
    return tuple(_FIELDS[name] for name in names)


def find(name: str) -> FactField | None:
    """The fact of that name; None for a word that is not in the vocabulary."""
    return _FIELDS.get(name)


def is_yearly(name: str) -> bool:
    """Whether the fact is one of a figure's three years."""
    return yearly(base_of(name)[0])[0] in _FIELDS


def base_of(name: str) -> tuple[str, int]:
    """The figure's plain name and how many years before the last full one: "revenue_prior_2" is ("revenue", 2)."""
    for years, suffix in enumerate(EARLIER, start=1):
        if name.endswith(f"_{suffix}"):
            return name.removesuffix(f"_{suffix}"), years
    return name, 0


def is_expert(name: str) -> bool:
    """Whether the fact is a score that the panel gives, which no firm says of itself."""
    return _FIELDS.get(name) in _EXPERTS


def _flag(name: str, label: Text) -> tuple[FactField, ...]:
    return (FactField(name, FactKind.FLAG, label),)


def _count(name: str, label: Text) -> tuple[FactField, ...]:
    return (FactField(name, FactKind.COUNT, label),)


def _money(name: str, label: Text) -> tuple[FactField, ...]:
    return (FactField(name, FactKind.MONEY, label),)


def _three_years(name: str, label: Text, kind: FactKind = FactKind.MONEY) -> tuple[FactField, ...]:
    """A figure of the last full year and of the two before it."""
    return (
        FactField(name, kind, label),
        FactField(f"{name}_prior_1", kind, msg("{figure}（前一年）", figure=label)),
        FactField(f"{name}_prior_2", kind, msg("{figure}（前两年）", figure=label)),
    )


_REGISTRATION = (
    *_flag("resident_enterprise", msg("是否为在中国境内（不含港澳台）注册的居民企业")),
    *_flag("province_registered", msg("是否在浙江省内注册")),
    *_flag("independent_legal_entity", msg("是否产权清晰、独立核算（不含分支机构、个人独资企业等）")),
    FactField("registered_on", FactKind.DAY, msg("注册成立日期")),
    *_flag("sme_by_size", msg("是否符合中小企业划型标准")),
)
_STAFF = (
    *_count("staff", msg("职工总数（人）")),
    *_count("tech_staff", msg("科技人员数（人）")),
    FactField("staff_months", FactKind.MONTHS, msg("各月职工人数（月初、月末）")),
    FactField("tech_staff_months", FactKind.MONTHS, msg("各月科技人员数（月初、月末）")),
    *_count("full_time_rd_staff", msg("专职研发人员数（人）")),
)
_MONEY = (
    *_three_years("revenue", msg("年销售收入（万元）")),
    *_three_years("main_business_revenue", msg("主营业务收入（万元）")),
    *_three_years("net_assets", msg("年末净资产（万元）"), FactKind.SIGNED_MONEY),
    *_money("cost_expense_total", msg("成本费用支出总额（万元）")),
    *_money("total_assets", msg("资产总额（万元）")),
    *_money("total_income", msg("收入总额（万元）")),
    *_money("non_taxed_income", msg("不征税收入（万元）")),
    *_money("high_tech_income", msg("高新技术产品（服务）收入（万元）")),
    *_money("main_product_income", msg("主要产品（服务）收入合计（万元）")),
    *_money("core_product_income", msg("核心产品收入（万元）")),
)
_RESEARCH = (
    *_money("rd_spend", msg("研发费用（加计扣除口径，万元）")),
    *_three_years("rd_hnte", msg("研发费用（高企口径，万元）")),
    *_three_years("rd_hnte_domestic", msg("其中：境内研发费用（万元）")),
    *_three_years("rd_personnel", msg("人员人工费用（万元）")),
    *_three_years("rd_direct_input", msg("直接投入费用（万元）")),
    *_three_years("rd_depreciation", msg("折旧与长期待摊费用（万元）")),
    *_three_years("rd_amortisation", msg("无形资产摊销费用（万元）")),
    *_three_years("rd_design", msg("设计费用（万元）")),
    *_three_years("rd_trial", msg("装备调试与试验费用（万元）")),
    *_three_years("rd_other", msg("其他费用（万元）")),
    *_three_years("rd_outsourced_domestic", msg("委托境内研发的实际费用（万元）")),
    *_three_years("rd_outsourced_foreign", msg("委托境外研发的实际费用（万元）")),
    *_three_years("transformations", msg("科技成果转化（项）"), FactKind.COUNT),
)
_RIGHTS = (
    *_count("class1_ip", msg("有效的Ⅰ类知识产权（项）")),
    *_count("class2_ip", msg("有效的Ⅱ类知识产权（项）")),
    *_count("class2_ip_unused", msg("未在以往高企认定中使用过的Ⅱ类知识产权（项）")),
    *_flag("own_research_ip", msg("是否有自主研发取得的知识产权")),
    *_flag("core_ip_owned", msg("是否拥有对主要产品在技术上发挥核心支持作用的知识产权")),
    *_flag("high_tech_field", msg("核心技术是否属于国家重点支持的高新技术领域")),
    *_flag("standard_participation", msg("是否参与编制国家标准、行业标准、检测方法或技术规范")),
    *_flag("technology_basis", msg("是否拥有自主知识产权、专有技术或先进知识，并据此形成产品或服务")),
    *_flag("own_brand", msg("是否拥有自主品牌")),
)
_CONDUCT = (
    *_flag("excluded_industry", msg("产品或服务是否属于国家禁止、限制、淘汰类")),
    *_flag("accident_or_dishonesty", msg("上年和当年是否发生重大安全、质量事故，严重环境违法或科研严重失信")),
    *_flag("accident_last_year", msg("近一年内是否发生重大安全、重大质量事故或严重环境违法")),
    *_flag("dishonest_last_year", msg("近一年内是否有严重失信行为")),
    *_flag("violation_3y", msg("近三年是否有环境、安全、知识产权、税收等违法行为")),
    *_flag("on_abnormal_list", msg("是否列入经营异常名录或严重违法失信名单")),
    *_flag("accounts_sound", msg("是否会计核算健全、查账征收并能准确归集研发费用")),
    *_flag("negative_list_industry", msg("主营业务是否属于不适用研发费用加计扣除的行业")),
)
_STANDING = (
    *_flag("valid_hnte", msg("是否持有有效期内的高新技术企业证书")),
    *_flag("national_award_top3_5y", msg("近五年是否获国家级科技奖励且单位排名前三")),
    *_flag("provincial_rd_institution", msg("是否拥有经认定的省部级以上研发机构")),
    *_flag("led_standard_5y", msg("近五年是否主持制定国际、国家或行业标准")),
    *_flag("rd_institution", msg("是否设有研发机构")),
    *_flag("regional_leader", msg("是否为所在县（市、区）重点扶持的龙头骨干企业")),
    *_flag("cooperation", msg("是否开展产学研合作与国际科技合作")),
    *_flag("fast_growing", msg("是否成长速度快或估值高")),
    *_flag("future_industry", msg("是否属于未来产业")),
    *_count("market_rank_national", msg("主导产品市场占有率国内排名")),
    *_count("market_rank_global", msg("主导产品市场占有率全球排名")),
    *_count("growth_items", msg("近三年平均增速高于全省 GDP 增速的指标数（项，共五项）")),
)
_EXPERTS = (
    *_count("expert_advancement", msg("专家评分：技术的先进程度")),
    *_count("expert_core_support", msg("专家评分：对主要产品的核心支持作用")),
    *_count("expert_ip_count", msg("专家评分：知识产权数量")),
    *_count("expert_acquisition", msg("专家评分：知识产权获得方式")),
    *_count("expert_standards", msg("专家评分：参与编制标准")),
    *_count("expert_transformation", msg("专家评分：科技成果转化能力")),
    *_count("expert_rd_system", msg("专家评分：研究开发的组织管理制度")),
    *_count("expert_rd_institution", msg("专家评分：研发机构与产学研合作")),
    *_count("expert_incentives", msg("专家评分：成果转化激励与创新平台")),
    *_count("expert_talent", msg("专家评分：人才培养与绩效奖励")),
    *_count("expert_growth_net_assets", msg("专家评分：净资产增长率")),
    *_count("expert_growth_revenue", msg("专家评分：销售收入增长率")),
)

_FIELDS = {
    field.name: field
    for field in (
        *_REGISTRATION,
        *_STAFF,
        *_MONEY,
        *_RESEARCH,
        *_RIGHTS,
        *_CONDUCT,
        *_STANDING,
        *_EXPERTS,
    )
}
