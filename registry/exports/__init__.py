"""Lists and figures as files."""
