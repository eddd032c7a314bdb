"""Where the files of dated values are, and each of them read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from registry.rules.parameter_file import read_rule_set
from registry.rules.values import RuleSet

PARAMETERS = Path(__file__).with_name("parameters")

VALUES_ONLY = ("lifecycle_hnte", "lifecycle_ip", "lifecycle_leading", "lifecycle_sme", "rd_accounts")
"""Files whose values other formulas read: terms, due days, R&D accounts. Nothing is assessed by them."""


@cache
def load(rule_set_id: str) -> RuleSet:
    """The values of one file. Raises FileNotFoundError for a name that has none, ParameterFileError for a bad file."""
    return read_rule_set(PARAMETERS.joinpath(f"{rule_set_id}.toml").read_text(encoding="utf-8"))
