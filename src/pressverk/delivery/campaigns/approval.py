"""Approval by a second person before anything is sent."""

import datetime as dt
import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path

from pressverk.addresses import normalise
from pressverk.build import manifest
from pressverk.build.editions import file_name
from pressverk.delivery.campaigns.wording import clock, readers_in_words
from pressverk.delivery.ledger import operator
from pressverk.delivery.ledger.notes import message_key
from pressverk.delivery.ledger.queries import campaigns, kept_messages, last_approved
from pressverk.delivery.ledger.rows import Campaign, CampaignState
from pressverk.delivery.ledger.states import WAITING
from pressverk.delivery.ledger.store import Ledger
from pressverk.delivery.ledger.values import format_time, parse_time
from pressverk.delivery.sender import sending
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Newsroom, Place
from pressverk.newsroom.paths import NEWSROOM_FILE, OUTPUT, from_root


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The changes since *by* last approved the same campaign, *at* that time.

    *moment* is the send time then, None if that is unchanged.
    """

    by: str
    at: dt.datetime
    is_other_pdf: bool
    is_other_text: bool
    moment: dt.datetime | None
    added: int
    removed: int


def needs_approval(campaign: Campaign, newsroom: Newsroom) -> bool:
    """Return whether a colleague has to approve the campaign before anything of it is sent."""
    return newsroom.mail is not None and sending.needs_approval(campaign, newsroom.mail)


def refuse_without_login(newsroom: Newsroom) -> None:
    """Refuse what somebody at a terminal wants to have sent where people are known by logins.

    A terminal takes anybody's word for who they are: one person could be two.

    Raises:
        DeliveryError: when a second person has to approve, and the studio knows people by logins.
    """
    studio, mail = newsroom.studio, newsroom.mail
    if studio and studio.login and mail and mail.approval:
        message = _(
            "people are known by their logins here; plan it and have it approved in the studio: "
            "{address}",
            address=studio.address,
        )
        raise _refusal(NEWSROOM_FILE, message, "no-login")


def to_approve(ledger: Ledger, slug: str, list_name: str | None, root: Path) -> Campaign:
    """Return the waiting campaign of *slug*; *list_name* selects one of several.

    Raises:
        DeliveryError: if none or several are waiting, or if the PDF on disk isn't the campaign's.
    """
    waiting = [
        each
        for each in campaigns(ledger, slug=slug)
        if each.state is not CampaignState.CANCELLED
        and not WAITING.isdisjoint(each.counts)
        and list_name in {None, each.list_name}
    ]
    if not waiting:
        message = _("nothing waits to be sent; plan it first: pressverk send {slug}", slug=slug)
        raise _refusal(slug, message, "nothing-waits")
    if len(waiting) > 1:
        names = ", ".join(map(_list_in_words, waiting))
        message = _("waits for several lists; name one with --to: {names}", names=names)
        raise _refusal(slug, message, "several-lists")
    [found] = waiting
    refuse_changed(found, root)
    return found


def _list_in_words(campaign: Campaign) -> str:
    """Return the name of the campaign's list, with what it means where that isn't a list's own."""
    name = campaign.list_name
    words = readers_in_words(name, campaign.kind)
    return name if words == name else f"{name} ({words})"


def approve(ledger: Ledger, campaign: Campaign, *, by: str, now: dt.datetime) -> None:
    """Approve *campaign* as it is now.

    The approval covers the PDF, every message, every address and the send time as the ledger has
    them: if any of them changes, the approval is void.

    Raises:
        DeliveryError: if *by* planned it. LedgerError: when the ledger can't be written.
    """
    operator.approve(ledger, campaign.id, by=by, now=now, seen=_seen(ledger, campaign))


def changes_since(ledger: Ledger, campaign: Campaign) -> Changes | None:
    """Return the changes since the last approval, None if there never was one."""
    last = last_approved(ledger, campaign)
    if last is None:
        return None
    before, now = last.seen, _seen(ledger, campaign)
    is_other_pdf = before["pdf"] != now["pdf"]
    readers, readers_before = set(now["readers"]), set(before["readers"])
    return Changes(
        by=last.by,
        at=last.at,
        is_other_pdf=is_other_pdf,
        is_other_text=not is_other_pdf and before["texts"] != now["texts"],
        moment=parse_time(before["leaves"][0]) if before["leaves"] != now["leaves"] else None,
        added=len(readers - readers_before),
        removed=len(readers_before - readers),
    )


def changes_in_words(changes: Changes | None, campaign: Campaign, newsroom: Newsroom) -> list[str]:
    """Return the changes since the last approval, one a line."""
    if changes is None:
        return []
    differences = {
        _("the PDF is another"): changes.is_other_pdf,
        _("the message is another"): changes.is_other_text,
        _("readers added: {count}", count=changes.added): changes.added,
        _("readers removed: {count}", count=changes.removed): changes.removed,
    }
    if changes.moment:
        before, now = (clock(each, newsroom) for each in (changes.moment, campaign.not_before))
        differences[_("it is sent {now}, not {before}", now=now, before=before)] = True
    head = _(
        "since {person} approved it on {moment}:",
        person=changes.by,
        moment=clock(changes.at, newsroom),
    )
    lines = [f"  {line}" for line, is_so in differences.items() if is_so]
    return [head, *(lines or [f"  {_('nothing changed')}"])]


def _seen(ledger: Ledger, campaign: Campaign) -> dict[str, list[str]]:
    """Return what an approver of *campaign* sees, without any address."""
    key = message_key(ledger)
    kept = kept_messages(ledger, campaign.id)
    return {
        "pdf": [campaign.edition_sha256],
        "leaves": [format_time(campaign.not_before)],
        "texts": sorted({body for _head, body in kept.values()}),
        "readers": sorted(
            hmac.digest(key, normalise(address).encode(), "sha256").hex()[:16] for address in kept
        ),
    }


def refuse_changed(campaign: Campaign, root: Path) -> None:
    """Refuse to continue if the article was changed, or the PDF on disk isn't the campaign's.

    A missing PDF is no objection: the ledger has all that is sent. Neither is a newer program or
    layout, or a changed ``newsroom.toml``, which may only have another mail server.

    Raises:
        DeliveryError: if the campaign no longer matches the newsroom.
    """
    record = manifest.load(root, campaign.slug)
    changed = manifest.changed_inputs(record, root) if record else ()
    if changed := tuple(name for name in changed if name != NEWSROOM_FILE):
        message = _(
            "was changed after {slug} was built and planned; build it and send it again, or "
            "cancel it: pressverk cancel {number}",
            slug=campaign.slug,
            number=campaign.id,
        )
        raise _refusal(changed[0], message, "changed-article")
    path = root / OUTPUT / file_name(campaign.slug, "email")
    if not path.is_file():
        return
    if hashlib.sha256(path.read_bytes()).hexdigest() != campaign.edition_sha256:
        message = _(
            "isn't the PDF that waits to be sent: it has been rebuilt since, as when an "
            "embargo ends; send it again as before, to plan and have it approved again, or "
            "cancel it: pressverk cancel {number}",
            number=campaign.id,
        )
        raise _refusal(from_root(path, root), message, "changed-pdf")


def _refusal(file: str, message: str, rule: str) -> DeliveryError:
    return DeliveryError([Finding(place=Place(file=file), message=message, rule=rule)])
