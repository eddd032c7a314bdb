"""Public notice before a district's own decision takes effect."""
