"""The small-number guard: statistical disclosure control for counts of people."""

from pressverk.disclosure.guard import THRESHOLD, protect, protect_all

__all__ = ["THRESHOLD", "protect", "protect_all"]
