"""What the readers of every subject share: folded words, surroundings, refusal."""
