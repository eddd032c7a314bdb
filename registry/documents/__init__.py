"""Evidence files: stored by content, typed by content."""
