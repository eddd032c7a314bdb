"""People, their roles and regions, their sessions."""
