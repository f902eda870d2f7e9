"""Texts that wait to be typeset: of each person's, only the newest."""

from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class NewestFirst(Generic[T]):
    """A queue where a new item takes the place of the one that its owner has waiting.

    Owners take turns, in the order they came. While an item of an owner is at work, no other of
    theirs is begun, so nobody keeps all workers busy.
    """

    def __init__(self) -> None:
        self._waiting: dict[Hashable, T] = {}
        self._at_work: set[Hashable] = set()

    def __len__(self) -> int:
        """Return how many items wait."""
        return len(self._waiting)

    def put(self, owner: Hashable, item: T) -> T | None:
        """Have *item* wait, and return the older one that it replaces, in its place in the row."""
        replaced = self._waiting.get(owner)
        self._waiting[owner] = item
        return replaced

    def take(self) -> tuple[Hashable, T] | None:
        """Return the next item and its owner, who has it at work until ``done``."""
        owner = next((each for each in self._waiting if each not in self._at_work), None)
        if owner is None:
            return None
        self._at_work.add(owner)
        return owner, self._waiting.pop(owner)

    def done(self, owner: Hashable) -> None:
        """Let the next item of *owner* be taken."""
        self._at_work.discard(owner)
