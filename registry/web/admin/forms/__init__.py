"""Forms of this audience, by feature."""
