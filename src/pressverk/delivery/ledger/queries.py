"""Queries: who got what, when, with which hash."""

import datetime as dt
import hashlib
import json
import sqlite3

from pressverk.addresses import normalise
from pressverk.delivery.ledger.rows import (
    Approved,
    Campaign,
    CampaignState,
    Delivery,
    Kind,
    Outline,
    Step,
    delivery_of,
    step_of,
)
from pressverk.delivery.ledger.states import ENDS, HAS_BEGUN, MAY_HAVE_ARRIVED, State
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.ledger.values import format_time, parse_time
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Place


def campaigns(ledger: Ledger, *, slug: str | None = None) -> list[Campaign]:
    """Return the campaigns, oldest first; with *slug*, those of one publication."""
    rows = ledger.rows("SELECT * FROM campaigns WHERE ?1 IS NULL OR slug = ?1 ORDER BY id", slug)
    return [_campaign_of(ledger, row) for row in rows]


def outlines(ledger: Ledger) -> list[Outline]:
    """Return all campaigns with the little that a list of them shows, the oldest first."""
    rows = ledger.rows(
        "SELECT campaigns.id, kind, slug, list_name, campaigns.state AS standing, not_before, "
        "deliveries.state AS state, count(*) AS count, max(changed) AS changed FROM campaigns "
        "JOIN deliveries ON campaign_id = campaigns.id "
        "GROUP BY campaigns.id, deliveries.state ORDER BY campaigns.id"
    )
    grouped: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        grouped.setdefault(row["id"], []).append(row)
    return [
        Outline(
            id=number,
            kind=Kind(same[0]["kind"]),
            slug=same[0]["slug"],
            list_name=same[0]["list_name"],
            state=CampaignState(same[0]["standing"]),
            not_before=parse_time(same[0]["not_before"]),
            changed=max(parse_time(row["changed"]) for row in same),
            counts={State(row["state"]): row["count"] for row in same},
        )
        for number, same in grouped.items()
    ]


def campaign(ledger: Ledger, number: int) -> Campaign:
    """Return the campaign of that number.

    Raises:
        DeliveryError: if there is none.
    """
    rows = ledger.rows("SELECT * FROM campaigns WHERE id = ?", number)
    if not rows:
        message = _("no campaign {number}; see: pressverk deliveries", number=number)
        place = Place(file=ledger.path.name)
        raise DeliveryError([Finding(place=place, message=message, rule="no-campaign")])
    return _campaign_of(ledger, rows[0])


def slug_of_campaign(ledger: Ledger, number: int) -> str:
    """Return the publication that campaign *number* sends, empty where there is none."""
    rows = ledger.rows("SELECT slug FROM campaigns WHERE id = ?", number)
    return str(rows[0]["slug"]) if rows else ""


def is_done(campaign: Campaign) -> bool:
    """Return whether nothing is left to send or to decide."""
    return ENDS.issuperset(campaign.counts)


def deadline_of(ledger: Ledger, number: int) -> dt.datetime:
    """Return the time after which nothing of the campaign is sent."""
    return parse_time(
        ledger.rows("SELECT deadline FROM campaigns WHERE id = ?", number)[0]["deadline"]
    )


def next_due(ledger: Ledger, number: int) -> dt.datetime | None:
    """Return when the next delivery of the campaign is due, None if nothing is waiting."""
    found = ledger.rows(
        "SELECT max(min(next_try), not_before) AS due FROM campaigns "
        "JOIN deliveries ON campaign_id = campaigns.id "
        "WHERE campaigns.id = ? AND deliveries.state IN ('queued', 'deferred')",
        number,
    )[0]["due"]
    return parse_time(found) if found else None


def due(ledger: Ledger, *, now: dt.datetime) -> list[Campaign]:
    """Return the open campaigns that have deliveries due at *now*."""
    rows = ledger.rows(
        "SELECT * FROM campaigns WHERE state = 'open' AND not_before <= ?1 AND id IN ("
        "SELECT campaign_id FROM deliveries WHERE state IN ('claimed', 'data_started') "
        "OR state IN ('queued', 'deferred') AND next_try <= ?1) ORDER BY not_before, id",
        format_time(now),
    )
    return [_campaign_of(ledger, row) for row in rows]


