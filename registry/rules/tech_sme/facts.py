"""What 国科发政〔2017〕115号 asks of a firm: the figures and answers, each of which may be unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from registry.core.errors import DomainError
from registry.core.text import msg
from registry.rules.facts import Fact
from registry.rules.findings import Source
from registry.rules.vocabulary import fields

FIELDS = fields(
    "resident_enterprise",
    "staff",
    "tech_staff",
    "revenue",
    "rd_spend",
    "cost_expense_total",
    "total_assets",
    "class1_ip",
    "class2_ip",
    "excluded_industry",
    "accident_or_dishonesty",
    "on_abnormal_list",
    "valid_hnte",
    "national_award_top3_5y",
    "provincial_rd_institution",
    "led_standard_5y",
    "accounts_sound",
    "negative_list_industry",
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
