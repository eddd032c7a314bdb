"""A draft of rules: its beginning, its values in fields of their kinds, and the day of a trial."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import Field

from registry.core.errors import DomainError
from registry.core.money import format_wan
from registry.core.text import Text, msg
from registry.rules import catalog
from registry.rules.drafting import Changes, printed, with_changes
from registry.rules.facts import WAN_MAX
from registry.rules.freezing import Json
from registry.rules.value_words import value_words
from registry.rules.values import DatedValue, Kind, Parameter, RuleSet
from registry.web.officer.rule_lab import IP_WORDS, value_lines
from registry.web.shared import refusals
from registry.web.shared.forms import (
    BaseForm,
    ChoiceField,
    DayField,
    LongTextField,
    ManyField,
    TextField,
    VersionField,
    WanField,
    WholeField,
    YesNoField,
)
from registry.web.shared.i18n import translate, word
from registry.web.shared.words import IP_KINDS, choices

SPARE_ROWS = 1
"""Empty rows below the bands of a parameter, for another band."""

_COLUMNS: dict[Kind, tuple[tuple[str, Text], ...]] = {
    Kind.SHARE_BANDS: (("at_least", msg("达到")), ("points", msg("得分"))),
    Kind.COUNT_BANDS: (("at_least", msg("达到")), ("points", msg("得分"))),
    Kind.SHARE_RANGES: (("edge", msg("达到")), ("low", msg("最低分")), ("high", msg("最高分"))),
    Kind.COUNT_RANGES: (("edge", msg("达到")), ("low", msg("最低分")), ("high", msg("最高分"))),
    Kind.SIZE_SHARES: (("up_to", msg("规模上限（万元）")), ("share", msg("比例（%）"))),
}
_POINTS = {"points", "low", "high"}
_RANGES = {Kind.SHARE_RANGES, Kind.COUNT_RANGES}


class NewDraftForm(BaseForm):
    """Which rule set, and what the draft is called."""

    rule_set_id = ChoiceField(lazy_gettext("以哪套现行规则为基础"))
    name = TextField(lazy_gettext("草案名称"), max=120)

    def __init__(self, offered: list[RuleSet], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rule_set_id.choices = [(one.id, word(one.title)) for one in offered]


class TrialForm(BaseForm):
    """On which day the firms are judged."""

    day = DayField(lazy_gettext("试算日期"))


class PercentField(WholeField):
    """A share in percent with at most two decimals; `data` Decimal or None."""

    def __init__(self, label: Any = None, required: bool = True, **kwargs: Any) -> None:
        super().__init__(label, required=required, minimum=0, maximum=1000, **kwargs)
        self.type = "PercentField"

    def read(self, text: str) -> Any:
        """The percentage."""
        whole, _point, digits = text.removesuffix("%").strip().partition(".")
        if not (whole + digits).isascii() or not (whole + digits).isdigit() or len(whole) > 9 or len(digits) > 2:
            raise ValueError(_("“%(label)s”应是百分数，最多两位小数，例如 4.5。", label=self.label.text))
        return self._within(Decimal(f"{whole or '0'}.{digits or '0'}"))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Row:
    """One parameter on the page: `fields` side by side in one row, or the rows of its bands under `columns`."""

    parameter: Parameter
    dated: DatedValue
    columns: tuple[Text, ...]
    fields: list[list[Field]]

    @property
    def article(self) -> str:
        """The article in words."""
        return translate(catalog.article_of(self.parameter))

    @property
    def unit(self) -> str:
        """The unit in the visitor's language."""
        return word(self.parameter.unit)

    @property
    def now(self) -> str:
        """The value in force in words."""
        return "；".join(value_lines(value_words(self.parameter, self.dated)))

    @property
    def has_edge(self) -> bool:
        """Whether it has to be said if the value itself satisfies the rule; bands say it in their words."""
        return self.parameter.kind in (Kind.COUNT, Kind.MONEY, Kind.SHARE)


class DraftForm(BaseForm):
    """The name and every value of the rule set; built by `draft_form`."""

    version = VersionField()
    name = TextField(lazy_gettext("草案名称"), max=120)
    base: RuleSet
    on: date
    rows: list[Row]

    def changes(self) -> dict[str, Json]:
        """All values as typed, in the units of a parameter file."""
        return {row.parameter.code: _typed(row) for row in self.rows}

    def validate(self, extra_validators: Any = None) -> bool:
        """Each value must be one that a parameter file may have; refused at its own field."""
        if not super().validate(extra_validators) or not self._complete():
            return False
        for code, value in self.changes().items():
            try:
                with_changes(self.base, {code: value}, self.on)
            except DomainError as error:
                self.place(error)
        return not self.errors

    def place(self, error: DomainError) -> None:
        """Put a refusal at the field of the value it names."""
        refusals.put(self, self._field_of(error.field or ""), error.text)

    def _complete(self) -> bool:
        """A band that was begun has all its figures; only a size may be left open."""
        for row in self.rows:
            for fields in row.fields if row.columns else ():
                for field in fields if _is_typed(fields) else ():
                    if field.data is None and not field.name.endswith("-up_to"):
                        refusals.put(self, field.name, msg("请填写，或把这一行全部清空。"))
        return not self.errors

    def _field_of(self, path: str) -> str:
        code, _dot, below = path.partition(".")
        row = next((one for one in self.rows if one.parameter.code == code), None)
        if row is None:
            return path
        names = [field.name for fields in row.fields for field in fields]
        typed = [fields for fields in row.fields if _is_typed(fields)] if row.columns else row.fields
        number, _bracket, part = below.removeprefix("value[").partition("].")
        if part and number.isdigit() and int(number) < len(typed):
            part = "edge" if part in ("at_least", "above") and row.parameter.kind in _RANGES else part
            wanted = f"{typed[int(number)][0].name.rpartition('-')[0]}-{part}"
            return wanted if wanted in names else names[0]
        return names[0]


