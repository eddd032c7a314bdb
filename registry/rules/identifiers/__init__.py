"""Numbers, names, dates and amounts as people write them."""
