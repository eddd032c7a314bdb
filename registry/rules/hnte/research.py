"""国科发火〔2016〕32号 art. 11(5): R&D over sales, pooled over three years, and how much of it was spent in China."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from registry.core.text import Text, msg
from registry.rules.case import UNKNOWN, Case
from registry.rules.criteria import Unit
from registry.rules.findings import Finding, Outcome, Role
from registry.rules.hnte.facts import CATEGORIES, FiscalYear, fiscal_years
from registry.rules.hnte.ratios import ENTRY_STEP, Ratio, ShareTest, exact, least_words, show
from registry.rules.rd_accounts import HnteTotal, YearAccounts, hnte_shares, hnte_total
from registry.rules.scale import ShareLimit
from registry.rules.wording import share, wan

_INTENSITY = ShareTest(
    criterion="rd_ratio",
    parameter="rd_share_min",
    article="11(5)",
    label=msg("研发费用占销售收入"),
    part_label=msg("研发费用合计"),
    whole_label=msg("同期销售收入合计"),
    unit=Unit.WAN,
)
_DOMESTIC = ShareTest(
    criterion="rd_domestic",
    parameter="domestic_share_min",
    article="11(5)",
    label=msg("境内研发费用占比"),
    part_label=msg("境内研发费用合计"),
    whole_label=msg("研发费用合计"),
    unit=Unit.WAN,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSpend:
    """R&D of one year in exact 分 in the sense of 195号, the facts it comes from, and what contradicts it.

    `counted` is the calculation where it was made from the booked items.
    """

    year: FiscalYear
    total: Fraction | None
    domestic: Fraction | None
    facts: tuple[str, ...]
    problem: Text | None = None
    counted: HnteTotal | None = None

    @property
    def cut(self) -> Text | None:
        """Why other costs were not counted in full; how the limit is reckoned is open to doubt."""
        lines = self.counted.lines if self.counted else ()
        return next((line.why for line in lines if line.item == "other"), None)


def research_findings(case: Case) -> list[Finding]:
    """Both conditions of art. 11(5), then each year by itself."""
    limit = case.rule_set.share("domestic_share_min", case.on)
    spends = year_spends(case)
    return [
        _INTENSITY.finding(case, intensity(case, spends), intensity_limit(case), _required(case)),
        _DOMESTIC.finding(case, domestic_share(case, spends), limit),
        *(_year_finding(case, spend) for spend in spends),
    ]


def intensity(case: Case, spends: list[YearSpend]) -> Ratio:
    """All R&D over all sales of the years that count."""
    sales = tuple(spend.year.name("revenue") for spend in spends)
    facts = (*_facts(spends), *sales)
    problems = [spend.problem for spend in spends if spend.problem]
    return Ratio(
        part=_sum([spend.total for spend in spends]),
        whole=_sum([exact(case.whole(name)) for name in sales]),
        facts=facts,
        missing=(*_missing(case, spends, domestic=False), *case.missing(*sales)),
        problem=problems[0] if problems else None,
        doubt=next((spend.cut for spend in spends if spend.cut), None),
    )


def intensity_limit(case: Case) -> ShareLimit:
    """The share asked, which the sales of the last year alone decide; the easiest one while they are not known."""
    steps, sales = case.rule_set.size_shares("rd_share_min", case.on), case.whole("revenue")
    return ShareLimit(steps.lowest if sales is None else steps.share(sales), inclusive=True)


def domestic_share(case: Case, spends: list[YearSpend]) -> Ratio:
    """R&D in China over all R&D of the years that count."""
    problems = [spend.problem for spend in spends if spend.problem]
    return Ratio(
        part=_sum([spend.domestic for spend in spends]),
        whole=_sum([spend.total for spend in spends]),
        facts=_facts(spends),
        missing=_missing(case, spends, domestic=True),
        problem=problems[0] if problems else None,
        doubt=next((spend.cut for spend in spends if spend.cut), None),
    )


def year_spends(case: Case) -> list[YearSpend]:
    """Each year's R&D, oldest first: from its nine booked items where all are known, else as the total was given."""
    return [_year_spend(case, year) for year in fiscal_years(case)]


def booked_names(year: FiscalYear) -> tuple[str, ...]:
    """The facts of the nine booked items of a year."""
    return tuple(year.name(name) for name in CATEGORIES)