def draft_form(base: RuleSet, on: date, *, name: str, changes: Changes, version: int) -> DraftForm:
    """The form of a draft of `base` with the values in force on `on`, filled with the draft's own.

    A change that the rule set takes no more, since it was rewritten, is left out.
    """
    shown: dict[str, Any] = {"name": name, "version": version}
    members: dict[str, Any] = {}
    layout: list[tuple[Parameter, list[list[str]]]] = []
    for parameter in base.parameters.values():
        names: list[list[str]] = []
        for row in _fields(parameter, _value_of(base, parameter, changes, on)):
            names.append([made[0] for made in row])
            for field_name, field, value in row:
                members[field_name], shown[field_name] = field, value
        layout.append((parameter, names))
    form: DraftForm = type("ValuesForm", (DraftForm,), members)(data=shown)
    form.base, form.on = base, on
    form.rows = [
        Row(
            parameter,
            parameter.at(on),
            tuple(label for _part, label in _COLUMNS.get(parameter.kind, ())),
            [[form[one] for one in row] for row in names],
        )
        for parameter, names in layout
    ]
    return form


Made = tuple[str, Field, Any]


def _value_of(base: RuleSet, parameter: Parameter, changes: Changes, on: date) -> Json:
    """The draft's value; that of the rule set where the draft has none, or one that is none."""
    code = parameter.code
    if code in changes:
        try:
            with_changes(base, {code: changes[code]}, on)
        except DomainError:
            return printed(parameter, on)
        return changes[code]
    return printed(parameter, on)


def _fields(parameter: Parameter, value: Json) -> Iterator[list[Made]]:
    """The fields of one parameter, row by row, each with its name and what it begins with."""
    code, label = parameter.code, word(parameter.label)
    columns = _COLUMNS.get(parameter.kind)
    if columns is None:
        yield [(f"p-{code}", *_single(parameter, label, value))]
        return
    items: list[Any] = value if isinstance(value, list) else []
    for number in range(len(items) + SPARE_ROWS):
        item = items[number] if number < len(items) else {}
        shown = {"edge": item.get("at_least", item.get("above")), **item}
        yield [
            (f"p-{code}-{number}-{part}", _part(parameter.kind, part, f"{label} {number + 1} {translate(head)}"),
             _begun(part, shown.get(part), parameter.kind))
            for part, head in columns
        ]  # fmt: skip


def _single(parameter: Parameter, label: str, value: Any) -> tuple[Any, Any]:
    match parameter.kind:
        case Kind.COUNT:
            return WholeField(label, maximum=1_000_000), value
        case Kind.MONEY:
            return WanField(label, maximum=WAN_MAX), int(Decimal(value) * 1_000_000)
        case Kind.SHARE:
            return PercentField(label), value
        case Kind.FLAG:
            return YesNoField(label), value
        case Kind.NAMES if IP_WORDS.keys() >= set(value):
            return ManyField(label, choices=choices(IP_KINDS), required=True), value
        case Kind.NAMES:
            return LongTextField(label), "\n".join(value)
    return TextField(label, max=20), value


def _part(kind: Kind, part: str, label: str) -> Any:
    if part in _POINTS or (part in ("at_least", "edge") and kind in (Kind.COUNT_BANDS, Kind.COUNT_RANGES)):
        return WholeField(label, required=False, maximum=1_000_000)
    if part == "up_to":
        return WanField(label, required=False, maximum=WAN_MAX)
    return PercentField(label, required=False)


def _begun(part: str, value: Any, kind: Kind) -> Any:
    if value is None:
        return None
    if part == "up_to":
        return int(Decimal(value) * 1_000_000)
    return value


def _typed(row: Row) -> Json:
    kind = row.parameter.kind
    if not row.columns:
        return _value(kind, row.fields[0][0].data)
    keys = [part for part, _label in _COLUMNS[kind]]
    items: list[Json] = []
    for fields in row.fields:
        if _is_typed(fields):
            item = {key: _cell(key, field.data) for key, field in zip(keys, fields, strict=True)}
            items.append(_ranged(row, len(items), item) if kind in _RANGES else item)
    return items


def _is_typed(fields: list[Field]) -> bool:
    return any(field.data is not None for field in fields)


def _ranged(row: Row, place: int, item: dict[str, Json]) -> Json:
    """A band keeps whether its edge counts, as the present band of its place has it."""
    bands = row.dated.value if isinstance(row.dated.value, tuple) else ()
    is_inclusive = all(getattr(band, "inclusive", True) for band in bands[place : place + 1])
    return {"at_least" if is_inclusive else "above": item.pop("edge"), **item}


def _cell(key: str, data: Any) -> Json:
    if data is None or isinstance(data, int) and key in _POINTS:
        return data
    return format_wan(data) if key == "up_to" else str(data)


def _value(kind: Kind, data: Any) -> Json:
    match kind:
        case Kind.MONEY:
            return format_wan(data)
        case Kind.SHARE:
            return str(data)
        case Kind.NAMES if isinstance(data, str):
            return [line.strip() for line in data.splitlines() if line.strip()]
        case Kind.NAMES:
            return [*data]
    found: Json = data
    return found
