"""What the invented district looks like: streets, parks, trades, sizes and the growth of its tiers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

HOME_FIRMS = 3400
"""Size of the district the year-end counts below belong to; other sizes are scaled."""

MERGER = date(2020, 6, 16)
"""Day 中马 and 白沙 became 外滩; 前江 is on the street list from the same month."""

STREETS = {
    "330205001": "外滩街道",
    "330205003": "孔浦街道",
    "330205004": "文教街道",
    "330205005": "甬江街道",
    "330205006": "庄桥街道",
    "330205007": "洪塘街道",
    "330205008": "前江街道",
    "330205103": "慈城镇",
}
STREET_WEIGHTS = (135, 86, 76, 134, 131, 226, 56, 156)
WAITAN, HONGTANG, QIANJIANG = "330205001", "330205007", "330205008"
ZHONGMA, BAISHA = "330205001", "330205002"

_HIGH_TECH, _QIANYANG = "宁波江北高新技术产业园", "浙江前洋经济开发区"
_HARBOUR, _START_UP = "宁波文创港", "江北投资创业园"
PARKS: dict[str, tuple[str, ...]] = {
    "330205001": ("", "", _HARBOUR),
    "330205002": ("", "", _HARBOUR),
    "330205003": ("", _HARBOUR, _HARBOUR),
    "330205004": ("", "", "8号公园"),
    "330205005": ("", _START_UP, _HIGH_TECH),
    "330205006": ("", _QIANYANG, _HIGH_TECH),
    "330205007": ("", _HIGH_TECH, _START_UP, _QIANYANG),
    "330205008": ("", _QIANYANG),
    "330205103": ("", "慈城新城", _HIGH_TECH),
}

INDUSTRIES = {
    "C-EQ": "高端装备",
    "C-NM": "新材料",
    "C-EL": "电子信息",
    "C-AP": "汽车零部件",
    "C-BM": "生物医药",
    "C-NE": "新能源",
    "I-SW": "软件和信息服务",
    "I-II": "工业互联网",
    "M-TS": "科技服务",
    "R-CC": "文化科技",
    "Z-OT": "其他",
}
INDUSTRY_WEIGHTS = (198, 164, 106, 80, 53, 38, 155, 58, 95, 31, 22)
SOFTWARE_INDUSTRIES = frozenset({"I-SW", "I-II", "R-CC", "M-TS"})

REGISTERING_AREAS = ("330205", "330200", "330212", "330281", "330203", "330000")
REGISTERING_WEIGHTS = (860, 60, 30, 20, 18, 12)

SIZES = ("微型", "小型", "中型", "大型")
SIZE_WEIGHTS = {
    "leading": (0, 0, 25, 75),
    "hte_large": (0, 10, 50, 40),
    "hte": (6, 60, 34, 0),
    "sme": (34, 54, 12, 0),
    "none": (52, 36, 8, 4),
}

# firms holding a tier at the end of the year
SME_COUNTS = {2018: 700, 2019: 820, 2020: 1000, 2021: 1180, 2022: 1370, 2023: 1580, 2024: 1790, 2025: 2003, 2026: 2110}
HTE_COUNTS = {
    2015: 28,
    2016: 44,
    2017: 70,
    2018: 95,
    2019: 118,
    2020: 151,
    2021: 183,
    2022: 214,
    2023: 247,
    2024: 275,
    2025: 297,
    2026: 318,
}
LEADING_COUNTS = {2017: 2, 2018: 2, 2019: 3, 2020: 4, 2021: 5, 2022: 6, 2023: 7, 2024: 9, 2025: 10, 2026: 11}


def counts_to(year: int, counts: Mapping[int, int]) -> dict[int, int]:
    """The counts, and for each later year up to `year` as many more as the last year brought."""
    last = max(counts)
    growth = counts[last] - counts[last - 1]
    return {**counts, **{later: counts[last] + growth * (later - last) for later in range(last + 1, year + 1)}}


LISTED_FIRMS = 15
OVERSIZE_FIRMS = 40
"""High-tech firms too big to be a 科技型中小企业 (more than 2 亿元 a year)."""

RENAMED_SHARE = 0.03
MOVED_SHARE = 0.03
MOVED_OUT_SHARE = 0.015
DEREGISTERED_SHARE = 0.03
DEPARTURES_FROM = date(2019, 3, 1)


def still_here(year: int) -> float:
    """Expected share of enterprises that have not left the district by the end of `year`, 2026 being the last."""
    elapsed = min(max((year - 2018.2) / 8, 0.0), 1.0)
    return 1 - (MOVED_OUT_SHARE + DEREGISTERED_SHARE) * elapsed
