"""What people may do in the studio."""

from enum import StrEnum


class Role(StrEnum):
    """One thing that a person may do; whoever may do none may look."""

    WRITES = "writes"
    APPROVES = "approves"
    SENDS = "sends"
    ADMINISTERS = "administers"


ALL_ROLES = frozenset(Role)
