"""The registered enterprise, its dated profiles, and the people who act for it."""
