from collections.abc import Iterator
from pathlib import Path

import pytest

from deliveries import ledger_in
from pressverk.ledger.store import Ledger, open_ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(ledger_in(tmp_path)) as opened:
        yield opened
