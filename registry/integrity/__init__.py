"""What speaks against a firm for a time, visits to firms, and spot checks drawn at random."""
