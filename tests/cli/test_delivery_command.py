import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from click.testing import CliRunner, Result
from deliveries import EDITION, NOON, address, campaign_to, message, taken
from keyring.backend import KeyringBackend
from sample_newsroom import NEWSROOM_TOML

from pressverk.cli.main import main
from pressverk.delivery.campaigns.wording import COUNTS, STATES, heading
from pressverk.delivery.ledger.claims import report, start
from pressverk.delivery.ledger.operator import pause, withdraw
from pressverk.delivery.ledger.queries import campaign
from pressverk.delivery.ledger.rows import Kind
from pressverk.delivery.ledger.states import Event, State
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.delivery.ledger.transitions import Reply
from pressverk.delivery.reasons import reason
from pressverk.errors import DeliveryError
from pressverk.newsroom import credentials

Run = Callable[..., Result]
SMTP = """
[mail]
from_address = "press@exempel.se"
unsubscribe = "press@exempel.se"
[mail.smtp]
host = "smtp.exempel.se"
auth = "plain"
username = "press"
"""

NO_TLS = "the server offers no STARTTLS, and nothing is sent without; check 'port'"


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(root)
    return lambda *arguments, **more: CliRunner().invoke(main, arguments, **more)


@pytest.fixture
def sent(root: Path) -> int:
    """Return a campaign of two, one accepted and one queued."""
    with open_ledger(ledger_path(root)) as ledger:
        number = campaign_to(ledger, [address(0), address(1)])
        first = taken(ledger, number)
        start(ledger, first, now=NOON)
        reply = Reply(phase="body", code=250, text="queued as 4711")
        report(ledger, first, Event.ACCEPT, now=NOON, reply=reply)
    return number


class Memory(KeyringBackend):
    """A keyring that forgets."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring's
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    monkeypatch.delenv(credentials.MAIL_PASSWORD, raising=False)
    before, made = keyring.get_keyring(), Memory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.mark.usefixtures("sent")
def test_deliveries_show_who_got_what_when_and_with_which_hash(run: Run) -> None:
    heading, _subject, first, second = run("deliveries").output.splitlines()
    assert heading == (
        f"1: pris to redaktioner, release, PDF {EDITION[:12]}…: 1 accepted, 1 queued"
    )
    digest = message(address(0)).sha256[:12]
    assert first == (
        f"  2018-11-23 13:00:00  accepted           {address(0)}  {digest}…  250 queued as 4711"
    )
    assert second.split()[2:4] == ["queued", address(1)]


@pytest.mark.usefixtures("sent")
def test_deliveries_as_json_have_whole_hashes_and_times_with_their_zone(run: Run) -> None:
    [campaign] = json.loads(run("deliveries", "pris", "--json").output)
    assert campaign["edition_sha256"] == EDITION
    assert campaign["counts"] == {"accepted": 1, "queued": 1}
    first = campaign["deliveries"][0]
    assert first["sha256"] == message(address(0)).sha256
    assert (first["state"], first["changed"]) == ("accepted", "2018-11-23T12:00:00+00:00")


def test_a_paused_campaign_says_why(run: Run, root: Path, sent: int) -> None:
    with open_ledger(ledger_path(root)) as ledger:
        pause(ledger, sent, reason("no-starttls"))
    first = run("deliveries").output.splitlines()[0]
    told = f"paused: {NO_TLS}; to go on: pressverk send pris --to redaktioner"
    assert first.endswith(told)


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("release", "pressverk send pris --to redaktioner"),
        ("correction", "pressverk correct pris …"),
        ("follow-up", "pressverk send pris --follows …"),
    ],
)
def test_a_paused_campaign_names_the_command_that_it_was_begun_by(
    kind: str, command: str, root: Path, sent: int
) -> None:
    with open_ledger(ledger_path(root)) as ledger:
        pause(ledger, sent, reason("no-starttls"))
        found = replace(campaign(ledger, sent), kind=Kind(kind))
    assert heading(found).endswith(f"paused: {NO_TLS}; to go on: {command}")


def test_a_campaign_that_paused_with_nothing_left_to_send_is_not_called_paused(
    run: Run, root: Path, sent: int
) -> None:
    with open_ledger(ledger_path(root)) as ledger:
        pause(ledger, sent, reason("no-starttls"))
        withdraw(ledger, address(1), now=NOON)
    assert "paused" not in run("deliveries").output


def test_every_state_has_a_word_for_one_and_for_many() -> None:
    assert set(STATES) == set(COUNTS) == set(State)


def test_a_newsroom_that_sent_nothing_says_so_and_gets_no_ledger(run: Run, root: Path) -> None:
    assert run("deliveries").output == "nothing was sent\n"
    assert run("deliveries", "--json").output == "[]\n"
    assert not ledger_path(root).exists()


@pytest.mark.usefixtures("sent")
def test_deliveries_of_another_publication_are_not_shown(run: Run) -> None:
    for asked, told in (("priss", "did you mean 'pris'?"), ("annat", "deliveries shows all")):
        failed = run("deliveries", asked)
        assert failed.exit_code == 1
        assert told in failed.output


def test_a_password_goes_to_the_keyring_and_to_no_file(
    run: Run, root: Path, memory: Memory
) -> None:
    (root / "newsroom.toml").write_text(NEWSROOM_TOML + SMTP, encoding="utf-8")
    told = run("password", input="hemligt å\n")
    assert told.exit_code == 0, told.output
    assert "hemligt" not in told.output
    assert memory.kept == {("pressverk", "press@smtp.exempel.se"): "hemligt å"}
    assert credentials.mail_secret("press", "smtp.exempel.se") == "hemligt å"
    files = [path for path in root.rglob("*") if path.is_file()]
    assert not any(b"hemligt" in path.read_bytes() for path in files)


def test_a_newsroom_without_a_mail_user_has_no_password_to_keep(run: Run) -> None:
    failed = run("password")
    assert failed.exit_code == 1
    assert "newsroom.toml: names no user of a mail server" in failed.output


def test_the_environment_goes_before_the_keyring(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.set_password("pressverk", "press@smtp.exempel.se", "gammalt")
    monkeypatch.setenv(credentials.MAIL_PASSWORD, "nytt")
    assert credentials.mail_secret("press", "smtp.exempel.se") == "nytt"


@pytest.mark.usefixtures("memory")
def test_a_password_that_nobody_knows_is_none() -> None:
    assert credentials.mail_secret("press", "smtp.exempel.se") is None


def test_a_keyring_that_cannot_be_opened_is_reported(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_arguments: str) -> str:
        raise keyring.errors.KeyringLocked("locked")

    monkeypatch.setattr(memory, "get_password", locked)
    with pytest.raises(DeliveryError, match=r"can't be opened .*PRESSVERK_MAIL_PASSWORD"):
        credentials.mail_secret("press", "smtp.exempel.se")
