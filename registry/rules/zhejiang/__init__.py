"""The provincial ladder of Zhejiang: its own list of technology-based SMEs, and the two rules for leading firms."""

from registry.rules.zhejiang import leader, tech_leader, tech_sme

__all__ = ["leader", "tech_leader", "tech_sme"]
