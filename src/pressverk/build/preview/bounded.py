"""A cache that holds so many bytes, and forgets what was used longest ago; for any thread."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import RLock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class BoundedCache(Generic[K]):
    """Bytes by their keys, at most *most* of them together."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._lock = RLock()
        self._kept: OrderedDict[K, bytes] = OrderedDict()

    def __len__(self) -> int:
        """Return how many keys are kept."""
        return len(self._kept)

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._size

    def get(self, key: K) -> bytes | None:
        """Return what is kept as *key*, which is then forgotten last."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: K, data: bytes) -> None:
        """Keep *data* as *key*; what alone is larger than the cache isn't kept."""
        with self._lock:
            self.drop(key)
            if len(data) > self._most:
                return
            self._kept[key] = data
            self._size += len(data)
            while self._size > self._most:
                _key, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest)

    def drop(self, key: K) -> None:
        """Forget *key*."""
        with self._lock:
            self._size -= len(self._kept.pop(key, b""))
