import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from deliveries import campaign_to, mail_to
from mail_server import Mailboxes, mail_server
from newsroom_that_sends import set_mail, write_list
from studio_browser import Browser, open_studio

from pressverk.delivery.campaigns.scheduler import Scheduler
from pressverk.delivery.ledger.store import ledger_path, open_ledger

READERS = [f"reader{number}@newsroom.example" for number in range(20)]


@pytest.fixture
def server(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailboxes]:
    """Return a mail server, with a campaign in the newsroom's ledger that is due."""
    monkeypatch.chdir(root)
    write_list("redaktioner", *READERS)
    with mail_server() as (mailboxes, port):
        assert mail_to(port)
        set_mail(port)
        yield mailboxes


def plan(root: Path) -> None:
    with open_ledger(ledger_path(root)) as ledger:
        campaign_to(ledger, READERS, dt.datetime.now(dt.UTC))


def test_what_is_due_leaves_without_anybody_at_it(root: Path, server: Mailboxes) -> None:
    plan(root)
    scheduler = Scheduler(root=root)

    scheduler.run_once()

    assert set(server.copies) == set(READERS)
    assert scheduler.last_run
    assert not scheduler.faults


def test_several_studios_send_one_copy(root: Path, server: Mailboxes) -> None:
    plan(root)
    schedulers = [Scheduler(root=root) for _each in range(4)]
    threads = [Thread(target=each.run_once) for each in schedulers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert server.copies == dict.fromkeys(READERS, 1)


def test_a_stop_comes_between_two_messages(root: Path, server: Mailboxes) -> None:
    plan(root)
    scheduler = Scheduler(root=root)
    server.arrived = lambda count: scheduler.stop() if count == 3 else None

    scheduler.run_once()

    assert 3 <= len(server.copies) < len(READERS)
    Scheduler(root=root).run_once()
    assert server.copies == dict.fromkeys(READERS, 1)


def test_a_newsroom_without_a_ledger_gets_none(root: Path) -> None:
    Scheduler(root=root).run_once()

    assert not ledger_path(root).exists()


def test_what_keeps_a_campaign_is_remembered(root: Path, server: Mailboxes) -> None:
    plan(root)
    (root / "contacts" / "redaktioner.csv").write_text("nonsense", encoding="utf-8")
    scheduler = Scheduler(root=root)

    scheduler.run_once()

    assert not server.copies
    assert [finding for findings in scheduler.faults.values() for finding in findings]


def test_supervisors_read_counts_and_no_names(root: Path, server: Mailboxes) -> None:
    del server
    plan(root)
    browser = open_studio(root)
    browser.client = type(browser.client)(
        browser.client.app, base_url="http://127.0.0.1:8770", client=("127.0.0.1", 5)
    )
    text = browser.get("/metrics", headers={"host": "10.0.0.1:9"}).text

    assert 'pressverk_deliveries{state="queued"} 20' in text
    assert "reader" not in text
    assert "pris" not in text
    browser.studio.close()


def test_only_this_machine_reads_the_metrics(browser: Browser) -> None:
    assert browser.get("/metrics").status_code == 404  # the test's client is called "testclient"
    assert browser.get("/health").json()["status"] == "ok"
