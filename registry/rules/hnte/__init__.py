"""高新技术企业, 国科发火〔2016〕32号 art. 11 and the guidelines 国科发火〔2016〕195号."""

from registry.rules.hnte.assessment import assess
from registry.rules.hnte.facts import FIELDS
from registry.rules.hnte.judge import judge
from registry.rules.hnte.levers import levers

__all__ = ["FIELDS", "assess", "judge", "levers"]
