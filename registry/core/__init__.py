"""What every feature shares: time, errors, texts for people, money, paging, workflow tables."""
