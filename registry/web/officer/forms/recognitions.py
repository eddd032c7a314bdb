"""Recording, correcting, revoking and withdrawing titles by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from registry.core.errors import DomainError
from registry.core.text import msg
from registry.core.types import FAR
from registry.recognitions.models import Recognition
from registry.recognitions.services import RecognitionFacts, default_valid_to
from registry.reference.models import Scheme
from registry.rules.identifiers.certificates import CertificateCheck, check_hte_number, check_sme_number
from registry.web.shared.forms import BaseForm, ChoiceField, DayField, ReasonField, TextField
from registry.web.shared.names import scheme_names

_CHECKERS: dict[str, Callable[[str], CertificateCheck]] = {
    "national_hte": check_hte_number,
    "national_sme": check_sme_number,
}
"""Schemes whose numbers have a published shape."""


class TitleForm(BaseForm):
    """What a title says. `valid_to` is typed as the last day; empty means the scheme's own term.

    Whether a number is needed depends on the scheme (`facts_from`).
    """

    certificate_number = TextField(lazy_gettext("编号"), max=60, required=False)
    issued_on = DayField(lazy_gettext("发证（公布）日期"))
    valid_from = DayField(lazy_gettext("有效期自"))
    valid_to = DayField(lazy_gettext("有效期至（含当日）"), required=False)
    document = TextField(lazy_gettext("官方文件（文号）"), max=120)


class NewTitleForm(TitleForm):
    """A title that neither an application nor a list brought."""

    scheme_code = ChoiceField(lazy_gettext("认定类别"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scheme_code.choices = scheme_names()


class CorrectTitleForm(TitleForm):
    """The record was wrong."""

    reason = ReasonField(lazy_gettext("更正原因"))


class RevokeForm(BaseForm):
    """The title was taken away."""

    revoked_on = DayField(lazy_gettext("自哪一天起失效"))
    ground = TextField(lazy_gettext("撤销依据"), max=200)
    document = TextField(lazy_gettext("撤销文件（文号）"), max=120)


class WithdrawForm(BaseForm):
    """The record should never have been made."""

    reason = ReasonField(lazy_gettext("撤下原因"))


def end_of_title(scheme: Scheme, valid_from: date, last_day: date | None) -> date:
    """The first day a title no longer holds, from its last day as typed or by the scheme's own term."""
    if last_day is None:
        return default_valid_to(scheme, valid_from)
    return last_day + timedelta(days=1)


def last_day_of(row: Recognition) -> date | None:
    """The last day as it is typed; None without a fixed end."""
    return None if row.valid_to >= FAR else row.valid_to - timedelta(days=1)


def check_number(scheme: Scheme, typed: str) -> CertificateCheck:
    """The number in its one spelling, and what is odd about it: a warning, since real certificates vary."""
    checker = _CHECKERS.get(scheme.code)
    return checker(typed) if checker else CertificateCheck(typed, None, None, None)


def facts_from(form: TitleForm, scheme: Scheme) -> RecognitionFacts:
    """The title that a validated form describes; DomainError where its scheme asks for a number that is missing."""
    number = check_number(scheme, form.certificate_number.data)
    if scheme.own_number and not number.number:
        raise DomainError(msg("请填写{label}。", label=scheme.number_label), "certificate_number")
    return RecognitionFacts(
        scheme_code=scheme.code,
        certificate_number=number.number,
        issued_on=form.issued_on.data,
        valid_from=form.valid_from.data,
        valid_to=end_of_title(scheme, form.valid_from.data, form.valid_to.data),
        document=form.document.data,
    )


def validity_hint(scheme: Scheme | None) -> str:
    """What an empty last day means."""
    if scheme is None:
        return _("不填时按该类别的期限计算")
    kind, _colon, value = scheme.validity.partition(":")
    if kind == "years":
        return _("不填时按 %(years)s 年计算", years=value)
    if kind == "entry_year_grace":
        return _("不填时计算到次年 %(day)s", day=value)
    return _("不填时长期有效")
