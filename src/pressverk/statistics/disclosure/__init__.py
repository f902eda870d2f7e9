"""Statistical disclosure control for counts of people."""
