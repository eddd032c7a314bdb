"""Fields as every form of the registry uses them: Chinese refusals, money in 分, days, and what was typed kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField as BaseFileField
from wtforms import Field, HiddenField, widgets
from wtforms.validators import StopValidation

from registry.core.money import FEN_PER_WAN, format_wan, parse_wan
from registry.core.text import Text
from registry.rules.identifiers.characters import half_width
from registry.rules.identifiers.dates import parse_date
from registry.web.shared.choices import AgreeField, ChoiceField, ManyField, RadioChoiceField, YesNoField, mark
from registry.web.shared.i18n import translate

__all__ = [
    "AgreeField",
    "AskingForm",
    "BaseForm",
    "ChoiceField",
    "DayField",
    "FileUpload",
    "LongTextField",
    "ManyField",
    "RadioChoiceField",
    "ReasonField",
    "SecretField",
    "SeenField",
    "TextField",
    "VersionField",
    "WanField",
    "WholeField",
    "YesNoField",
]

MOST_WAN = 10_000_000_000
LONGEST_LINE = 200
LONGEST_TEXT = 2000
_LINE_ENDS = "\n\r\t"


class BaseForm(FlaskForm):
    """A form; `refused` says that a service refused what the fields had let pass."""

    class Meta(FlaskForm.Meta):
        """WTForms' own sentences are not used: every field below says its own."""

        locales = False

    def pairs(self) -> list[tuple[str, str]]:
        """What was typed, as (name, value) pairs without the token: a draft as it can be shown again."""
        return [
            (field.name, value)
            for field in self
            for value in (getattr(field, "raw_data", None) or [])
            if isinstance(value, str) and field.name != "csrf_token"
        ]


class AskingForm(BaseForm):
    """A form that is sent by GET: reading changes nothing and needs no token."""

    class Meta(BaseForm.Meta):
        """What is asked stands in the address."""

        csrf = False


