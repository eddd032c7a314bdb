"""The four rule sets in force as one SQL statement, written the way a careful person would for the data there are.

It reads reports, rights, titles and registration. What only firms can say is unknown to it: the made-up district has
no declarations. Conditions come out as 0 met, 1 unmet, 2 waiting for data, 3 left to somebody.
"""

from __future__ import annotations

ON = "2026-03-02"
"""The day; the last full year is the one before it."""
LAST_YEAR = 2025

_CLASS_ONE = "('invention_patent','plant_variety','crop_variety','new_drug','tcm_protected','ic_layout')"
_CLASS_TWO = "('utility_model','design','software_copyright')"
_IN_FORCE = f"""granted_on <= '{ON}' and (expires_on is null or expires_on >= '{ON}')
    and (lapsed_on is null or lapsed_on > '{ON}')"""
_HELD = "r.valid_from <= :on and r.valid_to > :on and (r.revoked_on is null or r.revoked_on > :on)"

_FACTS = f"""
latest as materialized (
  select enterprise_id, max(year) as year from report_revision
  where retired_at = :forever and year <= {LAST_YEAR} group by enterprise_id),
rights as materialized (
  select enterprise_id,
    count(case when kind in {_CLASS_ONE} and {_IN_FORCE} then 1 end) as one,
    count(case when kind in {_CLASS_TWO} and {_IN_FORCE} then 1 end) as two,
    min(case when kind in {_CLASS_TWO} and {_IN_FORCE} then granted_on end) as earliest
  from intellectual_property where retired_at = :forever group by enterprise_id),
titles as materialized (
  select r.enterprise_id, max(case when s.tier = 'hte' then r.issued_on end) as recognised_on,
    max(s.tier = 'hte' and {_HELD}) as hte, max(s.code = 'national_sme' and {_HELD}) as sme,
    max(s.code = 'zhejiang_sme' and {_HELD}) as zj, max(s.tier = 'leading' and {_HELD}) as leading
  from recognition r join scheme s on s.code = r.scheme_code where r.retired_at = :forever group by r.enterprise_id),
f as materialized (
  select e.id, p.region_code, p.industry_code, p.name_sort, p.size_class, e.uscc, e.registered_on,
    julianday('{ON}') - julianday(e.registered_on) as days,
    case when e.registered_on is null then 3
      else max(1, min(3, {LAST_YEAR + 1} - cast(substr(e.registered_on, 1, 4) as integer))) end as n,
    latest.year is not null as reported, i.one, i.two,
    case when t.recognised_on is null or i.earliest is null
      or cast(julianday(i.earliest) - 1721424.5 as integer) > t.recognised_on then i.two end as unused,
    coalesce(t.hte, 0) as hte, coalesce(t.sme, 0) as sme, coalesce(t.zj, 0) as zj, coalesce(t.leading, 0) as leading,
    l.staff as l_staff, l.rd_staff as l_tech, l.revenue as l_revenue, l.rd_spend as l_rd,
    l.operating_cost as l_cost, l.total_assets as l_assets,
    a.staff, a.rd_staff as tech, a.high_tech_revenue as high_tech, a.total_income, a.non_taxed_income as free,
    a.main_product_income as main_product, a.revenue as revenue0, b.revenue as revenue1, c.revenue as revenue2,
    a.net_assets as net0, b.net_assets as net1, c.net_assets as net2,
    a.rd_hnte as rd0, b.rd_hnte as rd1, c.rd_hnte as rd2,
    a.rd_hnte_domestic as home0, b.rd_hnte_domestic as home1, c.rd_hnte_domestic as home2,
    a.transformations as turned0, b.transformations as turned1, c.transformations as turned2
  from enterprise e
  join enterprise_profile p on p.enterprise_id = e.id and p.valid_from <= :on and p.valid_to > :on
    and p.presence = 'active' and p.retired_at = :forever
  left join latest on latest.enterprise_id = e.id
  left join report_revision l on l.enterprise_id = e.id and l.year = latest.year and l.retired_at = :forever
  left join report_revision a on a.enterprise_id = e.id and a.year = {LAST_YEAR} and a.retired_at = :forever
  left join report_revision b on b.enterprise_id = e.id and b.year = {LAST_YEAR - 1} and b.retired_at = :forever
  left join report_revision c on c.enterprise_id = e.id and c.year = {LAST_YEAR - 2} and c.retired_at = :forever
  left join rights i on i.enterprise_id = e.id
  left join titles t on t.enterprise_id = e.id)
"""


