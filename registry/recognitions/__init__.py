"""Which title an enterprise holds over which days, and the spans that are counted."""
