"""国科发火〔2016〕32号 art. 11(4) and (6): tech staff, and income from high-tech products, of the last year."""

from __future__ import annotations

from fractions import Fraction

from registry.core.text import Text, msg
from registry.rules.case import Case
from registry.rules.criteria import Unit
from registry.rules.findings import Finding
from registry.rules.hnte.ratios import Ratio, ShareTest, exact
from registry.rules.staffing import yearly_mean

_STAFF = ShareTest(
    criterion="staff_ratio",
    parameter="staff_share_min",
    article="11(4)",
    label=msg("科技人员占比"),
    part_label=msg("科技人员"),
    whole_label=msg("职工总数"),
    unit=Unit.PEOPLE,
)
_HIGH_TECH = ShareTest(
    criterion="high_tech_income",
    parameter="high_tech_income_min",
    article="11(6)",
    label=msg("高新技术产品（服务）收入占比"),
    part_label=msg("高新技术产品（服务）收入"),
    whole_label=msg("总收入（收入总额减不征税收入）"),
    unit=Unit.WAN,
)
_MAIN_PRODUCT = ShareTest(
    criterion="main_product_income",
    parameter="main_product_share_min",
    article="195号 三（三）",
    label=msg("主要产品（服务）收入占比"),
    part_label=msg("主要产品（服务）收入合计"),
    whole_label=msg("高新技术产品（服务）收入"),
    unit=Unit.WAN,
)


def staff_finding(case: Case) -> Finding:
    """Art. 11(4): tech staff of the year over all staff, by the monthly means where those are given."""
    return _STAFF.finding(case, staff_ratio(case), case.rule_set.share("staff_share_min", case.on))


def staff_ratio(case: Case) -> Ratio:
    """Persons as means over the year (195号 三（五）), or the plain counts where no months are given."""
    tech, staff = _people(case, "tech_staff"), _people(case, "staff")
    used = tuple(_staff_fact(case, name) for name in ("tech_staff", "staff"))
    return Ratio(part=tech, whole=staff, facts=used, missing=case.missing(*used), problem=_staff_problem(case))


def _staff_fact(case: Case, name: str) -> str:
    return name if case.months(f"{name}_months") is None else f"{name}_months"


def _people(case: Case, name: str) -> Fraction | None:
    months = case.months(f"{name}_months")
    return exact(case.whole(name)) if months is None else yearly_mean(months)


def _staff_problem(case: Case) -> Text | None:
    tech, staff = case.months("tech_staff_months"), case.months("staff_months")
    if tech is not None and staff is not None and len(tech) != len(staff):
        return msg("科技人员填了 {tech} 个月，职工总数填了 {staff} 个月，请核对", tech=len(tech), staff=len(staff))
    part, whole = _people(case, "tech_staff"), _people(case, "staff")
    over = part is not None and whole is not None and part > whole
    return msg("科技人员数大于职工总数，请核对") if over else None


def income_findings(case: Case) -> list[Finding]:
    """Art. 11(6): high-tech income over total income; and the main products over high-tech income (195号 三（三）)."""
    return [
        _HIGH_TECH.finding(case, high_tech_ratio(case), case.rule_set.share("high_tech_income_min", case.on)),
        _MAIN_PRODUCT.finding(case, main_product_ratio(case), case.rule_set.share("main_product_share_min", case.on)),
    ]


def high_tech_ratio(case: Case) -> Ratio:
    """High-tech income over total income less what is not taxed."""
    names = ("high_tech_income", "total_income", "non_taxed_income")
    income, total, free = (case.whole(name) for name in names)
    base = None if total is None or free is None else total - free
    problem = None
    if base is not None and base < 0:
        problem = msg("不征税收入大于收入总额，请核对")
    elif base is not None and income is not None and income > base:
        problem = msg("高新技术产品（服务）收入大于总收入，请核对")
    return Ratio(part=exact(income), whole=exact(base), facts=names, missing=case.missing(*names), problem=problem)


def main_product_ratio(case: Case) -> Ratio:
    """Income of the main products over high-tech income."""
    names = ("main_product_income", "high_tech_income")
    main, income = (case.whole(name) for name in names)
    over = main is not None and income is not None and main > income
    problem = msg("主要产品（服务）收入大于高新技术产品（服务）收入，请核对") if over else None
    return Ratio(part=exact(main), whole=exact(income), facts=names, missing=case.missing(*names), problem=problem)
