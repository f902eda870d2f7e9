"""What can be wrong before anything is sent, as the command tells it."""

import email
import email.policy
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from newsroom_that_sends import SOURCE, change_article, set_mail, states, write_list
from scripted_smtp import ScriptedServer, scripted_smtp

from pressverk.build import built_editions
from pressverk.delivery.ledger.store import ledger_path
from pressverk.errors import InvalidPdfError
from pressverk.model import Finding, Pdf, Place, ValidatedPdf
from pressverk.pdf import validation

Run = Callable[..., Result]
TO_ALL = ("send", "pris", "--to", "redaktioner")
LIST = Path("contacts/redaktioner.csv")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("email,source,added\na@@example.com,Exempel,2026-01-01\n", ":2:1: email is 'a@@exa"),
        ("email,source,added\na@example.com,Exempel,May\n", ":2:23: added is 'May'"),
        ("emial,source,added\n", ":1:1: unknown column 'emial'; did you mean 'email'?"),
        ("email,source,added\n", ": no recipients; add an address"),
        ("", "the column 'email' is missing"),
        ("email,source,added\na@example.com,Exempel,2026-01-01,x\n", ":2:"),
        (
            "email,name,source,added\na@example.com,=?utf-8?q?x?=,Exempel,2026-01-01\n",
            ":2:15: name is '=?utf-8?q?x?='; write it on one line",
        ),
        (
            'email,name,source,added\na@example.com,"A\nBcc: x@example.com",E,2026-01-01\n',
            r"name is 'A\nBcc: x@example.com'; write it on one line",
        ),
    ],
)
def test_a_faulty_list_stops_all(content: str, told: str, run: Run, server: ScriptedServer) -> None:
    LIST.write_text(content)
    failed = run(*TO_ALL)
    assert failed.exit_code == 1
    assert f"{LIST}" in failed.output
    assert told in failed.output
    assert not server.taken
    assert not ledger_path(Path.cwd()).exists()


def test_all_faults_of_a_list_are_reported_at_once(run: Run) -> None:
    write_list("redaktioner", "a@", "b@", "c@")
    assert run(*TO_ALL).output.count("write one address such as") == 3


def test_a_list_of_those_who_opted_out_is_a_list_of_nobody(
    run: Run, server: ScriptedServer
) -> None:
    write_list("redaktioner", more="a@example.com,Exempel,2026-01-01,2026-02-01\n")
    failed = run(*TO_ALL)
    assert failed.exit_code == 1
    assert "no recipients" in failed.output
    assert not server.taken


def test_swedish_letters_after_the_at_sign_are_sent_in_the_form_that_servers_take(
    run: Run, server: ScriptedServer
) -> None:
    write_list("redaktioner", "nytt@åäö.example")
    assert run(*TO_ALL).exit_code == 0
    assert server.copies == {"nytt@xn--4cab6c.example": 1}
    message = email.message_from_bytes(server.taken[0].text, policy=email.policy.default)
    assert message["To"] == "nytt@xn--4cab6c.example"


def test_swedish_letters_before_the_at_sign_need_a_server_that_takes_them(run: Run) -> None:
    write_list("redaktioner", "åsa@example.com", "b@example.com")
    with scripted_smtp() as plain:
        set_mail(plain.port)
        run("build")
        failed = run(*TO_ALL)
    assert failed.exit_code == 1
    assert "takes no letters beyond a–z" in run("deliveries").output
    assert states()[1] == {"åsa@example.com": "failed", "b@example.com": "accepted"}
    with scripted_smtp(features=("SMTPUTF8", "8BITMIME")) as modern:
        set_mail(modern.port)
        run("build")
        run("resend", "1", "--failed")
        assert run(*TO_ALL).exit_code == 0
        assert modern.copies == {"åsa@example.com": 1}


def test_an_edition_that_is_not_built_is_reported_with_the_command(run: Run) -> None:
    Path("output/pris.pdf").unlink()
    failed = run(*TO_ALL)
    assert failed.exit_code == 1
    assert "output/pris.pdf: not built yet; run: pressverk build pris" in failed.output


def test_an_edition_that_is_not_current_is_reported_with_the_command(run: Run) -> None:
    change_article(lead="Kommunen har fått två priser.")
    for command in (TO_ALL, ("send", "pris", "--preview", "p.html"), ("approve", "pris")):
        failed = run(*command)
        assert failed.exit_code == 1
        assert (
            "is older than its article, its layout or newsroom.toml; run: pressverk build pris"
            in failed.output
        )


def test_a_pdf_that_somebody_put_there_is_not_sent(run: Run, server: ScriptedServer) -> None:
    pdf = Path("output/pris.pdf")
    status, data = pdf.stat(), pdf.read_bytes()
    pdf.write_bytes(data[:-1] + b" ")
    os.utime(pdf, ns=(status.st_atime_ns, status.st_mtime_ns))  # as if nothing had happened
    failed = run(*TO_ALL)
    assert failed.exit_code == 1
    assert "isn't the PDF that was built and validated" in failed.output
    assert not server.taken


def test_an_article_that_cannot_be_built_has_no_edition_to_send(
    run: Run, server: ScriptedServer
) -> None:
    SOURCE.write_text(SOURCE.read_text("utf-8").replace("title: ", "tilte: "), "utf-8")
    assert run("build").exit_code == 1
    assert run(*TO_ALL).exit_code == 1
    assert not server.taken


def test_an_edition_that_fails_validation_is_not_sent(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_pdf: Pdf, file: str) -> ValidatedPdf:
        raise InvalidPdfError([Finding(place=Place(file=file), message="no title", rule="x")])

    monkeypatch.setattr(built_editions, "validate", fail)
    failed = run(*TO_ALL)
    assert failed.exit_code == 1
    assert "output/pris.pdf: no title" in failed.output
    assert not server.taken
    assert validation.validate is not fail


def test_a_list_that_is_no_text_is_reported(run: Run) -> None:
    LIST.write_bytes(b"\xff\xfe\x00email")
    failed = run(*TO_ALL)
    assert isinstance(failed.exception, SystemExit)
    assert failed.exit_code == 1
    assert "contacts/redaktioner.csv" in failed.output
