"""Yellow notes beside a case: what in the figures, rights and files wants a second look and a reason.

Pure, and never a verdict: a note says what was found, a person says what it means.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from registry.assessments.notes import Line, Note, Place, Target
from registry.core.text import Text, msg
from registry.reports.figures import BY_CODE, Figure, Unit
from registry.rules.facts import Months
from registry.rules.identifiers.names import name_key
from registry.rules.scale import SizeSteps
from registry.rules.staffing import yearly_mean
from registry.rules.wording import percent, share, wan

RD_TIMES = 3
"""R&D this many times last year's, or this part of it, is worth a question: what the report asks the firm itself."""

HEADS_TIMES = 2
FEWEST_HEADS = 5
"""Technical staff doubled or halved, by so many heads at least: among three people one more is nothing unusual."""

MOST_LINES = 20
"""How many rights or files a note names; the sentence has the whole number."""

TITLES: dict[str, Text] = {
    "rd_rose": msg("研发费用大增"),
    "rd_fell": msg("研发费用大减"),
    "rd_over_revenue": msg("研发费用大于收入"),
    "tech_over_staff": msg("科技人员多于职工"),
    "staff_parts": msg("人员数据不一致"),
    "tech_changed": msg("科技人员成倍增减"),
    "rd_band": msg("研发占比低于分档"),
    "patent_owner": msg("权利人名称不一致"),
    "right_elsewhere": msg("知识产权也在他企名下"),
    "file_elsewhere": msg("材料与他企相同"),
}
"""Every note there can be, by its code, in a few words."""

_RD = ("rd_spend", "rd_hnte")
_STAFF_PARTS = (("full_time_rd_staff", "rd_staff"), ("full_time_rd_staff", "staff"))


@dataclass(frozen=True, slots=True)
class Year:
    """The figures of one year (分, heads) with the public identifier of the report and the firm's reasons."""

    year: int
    report: str
    values: Mapping[str, int | None]
    reasons: Mapping[str, str] = field(default_factory=dict)

    def get(self, code: str) -> int | None:
        """The figure, None where it is not known."""
        return self.values.get(code)

    @property
    def target(self) -> Target:
        """The report."""
        return Target(Place.REPORT, self.report)


@dataclass(frozen=True, slots=True)
class OwnedRight:
    """A right with the owners on its certificate and the firm's name in force on the day of grant ("" not known)."""

    number: str
    granted_on: date
    owners: tuple[str, ...]
    name_then: str


@dataclass(frozen=True, slots=True)
class Shared:
    """Something of the firm's (a right's number, a file's name) that another firm has too."""

    what: str
    firm: str
    uscc: str
    document: str = ""
    """The firm's own file by its public identifier."""


def rd_against_last_year(now: Year, before: Year | None) -> Iterator[Note]:
    """R&D of at least three times last year's, or of a third of it or less; from nothing counts as a rise."""
    if before is None:
        return
    pairs = [(code, now.get(code), before.get(code)) for code in _RD]
    known = [(code, new, old) for code, new, old in pairs if new is not None and old is not None]
    rose = [code for code, new, old in known if new > old >= 0 and new >= old * RD_TIMES]
    fell = [code for code, new, old in known if 0 <= new < old and new * RD_TIMES <= old]
    if rose:
        text = msg("研发费用达到上年的 {times} 倍或以上，请核实归集依据。", times=RD_TIMES)
        yield Note("rd_rose", text, _changes(rose, now, before), now.target)
    if fell:
        text = msg("研发费用只有上年的三分之一或更少，请核实原因。")
        yield Note("rd_fell", text, _changes(fell, now, before), now.target)


def rd_against_revenue(now: Year) -> Iterator[Note]:
    """R&D above the revenue of the same year."""
    revenue = now.get("revenue")
    high = [code for code in _RD if revenue is not None and (now.get(code) or 0) > revenue >= 0]
    if high:
        text = msg("{year} 年研发费用大于同年销售收入，请核实。", year=now.year)
        yield Note("rd_over_revenue", text, _figures([*high, "revenue"], now), now.target)


def staff_against_each_other(now: Year, months: Mapping[str, Months | None]) -> Iterator[Note]:
    """Parts of the staff greater than the whole, and a year's number that its months do not make.

    `months` holds the heads at the start and end of each month under "staff" and "rd_staff", None where not known.
    """
    if _exceeds(now, "rd_staff", "staff"):
        text = msg("科技人员数大于职工总数，请核实。")
        yield Note("tech_over_staff", text, _figures(["rd_staff", "staff"], now), now.target)
    wrong = [part for part, whole in _STAFF_PARTS if _exceeds(now, part, whole)]
    lines = _figures([*dict.fromkeys(wrong), "rd_staff", "staff"], now) if wrong else ()
    lines = (*lines, *(line for code in ("staff", "rd_staff") for line in _mean_line(code, now, months.get(code))))
    if lines:
        yield Note("staff_parts", msg("人员数据前后不一致，请核实。"), lines, now.target)


def tech_staff_against_last_year(now: Year, before: Year | None) -> Iterator[Note]:
    """Technical staff doubled or halved within a year."""
    new, old = now.get("rd_staff"), before.get("rd_staff") if before else None
    if before is None or new is None or old is None or abs(new - old) < FEWEST_HEADS:
        return
    if new >= old * HEADS_TIMES or new * HEADS_TIMES <= old:
        text = msg("科技人员数比上年成倍增减，请核实名单和社保。")
        yield Note("tech_changed", text, _changes(["rd_staff", "staff"], now, before), now.target)


