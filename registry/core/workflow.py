"""A procedure as a table: what may happen from a state, who may do it, and where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from registry.core.errors import Conflict
from registry.core.text import Text, msg


@dataclass(frozen=True)
class Transition:
    """`act` leads from `source` to `target`; `by` names the party that may do it (a permission or a part)."""

    source: StrEnum
    act: StrEnum
    target: StrEnum
    by: str
    label: Text
    needs_reason: bool = False


@dataclass(frozen=True)
class Workflow:
    """The table, looked up by state and act. A pair occurs once."""

    transitions: tuple[Transition, ...]
    _index: dict[tuple[StrEnum, StrEnum], Transition] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        index = {(step.source, step.act): step for step in self.transitions}
        if len(index) != len(self.transitions):
            raise ValueError("a state and an act lead to one place only")
        object.__setattr__(self, "_index", index)

    def __iter__(self) -> Iterator[Transition]:
        return iter(self.transitions)

    def find(self, state: StrEnum, act: StrEnum) -> Transition | None:
        """The transition of `act` from `state`, or None where the table has none."""
        return self._index.get((state, act))

    def require(self, state: StrEnum, act: StrEnum) -> Transition:
        """The same; raises Conflict, since the page the person acted from must be out of date."""
        step = self.find(state, act)
        if step is None:
            raise Conflict(msg("当前状态不能进行这项操作，请刷新页面查看最新状态。"))
        return step

    def from_state(self, state: StrEnum, parties: Iterable[str]) -> list[Transition]:
        """What any of `parties` may do from `state`: the buttons of the page."""
        allowed = set(parties)
        return [step for step in self.transitions if step.source == state and step.by in allowed]
