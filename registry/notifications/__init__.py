"""Who is told what, and when: of acts as they happen, of days as they come near."""