def at_most(figure: str, limit: int) -> str:
    """An upper limit."""
    return f"case when {figure} is null then 2 when {figure} <= {limit} then 0 else 1 end"


def at_least(figure: str, limit: int, otherwise: int = 1) -> str:
    """A lower limit."""
    return f"case when {figure} is null then 2 when {figure} >= {limit} then 0 else {otherwise} end"


def ratio(part: str, whole: str, percent: str, *, problem: str = "0", above: str = ">=", otherwise: int = 1) -> str:
    """A share of a whole."""
    return f"""case when {part} is null or {whole} is null then 2 when {problem} then 3
      when {whole} > 0 and ({part}) * 100 {above} ({percent}) * ({whole}) then 0 else {otherwise} end"""


def over(figure: str) -> str:
    """A figure summed over the years that count."""
    return f"({figure}0 + case when n >= 2 then {figure}1 else 0 end + case when n >= 3 then {figure}2 else 0 end)"


def bands(numerator: str, denominator: str, steps: list[tuple[int, int]]) -> str:
    """Points for a share in percent."""
    whens = " ".join(f"when {numerator} * 100 >= {edge} * {denominator} then {points}" for edge, points in steps)
    return f"case {whens} else 0 end"


_STAFF = bands("l_tech", "l_staff", [(30, 20), (25, 16), (20, 12), (15, 8), (10, 4)])
_BY_REVENUE = bands("l_rd", "l_revenue", [(6, 50), (5, 40), (4, 30), (3, 20), (2, 10)])
_BY_COST = bands("l_rd", "l_cost", [(30, 50), (25, 40), (20, 30), (15, 20), (10, 10)])
_SME_POINTS = f"""
sme_points as (select f.*,
  case when l_staff = 0 or l_tech = 0 then 0 when l_staff is null or l_tech is null or l_tech > l_staff then 0
    else {_STAFF} end as people_low,
  case when l_staff = 0 or l_tech = 0 then 0 when l_staff is null or l_tech is null or l_tech > l_staff then 20
    else {_STAFF} end as people_high,
  case when l_rd = 0 then 0 else max(
    case when coalesce(l_revenue, 1) = 0 or l_rd is null or l_revenue is null then 0 else {_BY_REVENUE} end,
    case when coalesce(l_cost, 1) = 0 or l_rd is null or l_cost is null then 0 else {_BY_COST} end) end as rd_low,
  case when l_rd = 0 then 0 else max(
    case when l_revenue = 0 then 0 when l_rd is null or l_revenue is null then 50 else {_BY_REVENUE} end,
    case when l_cost = 0 then 0 when l_rd is null or l_cost is null then 50 else {_BY_COST} end) end as rd_high,
  case when one is null then 0 else max(min(one, 1) * 30, min(two, 4) * 6) end as ip_low,
  case when one is null then 30 else max(min(one, 1) * 30, min(two, 4) * 6) end as ip_high
  from f)
"""


def growth(name: str) -> str:
    """The growth of a figure as numerator and denominator, in 0.01 万元 lest squares leave 64 bits; null: open."""
    zero, one, two = (f"({name}{year} / 10000)" for year in (0, 1, 2))
    pair = f"""case when {name}1 = 0 then 0 when {name}1 is null or {name}0 is null then null
      else {zero} - {one} end"""
    return f"""
  case when n = 1 then 0 when n = 2 or {name}2 = 0 and {name}1 is not null and {name}0 is not null then {pair}
    when {name}1 = 0 then 0 when {name}0 is null or {name}1 is null or {name}2 is null then null
    else {one} * {one} + {two} * {zero} - 2 * {two} * {one} end as {name}_above,
  case when n = 1 or {name}1 = 0 then 1 when n = 2 or {name}2 = 0 then {one} else 2 * {two} * {one} end as {name}_below,
  {name}0 < 0 or (n >= 2 and {name}1 < 0) or (n >= 3 and {name}2 < 0) as {name}_negative"""


