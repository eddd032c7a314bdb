"""The quick self-check's questions: at most ten for each rule set, in the words of somebody who never read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from registry.rules.facts import Fact


@dataclass(frozen=True)
class Question:
    """One question; `asks` names its facts with the words beside each box (several years are one question)."""

    title: Any
    asks: Mapping[str, Any]
    hint: Any = ""
    ticks: bool = False
    """Whether the facts are boxes to tick, where no tick is a no."""


def _years(name: str, figure: Any) -> dict[str, Any]:
    """A figure of the last full year and of the two before it."""
    return {
        name: _("上年%(figure)s", figure=figure),
        f"{name}_prior_1": _("前年%(figure)s", figure=figure),
        f"{name}_prior_2": _("大前年%(figure)s", figure=figure),
    }


_STAFF = Question(
    _("上年有多少人？"),
    {"staff": _("职工总数"), "tech_staff": _("其中：科技人员")},
    _("科技人员指直接从事研发、技术创新以及专门管理和直接服务的人员，兼职和临时人员全年须在岗半年（183 天）以上。"),
)
_ACCIDENT = Question(_("近一年内有没有发生重大安全、重大质量事故或严重环境违法？"), {"accident_last_year": _("发生过")})
_SALES = Question(
    _("近三年的销售收入各是多少？"),
    _years("revenue", _("销售收入")),
    _("主营业务收入加其他业务收入；成立不满三年的，没有的年份不填。"),
)

TECH_SME: tuple[Question, ...] = (
    Question(_("是不是在中国境内注册的居民企业？"), {"resident_enterprise": _("境内注册的居民企业")}),
    _STAFF,
    Question(_("上年销售收入是多少？"), {"revenue": _("销售收入")}, _("主营业务收入加其他业务收入。")),
    Question(_("上年末资产总额是多少？"), {"total_assets": _("资产总额")}),
    Question(
        _("上年研发费用和成本费用各是多少？"),
        {"rd_spend": _("研发费用"), "cost_expense_total": _("成本费用支出总额")},
        _("研发费用按加计扣除口径（财税〔2015〕119号）归集；成本费用填了，就按两种比例中较高的一种计分。"),
    ),
    Question(
        _("有多少项有效的知识产权？"),
        {"class1_ip": _("Ⅰ类"), "class2_ip": _("Ⅱ类")},
        _("Ⅰ类：发明专利、植物新品种、国家新药、集成电路布图设计等；Ⅱ类：实用新型、外观设计、软件著作权。商标不计。"),
    ),
    Question(_("产品或服务是否属于国家禁止、限制、淘汰类？"), {"excluded_industry": _("属于禁止、限制、淘汰类")}),
    Question(
        _("上年和当年有没有发生重大安全、质量事故，严重环境违法或科研严重失信？"),
        {"accident_or_dishonesty": _("发生过")},
    ),
    Question(_("是否列入经营异常名录或严重违法失信名单？"), {"on_abnormal_list": _("列入名单")}),
    Question(
        _("有下列哪几项？有任何一项，就不再看评分。"),
        {
            "valid_hnte": _("有效期内的高新技术企业证书"),
            "national_award_top3_5y": _("近五年获国家级科技奖励，单位排名前三"),
            "provincial_rd_institution": _("经认定的省部级以上研发机构"),
            "led_standard_5y": _("近五年主持制定国际、国家或行业标准（前五名起草单位）"),
        },
        _("没有的不勾。"),
        ticks=True,
    ),
)

HNTE: tuple[Question, ...] = (
    Question(_("企业是哪一天注册成立的？"), {"registered_on": _("注册成立日期")}, _("例如 2021-03-01。")),
    _STAFF,
    _SALES,
    Question(
        _("近三年的研发费用各是多少？"),
        _years("rd_hnte", _("研发费用")),
        _("按高企口径（国科发火〔2016〕195号）：委托外部研发按 80 % 计入，其他费用一般不超过总额的 20 %。"),
    ),
    Question(
        _("其中在境内发生的研发费用各是多少？"),
        _years("rd_hnte_domestic", _("境内研发费用")),
        _("全部在境内的，照抄上面的数。"),
    ),
    Question(
        _("上年的收入怎样构成？"),
        {
            "total_income": _("总收入"),
            "high_tech_income": _("高新技术产品（服务）收入"),
            "main_product_income": _("其中：主要产品（服务）收入"),
        },
        _("总收入是企业所得税法所说的收入总额减去不征税收入；主要产品是有自主知识产权支持的高新技术产品。"),
    ),
    Question(
        _("有多少项有效的知识产权？"),
        {"class1_ip": _("Ⅰ类"), "class2_ip_unused": _("Ⅱ类（以往认定高企没有用过的）")},
        _("Ⅰ类：发明专利、植物新品种、国家新药、集成电路布图设计等；Ⅱ类：实用新型、外观设计、软件著作权。商标不计。"),
    ),
    Question(
        _("下列各项是不是本企业的情况？"),
        {
            "core_ip_owned": _("知识产权对主要产品（服务）起核心支持作用"),
            "own_research_ip": _("有自主研发取得的知识产权（不全是购买、受赠或并购来的）"),
            "high_tech_field": _("核心技术属于国家重点支持的高新技术领域"),
            "standard_participation": _("参与编制国家标准、行业标准、检测方法或技术规范"),
            "accident_last_year": _("近一年内发生过重大安全、重大质量事故或严重环境违法"),
        },
        _(
            "八大领域：电子信息、生物与新医药、航空航天、新材料、高技术服务、新能源与节能、资源与环境、先进制造与自动化。"
        ),
    ),
    Question(
        _("近三年各转化了几项科技成果？"),
        _years("transformations", _("转化的成果")),
        _("同一成果不论用于几种产品，只计一项。"),
    ),
    Question(
        _("近三年年末的净资产各是多少？"), _years("net_assets", _("末净资产")), _("资产总额减去负债总额，可以是负数。")
    ),
)

LEADING: tuple[Question, ...] = (
    Question(
        _("有多少项有效的Ⅰ类知识产权？"),
        {"class1_ip": _("Ⅰ类")},
        _("发明专利、植物新品种、国家新药、集成电路布图设计等。"),
    ),
    Question(_("有没有自主品牌？"), {"own_brand": _("有自主品牌")}),
    _STAFF,
    _SALES,
    Question(
        _("近三年的研发费用各是多少？"),
        _years("rd_hnte", _("研发费用")),
        _("按高企口径（国科发火〔2016〕195号）归集。"),
    ),
    Question(_("上年主导高新技术产品的收入是多少？"), {"high_tech_income": _("高新技术产品收入")}),
    Question(
        _("主导产品市场占有率排第几名？"),
        {"market_rank_national": _("国内"), "market_rank_global": _("全球")},
        _("只填知道的。"),
    ),
    Question(
        _("是否属于未来产业？"),
        {"future_industry": _("属于未来产业")},
        _("人工智能、区块链、柔性电子、空天、前沿材料、元宇宙等，收入门槛较低。"),
    ),
    Question(
        _("五项指标中，有几项近三年平均增速高于全省 GDP？"),
        {"growth_items": _("项数")},
        _("五项：研发费用、销售收入、纳税额、净利润、高新技术投资。"),
    ),
    _ACCIDENT,
)

QUESTIONS: dict[str, tuple[Question, ...]] = {
    "tech_sme_2017": TECH_SME,
    "hnte_2016": HNTE,
    "zj_tech_leader_2023": LEADING,
}
"""By rule set; one that is missing here has no quick check."""


def completed(rule_set_id: str, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts with those that follow from how a question is put."""
    found = dict(facts)
    if rule_set_id == "hnte_2016":
        found["class2_ip"] = found.get("class2_ip_unused")
        found["non_taxed_income"] = None if found.get("total_income") is None else 0  # asked for without it
    return found
