"""What 国科发政〔2017〕115号 asks of a firm: figures of the last full fiscal year, and answers; any may be unknown.

R&D is in the sense of the tax office (财税〔2015〕119号, art. 9(3)), revenue is main plus other business income
(art. 9(4)), rights are valid, undisputed and tied to the main product (art. 7(3)).
"""

from __future__ import annotations

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
