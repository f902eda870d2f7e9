"""What somebody wants to send, as the fields of a form say it."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pressverk.addresses import normalise
from pressverk.build.built_editions import current_pdf
from pressverk.build.prepare import read_publication
from pressverk.content import embargo
from pressverk.delivery.campaigns.audience import Audience, Whom, audiences, called
from pressverk.delivery.campaigns.guards import doubts, refuse_doubtful
from pressverk.delivery.campaigns.planning import leaves_at, plan_all, without_readers
from pressverk.delivery.campaigns.release import Release, advice_on, read_release
from pressverk.delivery.campaigns.schedule import SendOptions, moment_of
from pressverk.delivery.campaigns.summary import Summary, readers_of, summary_of
from pressverk.delivery.ledger import operator
from pressverk.delivery.ledger.queries import campaigns, kept_correction
from pressverk.delivery.ledger.rows import Kind
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import Ledger, ledger_path, open_ledger
from pressverk.delivery.recipients import addressees, find_lists, left_alone, read_list
from pressverk.errors import PressverkError, RecipientError
from pressverk.formats import local_moment
from pressverk.i18n import _
from pressverk.model import Finding, Newsroom, Recipient

FIELDS = ("kind", "to", "earlier", "message", "when", "day", "clock", "under_embargo")
LONGEST = 2_000  # characters of a field


class OrderError(ValueError):
    """A field of the form is missing or can't be read; *field* is its name."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Whom somebody wants to write to and when; *correction* is None unless it is one.

    *fields* say the same as the form did.
    """

    whom: Whom
    options: SendOptions
    correction: str | None
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChoice:
    """A list, or a group of it, that can be chosen; *is_faulty* where its file has to be fixed."""

    value: str
    list_name: str
    group: str
    count: int
    is_faulty: bool = False


def order_of(
    given: Mapping[str, str],
    article: str,
    earlier: Iterable[str],
    newsroom: Newsroom,
    now: dt.datetime,
) -> Order:
    """Return what the fields *given* say; *earlier* are the articles that it may follow.

    Raises:
        OrderError: when something is missing or can't be read.
    """
    fields = {name: given.get(name, "").strip()[:LONGEST] for name in FIELDS}
    kind = fields["kind"] or Kind.RELEASE
    if kind == Kind.CORRECTION:
        whom = Whom(kind=Kind.CORRECTION, earlier=article)
    elif kind == Kind.FOLLOW_UP:
        if fields["earlier"] not in set(earlier):
            raise OrderError("earlier", _("Choose the release that it follows."))
        whom = Whom(kind=Kind.FOLLOW_UP, earlier=fields["earlier"])
    else:
        name, _slash, group = fields["to"].partition("/")
        if not name:
            raise OrderError("to", _("Choose a list."))
        whom = Whom(list_name=name, group=group or None)
    return Order(
        whom=whom,
        options=_options(fields, newsroom, now),
        correction=fields["message"] if kind == Kind.CORRECTION else None,
        fields=fields,
    )


def _options(fields: Mapping[str, str], newsroom: Newsroom, now: dt.datetime) -> SendOptions:
    """Return when it is to leave: after its embargo, now, or at a day and a time."""
    match fields["when"]:
        case "" | "embargo":
            return SendOptions()
        case "now":
            return SendOptions(at=now)
        case "now-embargoed":
            return SendOptions(at=now, under_embargo=True)
        case _at:
            if not fields["day"] or not fields["clock"]:
                raise OrderError("day", _("Give both a day and a time."))
            try:
                at = moment_of(f"{fields['day']} {fields['clock']}", newsroom.time_zone, now)
            except ValueError as error:
                raise OrderError("day", str(error)) from error
            return SendOptions(at=at, under_embargo=bool(fields["under_embargo"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What an order would send: to whom, when, and what is doubtful.

    *earlier* are those who have the same already, or get it by another list. *seen* identifies all
    that was looked at.
    """

    release: Release
    summary: Summary
    leaves: dt.datetime
    readers: tuple[Recipient, ...]
    earlier: tuple[str, ...]
    doubts: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    seen: str


