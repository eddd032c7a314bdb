"""Fields of a form that choose: one of a list, yes or no, any number of a list, or a tick."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import Field, RadioField, SelectField, SelectMultipleField, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from registry.core.text import Name, Text
from registry.web.shared.i18n import translate

Choices = Iterable[tuple[str, Any]]
"""(value, label); a label is a string, a lazy string, a Name, or a Text."""


def mark(field: Any, required: bool) -> None:
    """Say whether the field must be answered, for the checks and for the label."""
    field.flags.required = required
    field.flags.optional = not required


class _Choosing(SelectField):
    """What selects and radios share: labels in the visitor's language, refusals in words."""

    def __init__(self, label: Any = None, choices: Choices = (), required: bool = True, **kwargs: Any) -> None:
        super().__init__(label, choices=None, **kwargs)
        self.choices = list(choices)
        mark(self, required)

    def _choices_from_input(self, choices: Any) -> list[SelectChoice]:
        return [SelectChoice(value=value, label=_shown(label)) for value, label in choices]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was chosen, "" for nothing."""
        self.data = str(valuelist[0]) if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        """Only what was offered."""
        if not self.data and self.flags.required:
            raise StopValidation(_("请选择“%(label)s”。", label=self.label.text))
        if self.data and self.data not in {value for value, _label in self.choices}:
            raise StopValidation(_("“%(label)s”没有这个选项，请重新选择。", label=self.label.text))


class ChoiceField(_Choosing):
    """One of a list, as a drop-down that begins with nothing chosen; `data` "" where nothing was."""

    def __init__(
        self, label: Any = None, choices: Choices = (), required: bool = True, blank: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(label, choices=choices, required=required, **kwargs)
        self.blank = blank or lazy_gettext("请选择")

    def _choices_from_input(self, choices: Any) -> list[SelectChoice]:
        return [SelectChoice(value="", label=str(self.blank)), *super()._choices_from_input(choices)]


class RadioChoiceField(_Choosing):
    """One of a few, all seen at once."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.RadioInput()


class YesNoField(RadioField):
    """Yes, no, or (where not required) not known yet; `data` True, False or None."""

    def __init__(self, label: Any = None, required: bool = True, **kwargs: Any) -> None:
        super().__init__(label, coerce=_yes_no, choices=None, **kwargs)
        words = [("yes", lazy_gettext("是")), ("no", lazy_gettext("否"))]
        self.choices = words if required else [*words, ("", lazy_gettext("暂不确定"))]
        mark(self, required)

    def _choices_from_input(self, choices: Any) -> list[SelectChoice]:
        return [SelectChoice(value=value, label=str(label)) for value, label in choices]

    def process_data(self, value: Any) -> None:
        """A stored answer is a bool already."""
        self.data = value if isinstance(value, bool) else None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Anything but the two words is not known."""
        self.data = _yes_no(valuelist[0]) if valuelist else None

    def pre_validate(self, form: Any) -> None:
        """Required: one of the two."""
        if self.data is None and self.flags.required:
            raise StopValidation(_("请回答“%(label)s”。", label=self.label.text))


class ManyField(SelectMultipleField):
    """Any number of a list, as check boxes; `data` the list of values, in the order of the choices."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(self, label: Any = None, choices: Choices = (), required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, choices=None, **kwargs)
        self.choices = list(choices)
        mark(self, required)

    def _choices_from_input(self, choices: Any) -> list[SelectChoice]:
        return [SelectChoice(value=value, label=_shown(label)) for value, label in choices]

    def pre_validate(self, form: Any) -> None:
        """Only what was offered."""
        offered = [value for value, _label in self.choices]
        if any(value not in offered for value in self.data or ()):
            raise ValidationError(_("“%(label)s”中有已不存在的选项，请重新选择。", label=self.label.text))
        if not self.data and self.flags.required:
            raise ValidationError(_("请至少选择一项“%(label)s”。", label=self.label.text))


class AgreeField(Field):
    """A box to tick; with `must` it has to be ticked, and `must` says why."""

    widget = widgets.CheckboxInput()

    def __init__(self, label: Any = None, must: Any = None, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.must = must
        self.flags.required = must is not None

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Ticked where anything was sent but a refusal."""
        self.data = bool(valuelist) and valuelist[0] not in ("", "false", "no", "0")

    def pre_validate(self, form: Any) -> None:
        """The tick where it is needed."""
        if self.must is not None and not self.data:
            raise StopValidation(str(self.must))

    def _value(self) -> str:
        return "yes"


def _shown(label: Any) -> str:
    return translate(label) if isinstance(label, Text | Name) else str(label)


def _yes_no(word: Any) -> bool | None:
    return {"yes": True, "no": False}.get(str(word))
