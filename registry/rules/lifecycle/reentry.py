"""When a firm whose title was taken away may apply again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.core.text import Text, msg
from registry.rules.lifecycle.basis import Basis, basis
from registry.rules.value_files import load

FRAUD = "fraud_reentry_years"
PLAIN = "reentry_years"


@dataclass(frozen=True, slots=True)
class Reentry:
    """`first_day` is the first day of a new application; `if_fraud` is set where fraud, not known, would bar longer."""

    first_day: date
    if_fraud: date | None
    text: Text
    basis: Basis

    def is_open(self, on: date) -> bool | None:
        """Whether an application on `on` is allowed; None where it hangs on whether there was fraud."""
        if on < self.first_day:
            return False
        return None if self.if_fraud is not None and on < self.if_fraud else True


def reentry(rule_set_id: str, revoked_on: date, *, is_fraud: bool | None) -> Reentry:
    """The bar after a title of "lifecycle_hnte" or "lifecycle_sme" was revoked on `revoked_on`.

    Never in the same calendar year. Fraud bars a 科小 for three more years where it was revoked in 2026 or later;
    `is_fraud` None means not known. Raises NotInForceError for a day before the rules.
    """
    values = load(rule_set_id)
    plain = _january(revoked_on, values.limit(PLAIN, revoked_on).value)
    barred = _january(revoked_on, values.limit(FRAUD, revoked_on).value) if FRAUD in values.parameters else plain
    if is_fraud and barred > plain:
        text = msg("因弄虚作假被撤销，{day} 起方可再次参加评价", day=barred)
        return Reentry(barred, None, text, basis(rule_set_id, FRAUD))
    if is_fraud is None and barred > plain:
        text = msg("{day} 起方可再次申请；如因弄虚作假被撤销，则为 {fraud} 起，请核实撤销原因", day=plain, fraud=barred)
        return Reentry(plain, barred, text, basis(rule_set_id, FRAUD))
    return Reentry(plain, None, msg("取消当年不得再次申请，{day} 起方可申请", day=plain), basis(rule_set_id, PLAIN))


def _january(revoked_on: date, years: int) -> date:
    return date(revoked_on.year + 1 + years, 1, 1)
