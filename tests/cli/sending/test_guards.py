import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from newsroom_that_sends import SOURCE, change_article, set_mail, states, write_list
from sample_newsroom import NEWSROOM_TOML
from scripted_smtp import ScriptedServer

from pressverk.cli import campaigns as commands
from pressverk.cli import console, send
from pressverk.delivery.ledger.notes import last_timer_run, note_timer_run
from pressverk.delivery.ledger.store import ledger_path, open_ledger
from pressverk.newsroom.scaffold import STUB_ABOUT

Run = Callable[..., Result]
TO_ALL = ("send", "pris", "--to", "redaktioner")


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let somebody be there to be asked."""
    for module in (commands, console, send):
        monkeypatch.setattr(module, "is_at_terminal", lambda: True)


def change_text(old: str, new: str, file: Path = SOURCE) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("embargo", ["2017-11-23 10:00", "2018-11-22 23:59"])
def test_an_embargo_before_the_articles_date_is_a_slip_until_it_is_confirmed(
    embargo: str, run: Run, server: ScriptedServer
) -> None:
    change_article(embargo=embargo)
    run("build")
    refused = run(*TO_ALL)
    assert refused.exit_code == 1
    assert "error articles/pris/index.md:3: the embargo" in refused.output
    assert "ends before the article's date, 2018-11-23" in refused.output
    assert not server.taken
    assert not states()
    assert run(*TO_ALL, "--confirm", "past-embargo").exit_code == 0
    assert server.copies.total() == 3
    assert run(*TO_ALL).exit_code == 0  # looked at once


def test_an_embargo_on_the_articles_day_to_come_is_no_slip(run: Run) -> None:
    change_article(embargo="2090-05-04 10:00", date="2090-05-04")
    run("build")
    assert "leaves 2090-05-04 10:00" in run(*TO_ALL).output


def test_a_date_to_come_holds_what_has_neither_an_embargo_nor_a_time(
    run: Run, server: ScriptedServer
) -> None:
    change_article(date="2090-05-04")
    run("build")
    refused = run(*TO_ALL)
    assert refused.exit_code == 1
    assert 'say when it leaves: --at "2090-05-04 08:00", or --at now' in refused.output
    assert not server.taken
    assert "leaves 2090-05-04 08:00" in run(*TO_ALL, "--at", "2090-05-04 08:00").output
    assert "leaves 2090-05-04 08:00" in run(*TO_ALL).output
    assert run(*TO_ALL, "--at", "now").exit_code == 0
    assert server.copies.total() == 3


@pytest.mark.parametrize(
    ("text", "mark", "line"),
    [
        ("Priset är på XX kronor.", "XX", 9),
        ("Priset är på XXX kronor.", "XXX", 9),
        ("TODO: summan.", "TODO", 9),
        ("Priset, [KOLLA MED PER], delas ut.", "[KOLLA MED PER]", 9),
        ("Skriv texten här.", "Skriv texten här.", 9),
        ("Write the text here.", "Write the text here.", 9),
    ],
)
def test_text_that_nobody_has_finished_is_not_sent(
    text: str, mark: str, line: int, run: Run, server: ScriptedServer
) -> None:
    change_text("Priset delas ut varje år.", text)
    run("build")
    refused = run(*TO_ALL)
    assert refused.exit_code == 1
    assert f"error articles/pris/index.md:{line}:" in refused.output
    assert f"says {mark!r}" in refused.output
    assert not server.taken
    assert run(*TO_ALL, "--confirm", "unfinished-text").exit_code == 0


def test_all_that_nobody_has_finished_is_reported_at_once(run: Run) -> None:
    change_text("Priset delas ut varje år.", "Det är på XX kronor. [KOLLA MED PER]")
    run("build")
    refused = run(*TO_ALL)
    assert "says 'XX'" in refused.output
    assert "says '[KOLLA MED PER]'" in refused.output


@pytest.mark.parametrize(
    "text", ["Storlek XXL, [sic], Todos los Santos.", "[Exempel](https://exempel.se/XX/TODO)."]
)
def test_text_that_only_looks_like_that_is_sent(text: str, run: Run) -> None:
    change_text("Priset delas ut varje år.", text)
    run("build")
    assert run(*TO_ALL).exit_code == 0


def test_what_the_template_says_of_the_sender_is_not_sent(run: Run, server: ScriptedServer) -> None:
    assert "Exempelstad är en kommun." in NEWSROOM_TOML
    change_text("Exempelstad är en kommun.", STUB_ABOUT, Path("newsroom.toml"))
    run("build")
    refused = run(*TO_ALL)
    assert f"newsroom.toml [boilerplate.sv]: says {STUB_ABOUT!r}" in refused.output
    assert not server.taken


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("answer", ["n", "y"])
def test_somebody_is_shown_what_leaves_and_asked_before_it_does(
    answer: str, run: Run, server: ScriptedServer
) -> None:
    Path("contacts/redaktioner.csv").write_text(
        "email,source,added,lists\n"
        "a@example.com,E,2026-01-01,lokalt riks\n"
        "b@example.com,E,2026-01-01,lokalt\n"
    )
    asked = run(*TO_ALL, says=answer)
    lines = [line.strip() for line in asked.output.splitlines()]
    assert lines[:2] == ["headline: Ett pris", "pages of the PDF: 1"]
    begins = [line for line in lines if line.startswith("| ")]
    assert begins.index("| Ett pris") < begins.index(
        "| Kommunen har fått ett pris för sitt arbete."
    )
    assert "to redaktioner: 2 (lokalt 2, riks 1)" in lines
    assert lines.index("embargo: none") == lines.index("leaves: at once") + 1
    assert "Send it to 2 recipients? [y/N]: " in asked.output
    assert server.copies.total() == (2 if answer == "y" else 0)
    assert bool(states()) == (answer == "y")


@pytest.mark.usefixtures("terminal")
def test_the_question_is_answered_in_swedish(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSVERK_LANGUAGE", "sv")
    assert "Skicka till 3 mottagare? [j/N]: " in run(*TO_ALL, says="j").output
    assert server.copies.total() == 3


def test_what_no_server_has_said_anything_of_is_reported_without_words(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    monkeypatch.setenv("PRESSVERK_LANGUAGE", "sv")
    told = run("deliveries").output.splitlines()
    assert [line.rstrip()[-1] for line in told[2:5]] == ["…"] * 3


@pytest.mark.usefixtures("terminal")
def test_nobody_is_asked_who_says_yes(run: Run, server: ScriptedServer) -> None:
    assert "Send it" not in run(*TO_ALL, "--yes").output
    assert server.copies.total() == 3


@pytest.mark.usefixtures("terminal")
def test_who_approves_sees_what_changed_since_it_was_approved(
    run: Run, server: ScriptedServer
) -> None:
    set_mail(server.port, approval=True)
    run("build")
    run(*TO_ALL, "--at", "2090-01-01 10:00", "--yes")
    first = run("approve", "pris", by="bo", says="y")
    assert "to redaktioner: 3" in first.output
    assert "leaves: 2090-01-01 10:00" in first.output
    assert "Approve it? [y/N]: " in first.output
    assert "since" not in first.output
    write_list("redaktioner", "a@example.com", "b@example.com", "d@example.com", "e@example.com")
    run(*TO_ALL, "--at", "2090-01-02 10:00", "--yes")
    second = run("approve", "pris", by="bo", says="n")
    told = second.output[second.output.index("since bo approved it") :]
    assert [line.strip() for line in told.splitlines()[1:4]] == [
        "readers added: 2",
        "readers removed: 1",
        "it is sent 2090-01-02 10:00, not 2090-01-01 10:00",
    ]
    assert run("approve", "pris", "--yes", by="bo").exit_code == 0
    assert "nothing changed" in run("approve", "pris", "--yes", by="bo").output
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        assert "@" not in str([tuple(row) for row in ledger.rows("SELECT seen FROM approved")])


def test_a_correction_that_is_gone_on_with_says_what_it_said(
    run: Run, server: ScriptedServer
) -> None:
    run(*TO_ALL)
    set_mail(server.port, approval=True)
    change_article(lead="Kommunen har fått två priser.")
    run("build")
    run("correct", "pris", "--message", "Priserna är två.")
    assert run("approve", "pris", by="bo").exit_code == 0
    assert run("correct", "pris").exit_code == 0
    assert server.copies.total() == 6
    text = server.taken[-1].text.replace(b"=\r\n", b"")
    assert "Priserna är två.".encode() in text.replace(b"=C3=A4", "ä".encode()).replace(
        b"=C3=A5", "å".encode()
    )


def test_a_correction_changed_while_it_waits_keeps_its_message_until_it_says_another(
    run: Run, server: ScriptedServer
) -> None:
    run(*TO_ALL)
    for number in ("två", "tre"):
        change_article(lead=f"Kommunen har fått {number} priser.")
        run("build")
        more = ("--message", "Antalet var fel.") if number == "två" else ()
        run("correct", "pris", "--at", "2090-01-01 10:00", *more)
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        [said] = ledger.rows("SELECT correction FROM campaigns WHERE id = 3")
        assert said["correction"] == "Antalet var fel."
    run("correct", "pris", "--message", "")
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        assert ledger.rows("SELECT correction FROM campaigns WHERE id = 3")[0][0] == ""
    assert server.port


def test_planned_mail_that_no_timer_will_send_is_reported(run: Run) -> None:
    told = "only when a timer runs pressverk send-due"
    assert told not in run(*TO_ALL).output
    change_article(lead="Kommunen har fått två priser.")
    run("build")
    later = ("correct", "pris", "--at", "2090-01-01 10:00")
    for command in (later, ("deliveries",), ("doctor",)):
        assert told in run(*command).output, command
    assert run("send-due").exit_code == 0
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        assert last_timer_run(ledger)
    for command in (later, ("deliveries",), ("doctor",)):
        assert told not in run(*command).output, command
    with open_ledger(ledger_path(Path.cwd())) as ledger:
        note_timer_run(ledger, dt.datetime.now(dt.UTC) - dt.timedelta(hours=1))
    assert told in run("deliveries").output