class _Typed(Field):
    """A field read from text: empty is None, nonsense is an error with the text kept in the box."""

    widget = widgets.TextInput()
    data: Any

    def __init__(self, label: Any = None, required: bool = True, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        mark(self, required)

    def read(self, text: str) -> Any:
        """The value of `text`, which is not empty; raises ValueError with a sentence."""
        raise NotImplementedError

    def show(self, value: Any) -> str:
        """A stored value as it is typed."""
        return str(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was sent; a field that was not sent was not answered."""
        text = _line(valuelist[0]) if valuelist else ""
        self.data = None
        if text:
            self.data = self.read(text)

    def pre_validate(self, form: Any) -> None:
        """A required field needs a value; one error is enough."""
        if self.process_errors:
            raise StopValidation
        if self.data in (None, "") and self.flags.required:
            raise StopValidation(_("请填写“%(label)s”。", label=self.label.text))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.show(self.data)


class TextField(_Typed):
    """One line of at most `max` characters; `data` is "" where nothing was typed."""

    def __init__(self, label: Any = None, max: int = LONGEST_LINE, required: bool = True, **kwargs: Any) -> None:  # noqa: A002
        super().__init__(label, required=required, **kwargs)
        self.longest = max

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The text without outer blanks."""
        self.data = self.read(str(valuelist[0]).strip()) if valuelist else ""

    def read(self, text: str) -> str:
        """Refuses what cannot be stored or shown."""
        self.data = text
        if any(_is_control(character, self.allowed_controls) for character in text):
            raise ValueError(_("“%(label)s”含有不能保存的控制字符，请删除后重新填写。", label=self.label.text))
        if len(text) > self.longest:
            raise ValueError(
                _(
                    "“%(label)s”最多 %(limit)s 个字符，现在是 %(count)s 个。",
                    label=self.label.text,
                    limit=self.longest,
                    count=len(text),
                )
            )
        return text

    allowed_controls = ""


class LongTextField(TextField):
    """Several lines."""

    widget = widgets.TextArea()
    allowed_controls = _LINE_ENDS

    def __init__(self, label: Any = None, max: int = LONGEST_TEXT, required: bool = True, **kwargs: Any) -> None:  # noqa: A002
        super().__init__(label, max=max, required=required, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Browsers send line ends as CRLF; kept as LF."""
        super().process_formdata([str(value).replace("\r\n", "\n") for value in valuelist])


class ReasonField(LongTextField):
    """Why: required, and read by others."""

    def __init__(self, label: Any = None, max: int = 500, required: bool = True, **kwargs: Any) -> None:  # noqa: A002
        super().__init__(label or lazy_gettext("原因"), max=max, required=required, **kwargs)


class SecretField(TextField):
    """A password: never shown again, and taken as typed."""

    widget = widgets.PasswordInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Blanks belong to it."""
        self.data = self.read(str(valuelist[0])) if valuelist else ""


class _NumberField(_Typed):
    widget = widgets.NumberInput()

    def __init__(
        self,
        label: Any = None,
        required: bool = True,
        minimum: int | None = 0,
        maximum: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, required=required, **kwargs)
        self.minimum, self.maximum = minimum, maximum

    def _within(self, value: int, unit: int = 1) -> int:
        """`value` where it lies within the bounds, which are in `unit`."""
        if self.minimum is not None and value < self.minimum * unit:
            raise ValueError(_("“%(label)s”不能小于 %(limit)s。", label=self.label.text, limit=self.minimum))
        if self.maximum is not None and value > self.maximum * unit:
            raise ValueError(_("“%(label)s”不能大于 %(limit)s。", label=self.label.text, limit=self.maximum))
        return value


class WanField(_NumberField):
    """Money typed in 万元 with at most two decimals; `data` in 分. Bounds are in 万元."""

    def __init__(
        self,
        label: Any = None,
        required: bool = True,
        minimum: int | None = 0,
        maximum: int | None = MOST_WAN,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, required=required, minimum=minimum, maximum=maximum, **kwargs)

    def read(self, text: str) -> int:
        """分 of the amount."""
        try:
            fen = parse_wan(text)
        except (ValueError, ArithmeticError):  # hundreds of digits are no amount either
            raise ValueError(
                _("“%(label)s”应是以万元为单位的数字，最多两位小数，例如 1234.56。", label=self.label.text)
            ) from None
        return self._within(fen, FEN_PER_WAN)

    def show(self, value: int) -> str:
        """万元 with two decimals."""
        return format_wan(value)


class WholeField(_NumberField):
    """A whole number; `data` int or None."""

    def __init__(
        self,
        label: Any = None,
        required: bool = True,
        minimum: int | None = 0,
        maximum: int | None = 1_000_000_000,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, required=required, minimum=minimum, maximum=maximum, **kwargs)
        self.type = "IntegerField"  # the templates offer the digit keyboard by this word

    def read(self, text: str) -> int:
        """The number; thousands commas are taken."""
        plain = text.replace(",", "")
        digits = plain.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 15:
            raise ValueError(_("“%(label)s”应是整数，例如 25。", label=self.label.text))
        return self._within(int(plain))


class VersionField(WholeField):
    """The version a page was drawn from, hidden; a page that lost it is out of date."""

    widget = widgets.HiddenInput()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("version", required=False, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Nobody types it, so the advice is to open the page again."""
        if self.process_errors or self.data is None:
            self.errors: list[str] = []
            raise StopValidation(_("页面已过期，请刷新后重新填写。"))


class SeenField(HiddenField):
    """What the page showed, hidden; a form that was sent without it has seen nothing, whatever is there by now."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Only what was sent counts."""
        self.data = valuelist[0] if valuelist else None


class DayField(_Typed):
    """A day, written 2026-03-02, 2026/3/2, 20260302 or 2026年3月2日; `data` a date."""

    widget = widgets.DateInput()

    def read(self, text: str) -> date:
        """The day; the sentence of the reader where it is none."""
        found = parse_date(text)
        if isinstance(found, Text):
            raise ValueError(translate(found))
        return found

    def show(self, value: date) -> str:
        """YYYY-MM-DD."""
        return value.isoformat()


class FileUpload(BaseFileField):
    """A file; `data` what was sent, or None. What it is, is judged by its content, later."""

    def __init__(self, label: Any = None, required: bool = True, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        mark(self, required)

    def pre_validate(self, form: Any) -> None:
        """A required file must be there."""
        if self.data is None and self.flags.required:
            raise StopValidation(_("请选择要上传的文件。"))


def _line(value: Any) -> str:
    return half_width(str(value)).strip()


def _is_control(character: str, allowed: Sequence[str]) -> bool:
    return (ord(character) < 32 or ord(character) == 127) and character not in allowed
