"""What the steps tell of texts: whether one began to leave, and whether one may have arrived.

A delivery's state is only its last step. Who resends what is uncertain, and then calls it off,
hasn't undone the first try.
"""

import sqlite3

# Conditions on a row of ``deliveries``. All steps of one try have the same token.
HAS_BEGUN = "EXISTS (SELECT 1 FROM steps WHERE delivery_id = deliveries.id AND event = 'start')"
_COPIES = """(
    SELECT count(*) FROM steps AS begun
    WHERE begun.delivery_id = deliveries.id AND begun.event = 'start' AND NOT EXISTS (
        SELECT 1 FROM steps AS refusal
        WHERE refusal.delivery_id = begun.delivery_id AND refusal.token = begun.token
        AND refusal.event IN ('defer', 'fail')
    )
)"""
# A report that it couldn't be delivered is of one copy only.
_RETURNED = "EXISTS (SELECT 1 FROM steps WHERE delivery_id = deliveries.id AND event = 'bounce')"
MAY_HAVE_ARRIVED = f"{_COPIES} > {_RETURNED}"


def may_have_arrived(changes: sqlite3.Connection, delivery: int) -> bool:
    """Tell whether a server took a text of *delivery*, or may have."""
    query = f"SELECT 1 FROM deliveries WHERE id = ? AND {MAY_HAVE_ARRIVED}"  # noqa: S608 - as above
    return changes.execute(query, (delivery,)).fetchone() is not None
