"""A summary of what is about to be sent, for somebody to check."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pressverk.accessibility.drawing import opened
from pressverk.addresses import normalise
from pressverk.delivery.campaigns.audience import Audience, by_address, unlisted
from pressverk.delivery.campaigns.release import Release, embargo_of
from pressverk.delivery.campaigns.wording import clock, readers_in_words
from pressverk.delivery.ledger.queries import deliveries
from pressverk.delivery.ledger.rows import Campaign
from pressverk.delivery.ledger.states import WAITING
from pressverk.delivery.ledger.store import Ledger
from pressverk.i18n import _
from pressverk.model import Newsroom, Recipient

LINES = 5  # of the PDF's beginning, enough to recognise it
MOST_BOXES = 1_000  # runs of text on a page that are examined
SAME_LINE = 4  # points within which text is on one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """The number of recipients on a list, in all and in each of its *groups*.

    *list_name* is for people: a correction's readers are those who got the faulty edition.
    """

    list_name: str
    count: int
    groups: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is sent, to whom and when; *first_lines* are those of the PDF, *pages* their number.

    *correction* is what a correction says was wrong, otherwise empty.
    """

    headline: str
    first_lines: tuple[str, ...]
    pages: int
    readers: tuple[Readers, ...]
    leaves: dt.datetime
    embargo: dt.datetime | None
    correction: str = ""


def summary_of(release: Release, audiences: Iterable[Audience], leaves: dt.datetime) -> Summary:
    """Return the summary of sending *release* to *audiences*."""
    return Summary(
        headline=release.publication.title,
        first_lines=first_lines(release.pdf),
        pages=release.edition.page_count,
        readers=tuple(
            readers_of(readers_in_words(each.list_name, each.kind), each.recipients)
            for each in audiences
        ),
        leaves=leaves,
        embargo=embargo_of(release),
        correction=release.correction or "",
    )


def waiting_audience(ledger: Ledger, campaign: Campaign, newsroom: Newsroom) -> Audience:
    """Return the audience of the waiting deliveries of *campaign*.

    Raises:
        RecipientError: when a list is faulty.
    """
    known = by_address(newsroom)
    recipients = tuple(
        known.get(normalise(each.recipient)) or unlisted(each.recipient, newsroom)
        for each in deliveries(ledger, campaign.id)
        if each.state in WAITING
    )
    return Audience(kind=campaign.kind, list_name=campaign.list_name, recipients=recipients)


def readers_of(list_name: str, recipients: Iterable[Recipient]) -> Readers:
    """Return the number of *recipients*, in all and in each group, the largest group first."""
    people = tuple(recipients)
    groups = Counter(group for each in people for group in each.lists)
    return Readers(list_name=list_name, count=len(people), groups=tuple(groups.most_common()))


def first_lines(pdf: bytes) -> tuple[str, ...]:
    """Return the first lines of text on the first page, from the top."""
    with opened(pdf, "PDF") as document:
        page = document[0].get_textpage()
        boxes = [page.get_rect(at) for at in range(min(page.count_rects(), MOST_BOXES))]
        rows: dict[int, list[tuple[float, str]]] = {}
        for left, bottom, right, top in boxes:
            text = " ".join(page.get_text_bounded(left, bottom, right, top).split())
            rows.setdefault(round(bottom / SAME_LINE), []).append((left, text))
    lines = (" ".join(text for _left, text in sorted(rows[at])) for at in sorted(rows)[::-1])
    return tuple(line for line in lines if line)[:LINES]


def summary_lines(summary: Summary, newsroom: Newsroom, now: dt.datetime) -> list[str]:
    """Return *summary* as lines of text."""
    lines = [
        _("headline: {title}", title=summary.headline),
        _("pages of the PDF: {count}", count=summary.pages),
    ]
    if summary.correction:
        lines.append(_("correction: {text}", text=summary.correction))
    lines += [f"  | {line}" for line in summary.first_lines]
    for each in summary.readers:
        groups = ", ".join(f"{group} {number}" for group, number in each.groups)
        heading = _("to {list_name}: {count}", list_name=each.list_name, count=each.count)
        lines.append(f"{heading} ({groups})" if groups else heading)
    moment = clock(summary.leaves, newsroom) if summary.leaves > now else _("at once")
    lines.append(_("leaves: {moment}", moment=moment))
    embargo = clock(summary.embargo, newsroom) if summary.embargo else _("none")
    lines.append(_("embargo: {moment}", moment=embargo))
    return lines