def deliveries(ledger: Ledger, campaign: int) -> list[Delivery]:
    """Return a campaign's deliveries in the order of its list."""
    rows = ledger.rows("SELECT * FROM deliveries WHERE campaign_id = ? ORDER BY id", campaign)
    return [delivery_of(row) for row in rows]


def delivery(ledger: Ledger, number: int) -> Delivery | None:
    """Return the delivery of that number, None if it was removed."""
    rows = ledger.rows("SELECT * FROM deliveries WHERE id = ?", number)
    return delivery_of(rows[0]) if rows else None


def delivery_of_message(ledger: Ledger, message_id: str) -> Delivery | None:
    """Return the delivery whose message has that Message-ID, None if there is none."""
    rows = ledger.rows("SELECT * FROM deliveries WHERE message_id = ?", message_id)
    return delivery_of(rows[0]) if rows else None


def kept_messages(ledger: Ledger, campaign: int) -> dict[str, tuple[bytes, str]]:
    """Return the heads of a campaign's messages and their bodies' SHA-256, by recipient.

    Cancelled ones are left out.
    """
    rows = ledger.rows(
        "SELECT recipient, head, body_sha256 FROM deliveries "
        "WHERE campaign_id = ? AND state != 'cancelled'",
        campaign,
    )
    return {row["recipient"]: (bytes(row["head"]), row["body_sha256"]) for row in rows}


def corrected_by(ledger: Ledger, campaign: int) -> str | None:
    """Return the SHA-256 of the edition that a campaign corrects or follows, None for a list."""
    found = ledger.rows("SELECT corrects_sha256 FROM campaigns WHERE id = ?", campaign)
    return found[0]["corrects_sha256"] if found else None


def subjects(ledger: Ledger, campaign: int) -> tuple[str, ...]:
    """Return the subjects of a campaign's messages, one for each of its languages."""
    rows = ledger.rows(
        "SELECT DISTINCT subject FROM deliveries WHERE campaign_id = ? ORDER BY subject", campaign
    )
    return tuple(row["subject"] for row in rows)


def steps(ledger: Ledger, delivery: int) -> list[Step]:
    """Return all steps of a delivery, oldest first."""
    rows = ledger.rows("SELECT * FROM steps WHERE delivery_id = ? ORDER BY id", delivery)
    return [step_of(row) for row in rows]


def message_bytes(ledger: Ledger, delivery: int) -> bytes:
    """Return the bytes of a delivery's message, exactly as they are sent."""
    row = ledger.rows(
        "SELECT head, bytes FROM deliveries JOIN bodies ON bodies.sha256 = body_sha256 "
        "WHERE deliveries.id = ?",
        delivery,
    )[0]
    return bytes(row["head"]) + bytes(row["bytes"])


def readers_of(ledger: Ledger, edition_sha256: str) -> tuple[str, ...]:
    """Return the addresses that got the edition, or may have: those that a correction goes to."""
    rows = ledger.rows(
        "SELECT recipient FROM deliveries "  # noqa: S608 - a condition of ours
        f"WHERE edition_sha256 = ? AND {MAY_HAVE_ARRIVED} ORDER BY id",
        edition_sha256,
    )
    return tuple(row["recipient"] for row in rows)


def message_ids_of(ledger: Ledger, edition_sha256: str) -> dict[str, str]:
    """Return the Message-IDs of an edition, by the normalised addresses of its recipients."""
    rows = ledger.rows(
        "SELECT address, message_id FROM deliveries WHERE edition_sha256 = ?", edition_sha256
    )
    return {row["address"]: row["message_id"] for row in rows}


def returned_to(ledger: Ledger, address: str) -> list[tuple[int, dt.datetime, str]]:
    """Return the returned deliveries to *address*: number, time and text of the report."""
    rows = ledger.rows(
        "SELECT delivery_id, at, steps.reply FROM steps JOIN deliveries "
        "ON deliveries.id = delivery_id WHERE address = ? AND event = 'bounce' ORDER BY steps.id",
        normalise(address),
    )
    return [(row["delivery_id"], parse_time(row["at"]), row["reply"]) for row in rows]


