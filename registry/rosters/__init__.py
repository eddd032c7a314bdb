"""Official lists: read, previewed, committed, undone."""
