"""A ledger in which the disk changed one bit sends what was kept, or nothing, and says so."""

import datetime as dt
import random
from pathlib import Path

import pytest
from deliveries import address, campaign_to, ledger_in, mail_to, message
from scripted_smtp import plainly, scripted_smtp
from sending_alone import send

from pressverk.delivery.ledger.store import Ledger, open_ledger
from pressverk.errors import LedgerError

PEOPLE = [address(number) for number in range(5)]
WHOLE = {each: message(each).head + message(each).body for each in PEOPLE}


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Return *data* with one bit changed in a byte that isn't zero, as most of the file is."""
    place = chance.choice([index for index, byte in enumerate(data) if byte])
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


@pytest.mark.parametrize("seed", range(6))
def test_a_flipped_bit_sends_nothing_else_than_was_kept_and_leaves_nobody_out(
    seed: int, tmp_path: Path
) -> None:
    path = ledger_in(tmp_path)
    with open_ledger(path) as ledger:
        number = campaign_to(ledger, PEOPLE, now=dt.datetime.now(dt.UTC))
        ledger.connection.execute("UPDATE campaigns SET not_before = created")
        ledger.connection.execute("UPDATE deliveries SET next_try = changed")
    whole, chance = path.read_bytes(), random.Random(seed)  # noqa: S311 - chance of a test
    with scripted_smtp(plainly) as server:
        for _try in range(25):
            path.write_bytes(flipped(whole, chance))
            server.taken.clear()
            try:
                with open_ledger(path) as ledger:
                    list(send(ledger, number, mail_to(server.port)))
            except LedgerError:
                is_told = True
            else:
                is_told = False
            # The case of a domain is no difference (RFC 5321, 2.4).
            got = {one.recipient.lower(): one.text for one in server.taken}
            assert len(got) == len(server.taken)
            assert all(WHOLE[recipient] == text for recipient, text in got.items())
            assert is_told or set(got) in (set(PEOPLE), set())


def test_an_index_that_leaves_a_recipient_out_is_noticed(ledger: Ledger) -> None:
    number = campaign_to(ledger, PEOPLE)
    ledger.connection.execute("PRAGMA writable_schema = ON")
    ledger.connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'queued', 'queueX') WHERE name = 'waiting'"
    )
    ledger.connection.execute("PRAGMA writable_schema = RESET")
    with (
        scripted_smtp(plainly) as server,
        pytest.raises(LedgerError, match="is damaged"),
    ):
        list(send(ledger, number, mail_to(server.port)))
    assert server.taken == []


def test_a_column_of_another_name_is_noticed_when_the_ledger_is_opened(tmp_path: Path) -> None:
    path = ledger_in(tmp_path)
    with open_ledger(path) as ledger:
        ledger.connection.execute("ALTER TABLE campaigns RENAME COLUMN deadline TO deadlinf")
    with pytest.raises(LedgerError, match="its tables aren't those"), open_ledger(path):
        pass
