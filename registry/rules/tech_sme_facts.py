"""What 国科发政〔2017〕115号 asks of a firm: the figures and answers, each of which may be unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from registry.core.errors import DomainError
from registry.core.text import Text, msg
from registry.rules.facts import Fact, FactField, FactKind, facts_to_json
from registry.rules.findings import Source
from registry.rules.freezing import Json
from registry.rules.values import RuleSet

FIELDS = (
    FactField("resident_enterprise", FactKind.FLAG, msg("是否为在中国境内（不含港澳台）注册的居民企业")),
    FactField("staff", FactKind.COUNT, msg("职工总数（人）")),
    FactField("tech_staff", FactKind.COUNT, msg("科技人员数（人）")),
    FactField("revenue", FactKind.MONEY, msg("年销售收入（万元）")),
    FactField("rd_spend", FactKind.MONEY, msg("研发费用（加计扣除口径，万元）")),
    FactField("cost_expense_total", FactKind.MONEY, msg("成本费用支出总额（万元）")),
    FactField("total_assets", FactKind.MONEY, msg("资产总额（万元）")),
    FactField("class1_ip", FactKind.COUNT, msg("有效的Ⅰ类知识产权（项）")),
    FactField("class2_ip", FactKind.COUNT, msg("有效的Ⅱ类知识产权（项）")),
    FactField("excluded_industry", FactKind.FLAG, msg("产品或服务是否属于国家禁止、限制、淘汰类")),
    FactField(
        "accident_or_dishonesty", FactKind.FLAG, msg("上年和当年是否发生重大安全、质量事故，严重环境违法或科研严重失信")
    ),
    FactField("on_abnormal_list", FactKind.FLAG, msg("是否列入经营异常名录或严重违法失信名单")),
    FactField("valid_hnte", FactKind.FLAG, msg("是否持有有效期内的高新技术企业证书")),
    FactField("national_award_top3_5y", FactKind.FLAG, msg("近五年是否获国家级科技奖励且单位排名前三")),
    FactField("provincial_rd_institution", FactKind.FLAG, msg("是否拥有经认定的省部级以上研发机构")),
    FactField("led_standard_5y", FactKind.FLAG, msg("近五年是否主持制定国际、国家或行业标准")),
    FactField("accounts_sound", FactKind.FLAG, msg("是否会计核算健全、查账征收并能准确归集研发费用")),
    FactField("negative_list_industry", FactKind.FLAG, msg("主营业务是否属于不适用研发费用加计扣除的行业")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmeFacts:
    """One firm's facts; None is unknown, money is 分, counts are whole persons or items.

    Figures are those of the last full fiscal year. R&D is the tax calibre (财税〔2015〕119号, art. 9(3)), revenue is
    main plus other business income (art. 9(4)), IP is valid, undisputed and tied to the main product (art. 7(3)).
    `sources` tells by fact name where a figure came from. Raises DomainError (with the field) for a negative figure.
    """

    resident_enterprise: bool | None = None
    staff: int | None = None
    tech_staff: int | None = None
    revenue: int | None = None
    rd_spend: int | None = None
    cost_expense_total: int | None = None
    total_assets: int | None = None
    class1_ip: int | None = None
    class2_ip: int | None = None
    excluded_industry: bool | None = None
    accident_or_dishonesty: bool | None = None
    on_abnormal_list: bool | None = None
    valid_hnte: bool | None = None
    national_award_top3_5y: bool | None = None
    provincial_rd_institution: bool | None = None
    led_standard_5y: bool | None = None
    accounts_sound: bool | None = None
    negative_list_industry: bool | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in FIELDS:
            value = getattr(self, item.name)
            if value is not None and value < 0:
                raise DomainError(msg("“{label}”不能小于 0", label=item.label), field=item.name)

    def values(self) -> dict[str, Fact]:
        """All facts by name, None where unknown."""
        return {item.name: getattr(self, item.name) for item in FIELDS}

    def to_json(self) -> dict[str, Json]:
        """The known facts and their sources as JSON, money as exact 万元 text."""
        return facts_to_json(FIELDS, self.values(), self.sources)


@dataclass(frozen=True, slots=True)
class Case:
    """One firm before one rule set on the day `on`."""

    facts: SmeFacts
    rule_set: RuleSet
    on: date

    def missing(self, *names: str) -> tuple[str, ...]:
        """Those of `names` that are not known."""
        return tuple(name for name in names if getattr(self.facts, name) is None)

    def sources(self, *names: str) -> tuple[Source, ...]:
        """Where the figures `names` came from, each source once."""
        found = (self.facts.sources.get(name) for name in names)
        return tuple(dict.fromkeys(source for source in found if source is not None))

    def verified(self, *codes: str) -> bool:
        """False where one of the parameters has a doubt."""
        return all(self.rule_set.parameters[code].verified for code in codes)

    def doubt(self, code: str) -> Text | None:
        """The parameter's doubt as a note, None where it is verified."""
        parameter = self.rule_set.parameters[code]
        return None if parameter.verified else msg("待核实：{doubt}", doubt=parameter.doubt)


UNKNOWN = msg("未填写")
