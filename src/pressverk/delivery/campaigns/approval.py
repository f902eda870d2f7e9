"""A second person looks before anything leaves."""

import datetime as dt
import hashlib
from pathlib import Path

from pressverk.build import manifest
from pressverk.build.editions import file_name
from pressverk.delivery.ledger import operator
from pressverk.delivery.ledger.queries import campaigns
from pressverk.delivery.ledger.rows import Campaign, CampaignState
from pressverk.delivery.ledger.states import WAITING
from pressverk.delivery.ledger.store import Ledger
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import NEWSROOM_FILE, OUTPUT, from_root


def approve(
    ledger: Ledger, slug: str, list_name: str | None, root: Path, *, by: str, now: dt.datetime
) -> Campaign:
    """Approve what waits of *slug*, to *list_name* where it waits for several, and return it.

    The approval holds for the PDF, every message and every address as the ledger has them, and
    for when they leave: when any of it changes there is none.

    Raises:
        DeliveryError: when nothing or too much waits, when *by* began it, or when the PDF on disk
            isn't the one that waits.
        LedgerError: when the ledger can't be written.
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
        names = ", ".join(each.list_name for each in waiting)
        message = _("waits for several lists; name one with --to: {names}", names=names)
        raise _refusal(slug, message, "several-lists")
    [found] = waiting
    refuse_changed(found, root)
    operator.approve(ledger, found.id, by=by, now=now)
    return found


def refuse_changed(campaign: Campaign, root: Path) -> None:
    """Refuse to go on when the article was changed, or the PDF on disk isn't the one that waits.

    One that was swept away with ``output/`` says nothing: the ledger has all that is sent. Nor
    does a newer program or layout, or ``newsroom.toml``, where the mail server's name may change.

    Raises:
        DeliveryError: when what waits is no longer what the newsroom has.
    """
    record = manifest.load(root, campaign.slug)
    changed = manifest.changed_inputs(record, root) if record else ()
    if changed := tuple(name for name in changed if name != NEWSROOM_FILE):
        message = _(
            "was changed after {slug} was built and planned; build it and send it again, or call "
            "it off: pressverk cancel {number}",
            slug=campaign.slug,
            number=campaign.id,
        )
        raise _refusal(changed[0], message, "changed-article")
    path = root / OUTPUT / file_name(campaign.slug, "email")
    if not path.is_file():
        return
    if hashlib.sha256(path.read_bytes()).hexdigest() != campaign.edition_sha256:
        message = _(
            "isn't the PDF that waits to be sent, for it was built anew since, as when an embargo "
            "ends; send it again as before, to plan and have it approved anew, or call it off: "
            "pressverk cancel {number}",
            number=campaign.id,
        )
        raise _refusal(from_root(path, root), message, "changed-pdf")


def _refusal(file: str, message: str, rule: str) -> DeliveryError:
    return DeliveryError([Finding(place=Place(file=file), message=message, rule=rule)])