def grown(name: str, high: int) -> str:
    """Points of growth, the lower or the upper of the band."""
    above = f"({name}_above * case when {name}_below < 0 then -1 else 1 end)"
    below = f"abs({name}_below)"
    worth = " ".join(
        f"when {above} * 100 >= {edge} * {below} then {points + high}"
        for edge, points in ((35, 9), (25, 7), (15, 5), (5, 3))
    )
    open_ = 10 if high else 0
    return f"""case when {name}_above is null then {open_} when {above} > 0 and {name}_negative then {open_}
      {worth} when {above} > 0 then {1 + high} else 0 end"""


def turned(high: int) -> str:
    """Points of results turned to use, certain or possible."""
    known = (
        "(coalesce(turned0, 0) + case when n >= 2 then coalesce(turned1, 0) else 0 end"
        " + case when n >= 3 then coalesce(turned2, 0) else 0 end)"
    )
    worth = " ".join(
        f"when {known} >= {edge} * n then {low + (5 if high else 0)}"
        for edge, low in ((5, 25), (4, 19), (3, 13), (2, 7), (1, 1))
    )
    unknown = f"when {over('turned')} is null then 30" if high else ""
    return f"case {unknown} {worth} else 0 end"


def counted(high: int) -> str:
    """Points of the number of rights."""
    held = "case when two >= 5 then 6 when two >= 3 then 4 when two >= 1 then 2 else 0 end" if high else "0"
    unused = " ".join(f"when unused >= {edge} then {low + high}" for edge, low in ((5, 5), (3, 3), (1, 1)))
    second = f"case when unused is null then {held} {unused} else 0 end"
    unknown = 8 if high else 0
    return f"case when one is null then {unknown} else max(case when one > 0 then {7 + high} else 0 end, {second}) end"


_HNTE = f"""
grown as (select f.*, {growth("net")}, {growth("revenue")} from f),
hnte_points as (select *,
  min(30, {counted(0)} + case when one > 0 or unused > 0 then 1 else 0 end) + {turned(0)} + {grown("net", 0)}
    + {grown("revenue", 0)} as low,
  min(30, 16 + {counted(1)} + case when one = 0 and unused = 0 then 0 else 6 end + 2) + {turned(1)} + 20
    + {grown("net", 1)} + {grown("revenue", 1)} as high,
  {over("rd")} as spent, {over("home")} as inland, {over("revenue")} as sales,
  case when {over("turned")} > 0 and {over("turned")} < n then 6 else 0 end as withheld,
  (home0 > rd0 or (n >= 2 and home1 > rd1) or (n >= 3 and home2 > rd2)) is 1 as clash
  from grown)
"""
_ASKED = "case when revenue0 <= 5000000000 then 5 when revenue0 <= 20000000000 then 4 else 3 end"
_BASE = "(total_income - free)"

