"""The small-number guard: statistical disclosure control for counts of people."""

from pressverk.statistics.disclosure.protection import THRESHOLD, protect, protect_all

__all__ = ["THRESHOLD", "protect", "protect_all"]