def rd_against_band(years: Sequence[Year], steps: SizeSteps) -> Iterator[Note]:
    """R&D over sales of three years, latest first, below the share asked of a 高企 of that size.

    One calibre alone is taken, the one of 高企 where all years have it; nothing is said where neither is known.
    """
    sales = _all([year.get("revenue") for year in years])
    code = next((code for code in reversed(_RD) if _all([year.get(code) for year in years]) is not None), None)
    if code is None or sales is None or sum(sales) <= 0:
        return
    spent, asked = _all([year.get(code) for year in years]) or [], steps.share(sales[0])
    if Fraction(sum(spent), sum(sales)) >= asked:
        return
    text = msg(
        "近三年研发费用占同期销售收入 {ratio}%，低于高新技术企业按收入分档的 {asked}%，请核实。",
        ratio=percent(sum(spent), sum(sales)),
        asked=share(asked),
    )
    lines = tuple(line for year in years for line in _figures([code, "revenue"], year))
    yield Note("rd_band", text, lines, years[0].target)


def owners_against_names(rights: Sequence[OwnedRight], names: Sequence[str], firm: Target) -> Iterator[Note]:
    """Rights none of whose owners is the firm by the name it had on the day of grant; `names` are all it ever had."""
    keys = {name_key(name) for name in names}
    wrong = [right for right in rights if right.owners and not _is_own(right, keys)]
    if not wrong:
        return
    text = msg("有 {count} 项知识产权的权利人与授权日的企业名称不一致，请核对证书。", count=len(wrong))
    lines = tuple(Line(right.number, _owner_words(right, keys)) for right in wrong[:MOST_LINES])
    yield Note("patent_owner", text, lines, firm)


def rights_elsewhere(shared: Sequence[Shared], firm: Target) -> Iterator[Note]:
    """Numbers in force that another firm has in force as well."""
    if shared:
        count = len({one.what for one in shared})
        text = msg("有 {count} 项知识产权同时登记在其他企业名下且有效，请核对是否共有。", count=count)
        yield Note("right_elsewhere", text, _shared_lines(shared), firm)


def files_elsewhere(shared: Sequence[Shared]) -> Iterator[Note]:
    """Files that another firm used, to the last byte the same."""
    if shared:
        count = len({one.document for one in shared})
        text = msg("有 {count} 份材料与其他企业提交的完全相同，请核对。", count=count)
        yield Note("file_elsewhere", text, _shared_lines(shared), Target(Place.DOCUMENT, shared[0].document))


def _shared_lines(shared: Sequence[Shared]) -> tuple[Line, ...]:
    return tuple(
        Line(one.what, msg("{firm}（{uscc}）", firm=one.firm, uscc=one.uscc), Target(Place.ENTERPRISE, one.uscc))
        for one in shared[:MOST_LINES]
    )


def _is_own(right: OwnedRight, keys: set[str]) -> bool:
    wanted = {name_key(right.name_then)} if right.name_then else keys
    return any(name_key(owner) in wanted for owner in right.owners)


def _owner_words(right: OwnedRight, keys: set[str]) -> Text:
    words: dict[str, object] = {"owners": "；".join(right.owners), "day": right.granted_on, "name": right.name_then}
    if not right.name_then:
        return msg("权利人“{owners}”不是企业用过的名称；授权日 {day} 的企业名称没有登记", **words)
    if any(name_key(owner) in keys for owner in right.owners):
        return msg("权利人“{owners}”是企业其他时期的名称；授权日 {day} 的企业名称是“{name}”", **words)
    return msg("权利人“{owners}”；授权日 {day} 的企业名称是“{name}”", **words)


def _exceeds(year: Year, part: str, whole: str) -> bool:
    small, large = year.get(part), year.get(whole)
    return small is not None and large is not None and small > large


def _mean_line(code: str, year: Year, months: Months | None) -> Iterator[Line]:
    """The mean of the months where it is a whole head or more away from the number of the year."""
    stated = year.get(code)
    if months is None or stated is None:
        return
    mean = yearly_mean(months)
    if abs(mean - stated) >= 1:
        words = msg("年报 {stated} 人，各月平均 {mean} 人", stated=stated, mean=_two_places(mean))
        yield Line(BY_CODE[code].label, words, year.target)


def _two_places(value: Fraction) -> str:
    return percent(value.numerator, value.denominator * 100)


def _changes(codes: Sequence[str], now: Year, before: Year) -> tuple[Line, ...]:
    lines = []
    for figure in (BY_CODE[code] for code in codes):
        words = msg(
            "{last} 年 {before} {unit} → {year} 年 {now} {unit}",
            last=before.year,
            before=_shown(figure, before),
            year=now.year,
            now=_shown(figure, now),
            unit=figure.unit.value,
        )
        lines.append(Line(figure.label, words, now.target))
    return (*lines, *_reasons(codes, now))


def _figures(codes: Sequence[str], year: Year) -> tuple[Line, ...]:
    figures = [BY_CODE[code] for code in codes]
    lines = [
        Line(
            figure.label,
            msg("{year} 年 {now} {unit}", year=year.year, now=_shown(figure, year), unit=figure.unit.value),
            year.target,
        )
        for figure in figures
    ]
    return (*lines, *_reasons(codes, year))


def _reasons(codes: Sequence[str], year: Year) -> Iterator[Line]:
    """What the firm itself wrote about a figure in its report."""
    for code in codes:
        if reason := year.reasons.get(code, "").strip():
            yield Line(msg("企业的说明：{label}", label=BY_CODE[code].label), reason)


def _shown(figure: Figure, year: Year) -> str:
    value = year.get(figure.code)
    if value is None:
        return "—"
    return wan(value) if figure.unit is Unit.WAN else str(value)


def _all(values: Sequence[int | None]) -> list[int] | None:
    known = [value for value in values if value is not None]
    return known if len(known) == len(values) else None