_SME = [
    ("resident_enterprise", "case when uscc like '91%' then 0 else 2 end"),
    ("size_staff", at_most("l_staff", 500)),
    ("size_revenue", at_most("l_revenue", 20_000_000_000)),
    ("size_total_assets", at_most("l_assets", 20_000_000_000)),
    ("excluded_industry", "2"),
    ("accident_or_dishonesty", "2"),
    ("on_abnormal_list", "2"),
    (
        "score_total",
        """case when hte or people_low + rd_low + ip_low >= 60 then 0
          when people_high + rd_high + ip_high >= 60 then 2 else 1 end""",
    ),
    ("staff_nonzero", "case when hte or people_low > 0 then 0 when people_high > 0 then 2 else 1 end"),
]
_HTE = [
    ("registered_on", at_least("days", 365)),
    ("core_ip_owned", "case when one is null then 2 when one > 0 or two > 0 then 3 else 1 end"),
    ("high_tech_field", "2"),
    ("staff_ratio", ratio("tech", "staff", "10", problem="tech > staff")),
    ("rd_ratio", ratio("spent", "sales", _ASKED, problem="clash")),
    ("rd_domestic", ratio("inland", "spent", "60", problem="clash")),
    ("high_tech_income", ratio("high_tech", _BASE, "60", problem=f"{_BASE} < 0 or high_tech > {_BASE}")),
    ("main_product_income", ratio("main_product", "high_tech", "50", problem="main_product > high_tech", above=">")),
    ("score_total", "case when low >= 71 then 0 when high >= 71 then 2 when high + withheld >= 71 then 3 else 1 end"),
    ("accident_last_year", "2"),
]
_ZJ_SME = [
    ("province_registered", "case when region_code like '33%' then 0 else 1 end"),
    ("registered_days", "case when days is null then 2 when days < 0 then 3 when days >= 365 then 0 else 1 end"),
    ("independent_legal_entity", "2"),
    ("technology_basis", "case when one > 0 or two > 0 then 3 else 2 end"),
    ("tech_staff_share", ratio("l_tech", "l_staff", "10", problem="l_tech > l_staff", otherwise=3)),
    ("rd_some", at_least("l_rd", 1)),
    ("sme_by_size", "case when size_class is null then 2 when size_class = 'large' then 1 else 0 end"),
    ("excluded_industry", "2"),
    ("accident_last_year", "2"),
    ("dishonest_last_year", "2"),
]
_ZJ_LEADER = [
    ("class1_ip", at_least("one", 20)),
    ("own_brand", "2"),
    (
        "rd_three_years",
        ratio(
            "(rd0 + rd1 + rd2)",
            "(revenue0 + revenue1 + revenue2)",
            "case when revenue0 <= 500000000000 then 4 else 3 end",
        ),
    ),
    ("tech_staff_share", ratio("tech", "staff", "10", problem="tech > staff")),
    ("tech_staff", f"case when tech > staff then 3 else {at_least('tech', 100)} end"),
    ("high_tech_share", ratio("high_tech", "revenue0", "60", problem="high_tech > revenue0")),
    ("market_rank", "2"),
    (
        "revenue",
        """case when revenue0 is null then 2 when revenue0 >= 200000000000 then 0
          when revenue0 >= 100000000000 then 2 else 3 end""",
    ),
    ("growth_items", "2"),
    ("accident_last_year", "2"),
]


def judged(
    rule_set: str, tier: str, source: str, holds: str, points: tuple[str, str, str], conditions: list[tuple[str, str]]
) -> str:
    """One rule set over every firm; the idle limit keeps SQLite from working conditions out wherever they are named."""
    codes = [code for code, _state in conditions]
    states = [f"s{number}" for number in range(len(codes))]
    inner = ", ".join(f"{state} as s{number}" for number, (_code, state) in enumerate(conditions))
    listed = {
        word: "rtrim("
        + " || ".join(
            f"case when {state} {test} then '{code},' else '' end" for state, code in zip(states, codes, strict=True)
        )
        + ", ',')"
        for word, test in (("unmet", "= 1"), ("open", "> 1"))
    }
    low, high, short = points
    number = {test: " + ".join(f"({state} {test})" for state in states) for test in ("= 1", "> 1", "= 2")}
    scored = states[codes.index("score_total")] + " = 1" if "score_total" in codes else "0"
    # a low score of a technology-based SME refuses nobody while the direct routes are open
    gates = " or ".join(f"{state} = 1" for state in (states[:7] if rule_set == "tech_sme_2017" else states))
    return f"""
select id, '{rule_set}' as rule_set, '{tier}' as tier, {low} as low, {high} as high, {short} as short,
  {listed["unmet"]} as unmet, {listed["open"]} as open, {number["= 1"]} as unmet_count, {number["> 1"]} as open_count,
  {number["= 2"]} as missing, {gates} as refused, {scored} as scored, {holds} as holds, reported,
  region_code, industry_code, name_sort
from (select *, {inner} from {source} limit -1)"""