def last_approved(ledger: Ledger, campaign: Campaign) -> Approved | None:
    """Return the last approval of the same publication to the same list, None if there was none."""
    rows = ledger.rows(
        "SELECT approved.* FROM approved JOIN campaigns ON campaigns.id = campaign_id "
        "WHERE slug = ? AND list_name = ? AND kind = ? ORDER BY approved.id DESC LIMIT 1",
        campaign.slug,
        campaign.list_name,
        campaign.kind,
    )
    if not rows:
        return None
    [row] = rows
    return Approved(
        by=row["approved_by"], at=parse_time(row["approved"]), seen=json.loads(row["seen"])
    )


def kept_correction(ledger: Ledger, slug: str, edition_sha256: str) -> str | None:
    """Return what the last correction of *slug* says was wrong, None if there is none to continue.

    That is one with the same edition, or one that is still waiting.
    """
    rows = ledger.rows(
        "SELECT correction FROM campaigns WHERE slug = ? AND kind = ? AND correction IS NOT NULL "
        "AND (edition_sha256 = ? OR state != ? AND EXISTS (SELECT 1 FROM deliveries "
        "WHERE campaign_id = campaigns.id AND state IN ('queued', 'deferred'))) ORDER BY id DESC",
        slug,
        Kind.CORRECTION,
        edition_sha256,
        CampaignState.CANCELLED,
    )
    return str(rows[0]["correction"]) if rows else None


def had_before(ledger: Ledger, edition_sha256: str, *, than: str) -> tuple[str, ...]:
    """Return the addresses that got an edition, or may have, before the edition *than*."""
    rows = ledger.rows(
        "SELECT recipient FROM deliveries "  # noqa: S608 - a condition of ours
        f"WHERE edition_sha256 = ? AND {MAY_HAVE_ARRIVED} AND EXISTS ("
        "SELECT 1 FROM deliveries AS later WHERE later.edition_sha256 = ? "
        "AND later.address = deliveries.address AND later.id > deliveries.id) ORDER BY id",
        edition_sha256,
        than,
    )
    return tuple(row["recipient"] for row in rows)


def has_begun(ledger: Ledger, campaign: int) -> bool:
    """Return whether any message of a campaign was begun; attempts without effect don't count."""
    query = f"SELECT 1 FROM deliveries WHERE campaign_id = ? AND {HAS_BEGUN} LIMIT 1"  # noqa: S608 - as above
    return bool(ledger.rows(query, campaign))


def _campaign_of(ledger: Ledger, row: sqlite3.Row) -> Campaign:
    fingerprint = _fingerprint(ledger, row)
    approvals = ledger.rows(
        "SELECT approved_by FROM approvals WHERE campaign_id = ? AND fingerprint = ?",
        row["id"],
        fingerprint,
    )
    counts = ledger.rows(
        "SELECT state, count(*) FROM deliveries WHERE campaign_id = ? GROUP BY state", row["id"]
    )
    return Campaign(
        id=row["id"],
        kind=Kind(row["kind"]),
        slug=row["slug"],
        list_name=row["list_name"],
        edition_sha256=row["edition_sha256"],
        created=parse_time(row["created"]),
        created_by=row["created_by"],
        not_before=parse_time(row["not_before"]),
        deadline=parse_time(row["deadline"]),
        state=CampaignState(row["state"]),
        reason=row["reason"],
        counts={State(state): count for state, count in counts},
        fingerprint=fingerprint,
        approved_by=approvals[0]["approved_by"] if approvals else None,
    )


def _fingerprint(ledger: Ledger, row: sqlite3.Row) -> str:
    """Return a fingerprint of the edition, all messages, the list and the send time."""
    digest = hashlib.sha256(f"{row['kind']} {row['edition_sha256']} {row['not_before']}".encode())
    for one in ledger.rows(
        "SELECT address, sha256 FROM deliveries WHERE campaign_id = ? ORDER BY address", row["id"]
    ):
        digest.update(f"\n{one['address']} {one['sha256']}".encode())
    return digest.hexdigest()
