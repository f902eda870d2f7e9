"""What each article says, where it is on its way to its readers, and what leaves when."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from pressverk.build.prepare import is_report, read_publication
from pressverk.content.articles import ArticleFile, open_article
from pressverk.content.checks.unfinished import unfinished_in
from pressverk.content.embargo import end_of
from pressverk.delivery.campaigns.approval import needs_approval
from pressverk.delivery.campaigns.wording import readers_in_words
from pressverk.delivery.ledger import queries
from pressverk.delivery.ledger.rows import CampaignState, Kind, Outline
from pressverk.delivery.ledger.states import IN_HAND, WAITING, State
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.errors import PressverkError, only_errors
from pressverk.i18n import N_
from pressverk.model import Newsroom
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.undecided import undecided_in

LONGEST = 200_000  # characters of a text that are searched


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an article says of itself; *errors* counts what keeps it from being built.

    *date* is ISO 8601 or empty, *embargo* a moment in UTC as ISO 8601 or empty. *words* is what is
    searched.
    """

    title: str
    date: str = ""
    embargo: str = ""
    language: str = ""
    is_report: bool = False
    errors: int = 0
    advice: int = 0
    undecided: int = 0
    is_unfinished: bool = False
    words: str = ""


def read(source: Path, root: Path) -> Reading:
    """Return what the article in the file *source* says; called in a worker.

    Raises:
        PressverkError: when it can't be read at all, or newsroom.toml can't.
    """
    newsroom = read_newsroom(root)
    opened = open_article(source, root)
    reading = Reading(
        title=_written(opened, "title"),
        date=_written(opened, "date"),
        is_report=is_report(opened, root),
        undecided=sum(1 for _mark in undecided_in(opened.text)),
        words=opened.text[:LONGEST].casefold(),
    )
    try:
        publication, findings = read_publication(source, newsroom)
    except PressverkError as error:
        return replace(reading, errors=len(only_errors(error.findings)) or 1)
    leading = publication.articles[0]
    ends = end_of(leading)
    return replace(
        reading,
        title=publication.title.replace("\xad", ""),
        date=leading.date.isoformat(),
        embargo=ends.isoformat() if ends else "",
        language=publication.language,
        advice=len(findings),
        is_unfinished=bool(unfinished_in(publication, newsroom)),
    )


def title_in(source: Path, root: Path) -> str:
    """Return the title that is written in the file *source*, empty where none can be read."""
    try:
        return _written(open_article(source, root), "title")
    except PressverkError:
        return ""


def _written(opened: ArticleFile, key: str) -> str:
    """Return the text that the front matter has for *key*, whatever is wrong with it."""
    value = opened.values.table.get(key) if opened.values else None
    return str(value).strip()[:300] if value is not None else ""


class Standing(StrEnum):
    """Where an article is on its way."""

    CHECKING = "checking"
    DRAFT = "draft"
    FAULTY = "faulty"
    READY = "ready"
    WAITING = "waiting"
    PLANNED = "planned"
    SENT = "sent"
    CORRECTED = "corrected"


WORDS: Mapping[Standing, str] = {
    Standing.CHECKING: N_("is being read"),
    Standing.DRAFT: N_("draft"),
    Standing.FAULTY: N_("has errors"),
    Standing.READY: N_("ready"),
    Standing.WAITING: N_("waiting for approval"),
    Standing.PLANNED: N_("planned"),
    Standing.SENT: N_("sent"),
    Standing.CORRECTED: N_("corrected"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sendings:
    """The campaigns of a newsroom, and which of them nobody has approved yet."""

    outlines: tuple[Outline, ...] = ()
    unapproved: frozenset[int] = frozenset()

    def by_article(self) -> dict[str, tuple[Outline, ...]]:
        """Return the campaigns of each article, the oldest first."""
        found: dict[str, tuple[Outline, ...]] = {}
        for each in self.outlines:
            found[each.slug] = (*found.get(each.slug, ()), each)
        return found


def read_sendings(root: Path, newsroom: Newsroom | None) -> Sendings:
    """Return the campaigns that the ledger has; none where there is no ledger yet.

    Raises:
        LedgerError: when it can't be read.
    """
    path = ledger_path(root)
    if not path.exists():
        return Sendings()
    with open_ledger(path) as ledger:
        outlines = tuple(queries.outlines(ledger))
        waiting = [each.id for each in outlines if is_waiting(each)]
        unapproved = frozenset(
            number
            for number in waiting
            if newsroom and needs_approval(queries.campaign(ledger, number), newsroom)
        )
    return Sendings(outlines=outlines, unapproved=unapproved)


def deliveries_by_state(root: Path) -> Counter[str]:
    """Return how many deliveries of all campaigns are in each state."""
    counts: Counter[str] = Counter()
    for each in read_sendings(root, None).outlines:
        counts.update({str(state): count for state, count in each.counts.items()})
    return counts


def is_waiting(campaign: Outline) -> bool:
    """Return whether something of *campaign* is still to leave, or is leaving."""
    is_off = campaign.state is CampaignState.CANCELLED
    return not is_off and not (WAITING | IN_HAND).isdisjoint(campaign.counts)


def standing_of(
    reading: Reading | None,
    campaigns: Sequence[Outline],
    unapproved: Iterable[int],
    *,
    is_current: bool = True,
    is_asked: bool = False,
) -> Standing:
    """Return where an article is that reads so and has these *campaigns*.

    *is_asked*: somebody has asked a colleague to approve it.
    """
    if sending := _sending_of(campaigns, frozenset(unapproved)):
        return sending
    if is_asked:
        return Standing.WAITING
    if reading is None or not is_current:
        return Standing.CHECKING
    if reading.errors:
        return Standing.FAULTY
    return Standing.DRAFT if reading.is_unfinished or reading.undecided else Standing.READY


def _sending_of(campaigns: Sequence[Outline], unapproved: frozenset[int]) -> Standing | None:
    """Return where *campaigns* have brought an article; None where there are none that count."""
    waiting = [each for each in campaigns if is_waiting(each)]
    if waiting:
        held = not unapproved.isdisjoint(each.id for each in waiting)
        return Standing.WAITING if held else Standing.PLANNED
    sent = [each for each in campaigns if State.ACCEPTED in each.counts]
    if not sent:
        return None
    is_corrected = any(each.kind is Kind.CORRECTION for each in sent)
    return Standing.CORRECTED if is_corrected else Standing.SENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happens at a time: an embargo ends, or a campaign leaves to a list."""

    at: dt.datetime
    article: str
    title: str
    readers: str = ""
    is_unapproved: bool = False

    @property
    def is_departure(self) -> bool:
        """Whether mail leaves then."""
        return bool(self.readers)


def moments_between(
    start: dt.datetime, end: dt.datetime, readings: Mapping[str, Reading], sendings: Sendings
) -> list[Moment]:
    """Return which embargoes end and which campaigns leave from *start* to *end*, in order."""
    embargoes = [
        Moment(at=dt.datetime.fromisoformat(reading.embargo), article=name, title=reading.title)
        for name, reading in readings.items()
        if reading.embargo
    ]
    departures = [
        Moment(
            at=each.not_before,
            article=each.slug,
            title=readings[each.slug].title if each.slug in readings else each.slug,
            readers=readers_in_words(each.list_name, each.kind),
            is_unapproved=each.id in sendings.unapproved,
        )
        for each in sendings.outlines
        if is_waiting(each)
    ]
    found = [each for each in (*embargoes, *departures) if start <= each.at < end]
    return sorted(found, key=lambda each: (each.at, each.article))
