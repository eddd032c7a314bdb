"""The law as code: dated values, pure formulas, findings that explain themselves."""
