"""科技型中小企业, 国科发政〔2017〕115号."""

from registry.rules.tech_sme.assessment import assess
from registry.rules.tech_sme.facts import FIELDS
from registry.rules.tech_sme.judge import judge
from registry.rules.tech_sme.levers import levers

__all__ = ["FIELDS", "assess", "judge", "levers"]
