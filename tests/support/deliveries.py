"""Sample messages and campaigns to test deliveries with. All their addresses are reserved names."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from pressverk.delivery.ledger.claims import claim
from pressverk.delivery.ledger.create import open_campaign
from pressverk.delivery.ledger.rows import Claim, Kind, Plan, Wait
from pressverk.delivery.ledger.store import Ledger, open_ledger
from pressverk.model import MailSettings, Message, SmtpSettings

NOON = dt.datetime(2018, 11, 23, 12, 0, tzinfo=dt.UTC)
EDITION = "e" * 64
BODY = b"Hej!\r\n\r\n.en punkt\r\nhej d\xc3\xa5\r\n"
PATIENCE = dt.timedelta(days=2)
LEASE = dt.timedelta(minutes=90)


def address(number: int) -> str:
    return f"redaktion{number}@example.com"


def message(recipient: str, edition: str = EDITION, body: bytes = BODY) -> Message:
    head = f"To: {recipient}\r\nMessage-ID: <{edition[:8]}.{recipient}>\r\n\r\n".encode()
    return Message(
        recipient=recipient,
        message_id=f"<{edition[:8]}.{recipient}>",
        subject="Ett pris",
        head=head,
        body=body,
        sha256=hashlib.sha256(head + body).hexdigest(),
        needs_smtputf8=not recipient.isascii(),
    )


def plan(edition: str = EDITION, kind: Kind = Kind.RELEASE, **others: object) -> Plan:
    values: dict[str, object] = {
        "kind": kind,
        "slug": "pris",
        "list_name": "redaktioner",
        "edition_sha256": edition,
        "not_before": NOON,
        "deadline": NOON + PATIENCE,
        "created_by": "exempel",
    }
    return Plan(**(values | others))  # type: ignore[arg-type]


def campaign_to(ledger: Ledger, recipients: Sequence[str], now: dt.datetime = NOON) -> int:
    """Open a campaign to *recipients* and return its number."""
    messages = [message(recipient) for recipient in recipients]
    to_be = plan(deadline=now + PATIENCE)
    campaign = open_campaign(ledger, to_be, messages, now=now).campaign
    assert campaign
    return campaign


def mail_to(port: int, **smtp: object) -> MailSettings:
    """Return settings for a server on this machine, without limits that a test would notice."""
    server: dict[str, object] = {
        "host": "localhost",
        "port": port,
        "security": "none",
        "auth": "none",
        "username": None,
    }
    return MailSettings(
        from_address="press@exempel.se",
        from_name="Exempelstad",
        reply_to="press@exempel.se",
        unsubscribe="press@exempel.se",
        unsubscribe_url=None,
        web_url=None,
        approval=False,
        per_minute=100_000,
        per_domain={},
        smtp=SmtpSettings(**(server | smtp)),  # type: ignore[arg-type]
        dkim=None,
    )


def ledger_in(folder: Path) -> Path:
    return folder / ".pressverk" / "ledger.sqlite"


def take(
    ledger: Ledger,
    campaign: int,
    now: dt.datetime = NOON,
    worker: str = "one",
    per_minute: int = 1000,
    **domains: int,
) -> Claim | Wait | None:
    return claim(
        ledger,
        campaign,
        worker,
        now=now,
        lease=LEASE,
        per_minute=per_minute,
        per_domain={f"{name}.example": limit for name, limit in domains.items()},
    )


def taken(ledger: Ledger, campaign: int, now: dt.datetime = NOON, worker: str = "one") -> Claim:
    found = take(ledger, campaign, now, worker)
    assert isinstance(found, Claim)
    return found


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(ledger_in(tmp_path)) as opened:
        yield opened
