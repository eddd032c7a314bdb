"""What every audience's pages share: guard, commit, errors, words, lists."""
