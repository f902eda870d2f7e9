"""The small-number guard: statistical disclosure control for counts of people."""