def look_at(order: Order, source: Path, newsroom: Newsroom, now: dt.datetime) -> Look:
    """Return what *order*, of the article in *source*, comes to; nothing is changed.

    Raises:
        PressverkError: when the article can't be sent, or a list can't be read.
    """
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        release, advice = _release(order, source, newsroom, ledger)
        found, list_advice = audiences(order.whom, newsroom, ledger, release.edition.sha256)
        left = [without_readers(ledger, release, each) for each in found]
        leaves = max(leaves_at(ledger, release, each, order.options, now) for each in found)
        return Look(
            release=release,
            summary=summary_of(release, found, leaves),
            leaves=leaves,
            readers=tuple(it for audience, _earlier in left for it in audience.recipients),
            earlier=tuple(address for _audience, earlier in left for address in earlier),
            doubts=tuple(doubts(ledger, release, now)),
            advice=(*advice, *list_advice, *advice_on(release, now)),
            seen=seen_of(release, found),
        )


def plan_order(
    order: Order,
    source: Path,
    newsroom: Newsroom,
    *,
    seen: str,
    confirmed: frozenset[str],
    by: str,
    now: dt.datetime,
) -> list[int] | None:
    """Plan *order* and return its campaigns' numbers; None if it isn't what was *seen* any more.

    A campaign that was paused goes on.

    Raises:
        PressverkError: when something can't be sent, or is doubtful and not *confirmed*.
    """
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        release, _advice = _release(order, source, newsroom, ledger)
        found, _list_advice = audiences(order.whom, newsroom, ledger, release.edition.sha256)
        if seen_of(release, found) != seen:
            return None
        refuse_doubtful(ledger, release, confirmed, now)
        planned = plan_all(ledger, release, order.whom, order.options, by=by, now=now)
        numbers = [each.campaign for each in planned if each.campaign]
        for number in numbers:
            operator.resume(ledger, number)
        return numbers


def _release(
    order: Order, source: Path, newsroom: Newsroom, ledger: Ledger
) -> tuple[Release, tuple[Finding, ...]]:
    """Return what *order* sends, and advice; a correction says what it did before if left out."""
    release, advice = read_release(source, newsroom, correction=order.correction)
    if order.correction == "":
        said = kept_correction(ledger, release.edition.slug, release.edition.sha256) or ""
        release = replace(release, correction=said)
    return release, advice


def seen_of(release: Release, found: Iterable[Audience]) -> str:
    """Return what identifies the edition, its letters' words and the readers somebody looks at."""
    digest = hashlib.sha256(f"{release.edition.sha256} {release.correction}".encode())
    for audience in found:
        addresses = sorted(normalise(each.address) for each in audience.recipients)
        digest.update(f"\n{audience.list_name} {' '.join(addresses)}".encode())
    return digest.hexdigest()


def list_choices(newsroom: Newsroom) -> tuple[ListChoice, ...]:
    """Return the lists that can be written to, each followed by its groups."""
    try:
        silent = left_alone(newsroom)
    except RecipientError:
        silent = frozenset()
    found: list[ListChoice] = []
    for path in find_lists(newsroom.root):
        name = path.stem
        try:
            people, _advice = read_list(path, newsroom)
        except RecipientError:
            found.append(ListChoice(value="", list_name=name, group="", count=0, is_faulty=True))
            continue
        left = [it for it in addressees(people) if normalise(it.address) not in silent]
        readers = readers_of(name, left)
        groups = (("", readers.count), *sorted(readers.groups))
        found += [
            ListChoice(value=called(name, group), list_name=name, group=group, count=count)
            for group, count in groups
        ]
    return tuple(found)


def sent_articles(root: Path) -> list[str]:
    """Return the articles that somebody has got, the latest first."""
    path = ledger_path(root)
    if not path.exists():
        return []
    with open_ledger(path) as ledger:
        sent = [each.slug for each in campaigns(ledger) if State.ACCEPTED in each.counts]
    return list(dict.fromkeys(reversed(sent)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Whether an article can be sent: *problems* are why it can't be, yet.

    *embargo* says in words until when it is embargoed, empty where it isn't.
    """

    problems: tuple[Finding, ...] = ()
    needs_build: bool = False
    embargo: str = ""
    title: str = ""


def readiness(source: Path, newsroom: Newsroom, now: dt.datetime) -> Readiness:
    """Return whether the article in *source* is readable, built and current."""
    try:
        publication, _advice = read_publication(source, newsroom)
    except PressverkError as error:
        return Readiness(problems=error.findings)
    end = embargo.end_of(publication.articles[0])
    return Readiness(
        title=publication.title.replace("\xad", ""),
        embargo=local_moment(end, newsroom.time_zone) if end and end > now else "",
        needs_build=current_pdf(source, newsroom.root) is None,
    )