def _year_spend(case: Case, year: FiscalYear) -> YearSpend:
    given_names = (year.name("rd_hnte"), year.name("rd_hnte_domestic"))
    total, domestic = (exact(case.whole(name)) for name in given_names)
    names = booked_names(year)
    booked = [case.whole(name) for name in names]
    known = [amount for amount in booked if amount is not None]
    if len(known) < len(names):
        problem = None
        if total is not None and domestic is not None and domestic > total:
            problem = msg("{year} 年境内研发费用大于研发费用，请核对", year=year.number)
        return YearSpend(year=year, total=total, domestic=domestic, facts=given_names, problem=problem)
    counted = hnte_total(_accounts(known), hnte_shares(case.rule_set, case.on))
    return YearSpend(
        year=year,
        total=counted.exact_total,
        domestic=counted.exact_domestic,
        facts=names,
        problem=_conflict(year, total, counted.exact_total) or _conflict(year, domestic, counted.exact_domestic),
        counted=counted,
    )


def _accounts(booked: list[int]) -> YearAccounts:
    return YearAccounts(**dict(zip((name.removeprefix("rd_") for name in CATEGORIES), booked, strict=True)))


def _conflict(year: FiscalYear, given: Fraction | None, counted: Fraction) -> Text | None:
    if given is None or abs(given - counted) < ENTRY_STEP:
        return None
    return msg(
        "{year} 年按各项费用归集为 {counted} 万元，填报的高企口径金额为 {given} 万元，两者不一致，请核对",
        year=year.number,
        counted=show(counted, Unit.WAN),
        given=show(given, Unit.WAN),
    )


def _sum(amounts: list[Fraction | None]) -> Fraction | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction(0)) if len(known) == len(amounts) else None


def _facts(spends: list[YearSpend]) -> tuple[str, ...]:
    return tuple(name for spend in spends for name in spend.facts)


def _missing(case: Case, spends: list[YearSpend], *, domestic: bool) -> tuple[str, ...]:
    """What is asked of a year that is not known: the rest of its booked items where some are, else its total."""
    asked: list[str] = []
    for spend in spends:
        booked = case.missing(*booked_names(spend.year))
        if spend.total is None and len(booked) < len(CATEGORIES):
            asked += booked
        elif spend.total is None or (domestic and spend.domestic is None):
            asked += case.missing(*spend.facts) if domestic else case.missing(spend.year.name("rd_hnte"))
    return tuple(asked)


def _required(case: Case) -> Text:
    steps, sales = case.rule_set.size_shares("rd_share_min", case.on), case.whole("revenue")
    if sales is None:
        top = max(step.share for step in steps.steps)
        return msg("≥ {low} %～{high} %，按最近一年销售收入分档", low=share(steps.lowest), high=share(top))
    return msg("{limit}（最近一年销售收入 {sales} 万元）", limit=least_words(intensity_limit(case)), sales=wan(sales))


def _year_finding(case: Case, spend: YearSpend) -> Finding:
    asked = _missing(case, [spend], domestic=True)
    open_outcome = Outcome.NEEDS_DATA if asked else Outcome.MET
    return Finding(
        criterion=spend.year.name("rd_year"),
        label=msg("{year} 年研发费用", year=spend.year.number),
        article="195号 三（六）",
        role=Role.PART,
        outcome=Outcome.NEEDS_REVIEW if spend.problem else open_outcome,
        required=msg("按指引所列各项费用归集，并分出境内部分"),
        actual=_year_words(case, spend),
        unit=Unit.WAN.value,
        note=spend.problem or spend.cut or _weighted(spend),
        missing=asked,
        sources=case.sources(*spend.facts),
        verified=spend.cut is None,
    )


def _weighted(spend: YearSpend) -> Text | None:
    """Why an item counts for less than was booked."""
    lines = spend.counted.lines if spend.counted else ()
    return next((line.why for line in lines if line.why is not None), None)


def _year_words(case: Case, spend: YearSpend) -> Text:
    if spend.total is None:
        return UNKNOWN
    total = show(spend.total, Unit.WAN)
    if spend.domestic is None:
        return msg("研发费用 {total} 万元，境内部分未填写", total=total)
    return msg("研发费用 {total} 万元，其中境内 {domestic} 万元", total=total, domestic=show(spend.domestic, Unit.WAN))
