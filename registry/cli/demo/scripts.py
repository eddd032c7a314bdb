"""How far the demo's cases have come: so many of each, in every state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle, zip_longest
from typing import NamedTuple

from registry.cli.demo.cases import Case, Stage, Step
from registry.cli.demo.firms import Choice

STAGES = {"national_sme": 2, "zhejiang_sme": 2, "national_hte": 3, "zhejiang_leading": 3, "district_leading": 3}
"""Review stages of each scheme; the data of the schemes have the same."""

SME, HTE, LEADING = ("national_sme", "zhejiang_sme"), ("national_hte",), ("zhejiang_leading",)
FOR_NOTICE = ("district_leading",)

Script = Callable[[int], list[Step]]
"""The acts on a case whose scheme has so many review stages."""

Cases = dict[str, list[tuple[Case, list[Step]]]]
"""Cases with their scripts, by scenario."""


class Scenario(NamedTuple):
    """Cases that end alike; `name` says where they stand."""

    name: str
    cases: int
    schemes: tuple[str, ...]
    script: Script
    fitting: bool = True


def _sent(opened: int) -> list[Step]:
    return [(opened, Case.open), (opened, Case.attach), (opened - 1, Case.submit)]


def _reviewed(opened: int, stages: int) -> list[Step]:
    return [*_sent(opened), *((opened - 4 - 3 * stage, Case.pass_stage) for stage in range(stages))]


def _forwarded(opened: int, stages: int) -> list[Step]:
    return [*_reviewed(opened, stages), (opened - 6 - 3 * stages, Case.forward)]


def _stopped(opened: int, stages: int, last: Step) -> list[Step]:
    """Half of the stages passed, then `last`."""
    return [*_reviewed(opened, stages - 1), last]


SCENARIOS = (
    Scenario("draft", 6, ("national_sme", "national_hte", "zhejiang_sme"), lambda stages: [(3 + stages, Case.open)]),
    Scenario("waiting", 8, ("national_sme", "national_hte", *SME), lambda stages: _sent(4 + stages)),
    Scenario("half-way", 6, ("national_hte", "national_sme", "zhejiang_leading"), lambda n: _reviewed(9 + n, n - 1)),
    Scenario("returned", 5, ("national_sme", "national_hte"), lambda n: [*_sent(8 + n), (5, Case.send_back)]),
    Scenario("returned late", 2, HTE, lambda n: _stopped(18, n, (7, Case.send_back))),
    Scenario(
        "mended", 4, ("national_sme", "national_hte"), lambda n: [*_sent(16 + n), (13, Case.send_back), (8, Case.mend)]
    ),
    Scenario("approved", 4, ("national_sme", "national_hte"), lambda n: _reviewed(15, n)),
    Scenario("about to be published", 3, FOR_NOTICE, lambda n: _reviewed(14, n)),
    Scenario("forwarded", 6, ("national_sme", "national_hte", *LEADING), lambda n: _forwarded(22, n)),
    Scenario(
        "recognised",
        7,
        ("national_sme", "national_hte", "zhejiang_sme"),
        lambda n: [*_forwarded(34, n), (6, Case.recognise)],
    ),
    Scenario("not recognised", 3, ("national_hte", *LEADING), lambda n: [*_forwarded(36, n), (9, Case.not_recognise)]),
    Scenario("rejected", 4, ("national_sme", *LEADING), lambda n: [*_sent(15 + n), (10, Case.reject)], fitting=False),
    Scenario(
        "reconsidered",
        2,
        ("national_hte", "national_sme"),
        lambda n: [*_sent(26), (20, Case.reject), (14, Case.reconsider), (9, Case.pass_stage)],
        fitting=False,
    ),
    Scenario(
        "withdrawn", 3, ("national_sme", "zhejiang_sme", "national_hte"), lambda n: [*_sent(12), (10, Case.withdraw)]
    ),
)
RUNNING_NOTICE = Scenario("under notice", 4, FOR_NOTICE, lambda n: _reviewed(25, n))
CLOSED_NOTICE = Scenario("notice over", 5, FOR_NOTICE, lambda n: _reviewed(38, n))


_FIRST = (
    ("zhejiang_sme", (*_sent(12), (5, Case.send_back))),
    ("national_hte", ((3, Case.open),)),
)
"""What the first firm is at: a return to answer, and a draft for the next rung."""
_FIRST_NUMBER = 101


def cast_first(stage: Stage, choice: Choice) -> Cases:
    """The cases of the first firm."""
    firm = choice.take_first()
    if firm is None:
        return {}
    firm.schemes.update(scheme for scheme, _script in _FIRST)
    cases = [
        (Case(stage, number, firm, scheme), list(script))
        for number, (scheme, script) in enumerate(_FIRST, _FIRST_NUMBER)
    ]
    return {"first": cases}


def cast_cases(stage: Stage, choice: Choice) -> Cases:
    """A case for each place of each scenario as far as there are firms, by scenario; first one of each, then more."""
    scenarios = (*SCENARIOS, RUNNING_NOTICE, CLOSED_NOTICE)
    columns = [_wanted(scenario) for scenario in scenarios]
    found: Cases = {scenario.name: [] for scenario in scenarios}
    number = 0
    for row in zip_longest(*columns):
        for scenario, scheme in (wanted for wanted in row if wanted is not None):
            firm = choice.take(scheme, fitting=scenario.fitting)
            if firm is None:
                continue
            number += 1
            # those under a notice are all approved by the same two, so that the others can answer objections
            officers = 2 * number if scheme in FOR_NOTICE else number
            shift = 0 if scheme in FOR_NOTICE else number % 4
            script = [(days + shift, act) for days, act in scenario.script(STAGES[scheme])]
            found[scenario.name].append((Case(stage, officers, firm, scheme), script))
    return found


def _wanted(scenario: Scenario) -> Sequence[tuple[Scenario, str]]:
    schemes = cycle(scenario.schemes)
    return [(scenario, next(schemes)) for _case in range(scenario.cases)]
