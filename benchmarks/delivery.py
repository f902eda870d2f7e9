"""How fast an edition is delivered: a long list, a large PDF, a server on loopback.

python benchmarks/delivery.py [RECIPIENTS]

And how fast those are found who have an older edition, under the newsroom's lock.
"""

import datetime as dt
import hashlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from newsrooms import make_newsroom
from pressverk.addresses import normalise
from pressverk.content.articles import compose, read_article
from pressverk.delivery.campaigns.audience import Audience
from pressverk.delivery.campaigns.planning import without_readers
from pressverk.delivery.campaigns.release import Release
from pressverk.delivery.ledger.create import open_campaign
from pressverk.delivery.ledger.rows import Delivery, Kind, Plan
from pressverk.delivery.ledger.states import State
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.delivery.message.compose import MessageTemplate, address_message, compose_template
from pressverk.delivery.sender.connection import connection_to
from pressverk.delivery.sender.sending import send_over
from pressverk.model import Edition, Newsroom, Recipient, SmtpSettings
from pressverk.newsroom.config import read_newsroom

BENCHMARKS = Path(__file__).parent
RECIPIENTS = 2000
READERS = 10_000  # on a list, half of whom have an older edition
PDF_SIZE = 1_000_000  # octets
NO_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryCost:
    """What it took: seconds until all was in the ledger, and until all was sent; peak memory.

    *taken* is what the server counted.
    """

    recipients: int
    prepared: float
    sent: float
    peak: int
    taken: int = 0


