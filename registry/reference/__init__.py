"""Regions, schemes, industries, working days: data that everybody refers to."""