_JUDGED = " union all ".join(
    (
        judged("tech_sme_2017", "sme", "sme_points", "sme",
               ("people_low + rd_low + ip_low", "people_high + rd_high + ip_high",
                "case when not hte and people_low + rd_low + ip_low < 60 then 60 - people_low - rd_low - ip_low end"),
               _SME),
        judged("hnte_2016", "hte", "hnte_points", "hte",
               ("low", "high", "case when high + withheld < 71 then 71 - high end"), _HTE),
        judged("zj_tech_sme_2016", "sme", "f", "zj", ("null", "null", "null"), _ZJ_SME),
        judged("zj_tech_leader_2023", "leading", "f", "leading", ("null", "null", "null"), _ZJ_LEADER),
    )
)  # fmt: skip

STATEMENT = f"""
insert into by_hand
with {_FACTS}, {_SME_POINTS}, {_HNTE}, j as ({_JUDGED}), k as (
  select *, unmet_count - scored + case when scored then (coalesce(short, 0) + 9) / 10 else 0 end as steps,
    (unmet_count - scored) * 10 + case when scored then coalesce(short, 0) else 0 end as far,
    case when refused then 'fail' when unmet_count + open_count > 0 then 'undetermined' else 'pass' end as verdict
  from j), b as (
  select *, case when holds then 6 when unmet_count = 0 and missing = 0 then 0 when not reported then 5
    when steps = 0 then 1 when steps <= 2 then steps + 1 else 4 end as place from k)
select id, rule_set, 1, tier, verdict, low, high, unmet, open, unmet_count, open_count, missing, short,
  case place when 0 then 'ready' when 1 then 'open' when 2 then 'one_step' when 3 then 'near' when 4 then 'far'
    when 5 then 'unknown' else 'holds' end,
  place * 100000 + case place when 6 then 0 when 0 then open_count when 5 then missing
    else min(far * 100 + missing, 99999) end,
  region_code, industry_code, name_sort, :on, :at
from b
"""
"""All firms by all four rule sets, stored; `:on` a day's ordinal, `:at` and `:forever` microseconds."""

TABLE = """
create table by_hand (
  enterprise_id integer not null references enterprise (id),
  rule_set_id varchar(40) not null, rule_set_version integer not null,
  tier varchar(32) not null check (tier in ('sme', 'hte', 'leading')),
  verdict varchar(32) not null check (verdict in ('pass', 'fail', 'undetermined')),
  score_low integer, score_high integer,
  unmet varchar(300) not null, open varchar(600) not null, unmet_count integer not null, open_count integer not null,
  missing_count integer not null, gap_points integer,
  band varchar(32) not null check (band in ('ready', 'open', 'one_step', 'near', 'far', 'unknown', 'holds')),
  distance integer not null,
  region_code varchar(12) not null, industry_code varchar(16) not null, name_sort varchar(240) not null,
  assessed_on integer not null, assessed_at bigint not null, primary key (enterprise_id, rule_set_id));
create index by_hand_list on by_hand (rule_set_id, distance, name_sort, enterprise_id);
create index by_hand_region on by_hand (rule_set_id, region_code, band);
create index by_hand_industry on by_hand (rule_set_id, industry_code, band);
"""
"""The same columns, constraints and indexes as the registry's own table; to be asked with foreign keys on."""

COLUMNS = (
    "enterprise_id, rule_set_id, rule_set_version, tier, verdict, score_low, score_high, unmet, open, unmet_count, "
    "open_count, missing_count, gap_points, band, distance, region_code, industry_code, name_sort, assessed_on"
)
"""What must come out alike."""
