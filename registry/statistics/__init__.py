"""Populations on a day, the plan and its figures."""
