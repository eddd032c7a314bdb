"""Side-by-side measurements: ratios taken in one run, never absolute times."""
