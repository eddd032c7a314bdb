"""How much more R&D of the last year would meet 国科发火〔2016〕32号 art. 11(5), exactly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from registry.core.text import msg
from registry.rules.case import Case
from registry.rules.facts import Fact
from registry.rules.hnte.ratios import ENTRY_STEP, Ratio, enterable, percent_of
from registry.rules.hnte.research import YearSpend, domestic_share, intensity, intensity_limit, year_spends
from registry.rules.rd_accounts import hnte_shares, other_limit
from registry.rules.way_up import Step
from registry.rules.wording import wan


def research_steps(case: Case) -> tuple[Step, ...]:
    """More R&D of the last year, spent in China: first to the easier of the two conditions, then to the harder."""
    spends = year_spends(case)
    pooled, domestic = intensity(case, spends), domestic_share(case, spends)
    if pooled.problem or pooled.part is None or pooled.whole is None or domestic.part is None:
        return ()
    amounts = {_more_to_spend(case, spends[-1], gain) for gain in _gains(case, pooled, domestic)}
    return tuple(_step(case, spends, more) for more in sorted(amounts))


def _gains(case: Case, pooled: Ratio, domestic: Ratio) -> Iterator[Fraction]:
    """By how much counted R&D has to rise, all of it in China, for each condition that is not met yet."""
    assert pooled.part is not None
    assert pooled.whole is not None
    assert domestic.part is not None
    asked, at_home = intensity_limit(case), case.rule_set.share("domestic_share_min", case.on)
    if pooled.whole > 0 and not pooled.reaches(asked):
        yield asked.value * pooled.whole - pooled.part
    if not domestic.reaches(at_home):
        short = at_home.value * pooled.part - domestic.part
        yield max(Fraction(short, 1 - at_home.value), Fraction(ENTRY_STEP))  # of nothing there is no share yet


def _more_to_spend(case: Case, spend: YearSpend, gain: Fraction) -> int:
    """The least personnel cost in 分 that raises the counted total by `gain`.

    Where other costs were cut, every further cost lets more of them count until all of them do.
    """
    if spend.counted is None:
        return enterable(gain)
    other = next(line for line in spend.counted.lines if line.item == "other")
    cut = other.booked - other.counted
    follows = other_limit(1, hnte_shares(case.rule_set, case.on).other)
    return enterable(max(Fraction(gain, 1 + follows), gain - cut))


def _step(case: Case, spends: list[YearSpend], more: int) -> Step:
    facts = _after(case, spends[-1], more)
    changed = case.with_facts(facts)
    after = year_spends(changed)
    text = msg(
        "最近一年境内研发费用再增 {more} 万元（计入 {old} 万元 → {new} 万元，占销售收入 {before} → {after}）",
        more=wan(more),
        old=_amount(spends[-1]),
        new=_amount(after[-1]),
        before=_share(intensity(case, spends)),
        after=_share(intensity(changed, after)),
    )
    return Step(facts, text)


def _after(case: Case, spend: YearSpend, more: int) -> dict[str, Fact]:
    """The facts with `more` 分 of own R&D: as personnel where the items are booked, else in the totals."""
    totals = (spend.year.name("rd_hnte"), spend.year.name("rd_hnte_domestic"))
    if spend.counted is None:
        return {name: (case.whole(name) or 0) + more for name in totals}
    personnel = spend.year.name("rd_personnel")
    changed: dict[str, Fact] = {personnel: (case.whole(personnel) or 0) + more}
    after = year_spends(case.with_facts(dict.fromkeys(totals) | changed))[-1]
    sums = zip(totals, (after.total, after.domestic), strict=True)
    return changed | {name: _entered(amount) for name, amount in sums if case.whole(name) is not None}


def _entered(amount: Fraction | None) -> int:
    """As the firm would enter it: cut to 0.01 万元, which agrees with the items."""
    assert amount is not None
    return amount.numerator // (amount.denominator * ENTRY_STEP) * ENTRY_STEP


def _amount(spend: YearSpend) -> str:
    assert spend.total is not None
    return wan(spend.total.numerator // spend.total.denominator)


def _share(ratio: Ratio) -> str:
    assert ratio.part is not None
    return f"{percent_of(ratio.part, ratio.whole)} %" if ratio.whole else "—"