def measure_delivery(recipients: int = RECIPIENTS) -> DeliveryCost:
    """Return what a delivery to as many *recipients* takes, in a process of its own."""
    with (
        TemporaryDirectory(prefix="bench-", dir=BENCHMARKS.parent) as folder,
        subprocess.Popen(
            [sys.executable, str(BENCHMARKS / "sink.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as sink,
    ):
        make_newsroom(Path(folder) / "newsroom", 1, pictures=False)
        port = sink.stdout.readline().strip() if sink.stdout else ""
        sender = [sys.executable, __file__, folder, port, str(recipients)]
        told = subprocess.run(sender, capture_output=True, text=True, check=True).stdout
        taken = sink.communicate()[0]
    return replace(DeliveryCost(**json.loads(told)), taken=int(taken))


def report(cost: DeliveryCost) -> str:
    """Return *cost* in words.

    >>> print(report(DeliveryCost(recipients=9, prepared=1, sent=3, peak=45_000_000, taken=9)))
    9 recipients, PDF of 1.0 MB: 1.0 s to prepare, 3.0 s to send, 3 messages a second, 45 MB
    """
    return (
        f"{cost.taken} recipients, PDF of {PDF_SIZE / 1e6:.1f} MB: "
        f"{cost.prepared:.1f} s to prepare, {cost.sent:.1f} s to send, "
        f"{cost.taken / cost.sent:.0f} messages a second, {cost.peak / 1e6:.0f} MB"
    )


def deliver(folder: Path, port: int, recipients: int) -> DeliveryCost:
    """Deliver in this process."""
    start = time.perf_counter()
    newsroom = read_newsroom(folder / "newsroom")
    template, plan = template_and_plan(newsroom)
    messages = (address_message(template, recipient(number)) for number in range(recipients))
    smtp = SmtpSettings(host="127.0.0.1", port=port, security="none", auth="none", username=None)
    mail = replace(template.settings, smtp=smtp, approval=False, per_minute=NO_LIMIT, per_domain={})
    with open_ledger(ledger_path(newsroom.root)) as ledger:
        number = open_campaign(ledger, plan, messages, now=plan.not_before).campaign or 0
        prepared = time.perf_counter()
        with connection_to(mail.smtp, None) as line:
            tried = [*send_over(line, ledger, number, mail)]
        states = [one.state for one in tried if isinstance(one, Delivery)]
        sent = time.perf_counter()
    if states != [State.ACCEPTED] * recipients:
        raise RuntimeError(states)
    return DeliveryCost(
        recipients=recipients, prepared=prepared - start, sent=sent - prepared, peak=peak()
    )


def measure_readers(people: int = READERS) -> float:
    """Return how long, in seconds, it takes to find among *people* those with an older edition."""
    with TemporaryDirectory(prefix="bench-", dir=BENCHMARKS.parent) as folder:
        make_newsroom(Path(folder) / "newsroom", 1, pictures=False)
        newsroom = read_newsroom(Path(folder) / "newsroom")
        template, plan = template_and_plan(newsroom, pdf_size=1_000)
        everyone = tuple(recipient(number) for number in range(people))
        with open_ledger(ledger_path(newsroom.root)) as ledger:
            messages = (address_message(template, each) for each in everyone[::2])
            open_campaign(ledger, plan, messages, now=plan.not_before)
            with ledger.changes() as changes:  # as if all of it had been sent
                changes.execute("UPDATE deliveries SET state = 'accepted'")
                changes.execute(
                    "INSERT INTO steps (delivery_id, token, at, event, state, phase, reply) "
                    "SELECT id, 1, changed, 'start', 'accepted', '', '' FROM deliveries"
                )
            audience = Audience(kind=Kind.RELEASE, list_name="exempel", recipients=everyone)
            release = newer_release(newsroom)
            normalise_all(everyone)  # as reading the list has done
            start = time.perf_counter()
            _left, earlier = without_readers(ledger, release, audience)
            taken = time.perf_counter() - start
    if len(earlier) != len(everyone[::2]):
        raise RuntimeError(len(earlier))
    return taken


def normalise_all(people: Sequence[Recipient]) -> None:
    """Validate the addresses of *people*."""
    for each in people:
        normalise(each.address)


def newer_release(newsroom: Newsroom) -> Release:
    """Return another edition of the article than was sent."""
    article, _advice = read_article(next(newsroom.root.glob("articles/*/index.md")), newsroom)
    path = newsroom.root / "edition.pdf"
    edition = Edition(slug=article.slug, pdf=path, web=path, sha256="0" * 64, page_count=1)
    return Release(publication=compose(article), edition=edition, pdf=b"", newsroom=newsroom)


def template_and_plan(
    newsroom: Newsroom, *, pdf_size: int = PDF_SIZE
) -> tuple[MessageTemplate, Plan]:
    """Return a release with a PDF of random bytes, and where it is to go."""
    now = dt.datetime.now(dt.UTC)
    article, _advice = read_article(next(newsroom.root.glob("articles/*/index.md")), newsroom)
    pdf = random.Random(2018).randbytes(pdf_size)  # noqa: S311 - always the same
    path, digest = newsroom.root / "edition.pdf", hashlib.sha256(pdf).hexdigest()
    edition = Edition(slug=article.slug, pdf=path, web=path, sha256=digest, page_count=1)
    template = compose_template(
        edition, pdf, compose(article), newsroom, language="sv", date=now, key=bytes(32)
    )
    plan = Plan(
        kind=Kind.RELEASE,
        slug=article.slug,
        list_name="exempel",
        edition_sha256=digest,
        not_before=now,
        deadline=now + dt.timedelta(days=1),
        created_by="exempel",
    )
    return template, plan


def recipient(number: int) -> Recipient:
    """Return one of a long list."""
    return Recipient(
        address=f"redaktion{number}@example.com",
        name=f"Redaktion {number}",
        organisation="Exempel",
        language="sv",
        lists=(),
        source="exempel",
        added=dt.date(2018, 11, 23),
    )


def peak() -> int:
    """Return the most memory this process has had, in bytes; getrusage counts its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return 1024 * int(line.split()[1])


if __name__ == "__main__":
    if len(sys.argv) > 2:
        made = deliver(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
        print(json.dumps(asdict(made)))
    else:
        print(report(measure_delivery(*map(int, sys.argv[1:]))))
        print(f"{READERS} recipients, half with an older edition: {measure_readers():.2f} s")
