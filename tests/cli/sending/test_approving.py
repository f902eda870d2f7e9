import getpass
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from newsroom_that_sends import change_article, set_mail, states, write_list
from scripted_smtp import ScriptedServer, TakeAndDrop, always, scripted_smtp

Run = Callable[..., Result]
TO_ALL = ("send", "pris", "--to", "redaktioner")
APPROVE = ("approve", "pris", "--to", "redaktioner")
LAYOUT = Path("layouts/press-release")


@pytest.fixture(autouse=True)
def needed(run: Run, server: ScriptedServer) -> None:
    """Let a second person have to approve."""
    set_mail(server.port, approval=True)
    run("build")


def test_nothing_leaves_until_a_second_person_approves(run: Run, server: ScriptedServer) -> None:
    first = run(*TO_ALL)
    assert first.exit_code == 0
    assert "advice pris: isn't approved as it is now" in first.output
    assert "ask a colleague to run: pressverk approve pris --to redaktioner" in first.output
    assert not server.taken
    approved = run(*APPROVE, by="bo")
    assert approved.exit_code == 0, approved.output
    told = approved.output.splitlines()
    assert told[1:3] == ["  Ett pris", "  headline: Ett pris"]
    assert told[-1] == "approved by bo"
    assert run(*TO_ALL).exit_code == 0
    assert server.copies.total() == 3


def test_deliveries_show_what_waits_for_its_moment_and_for_approval(run: Run) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    waiting = run("deliveries").output.splitlines()[0]
    assert waiting.endswith("leaves 2090-01-01 10:00, by: pressverk send-due; isn't approved")
    run(*APPROVE, by="bo")
    assert "isn't approved" not in run("deliveries").output
    run("cancel", "1")
    assert "leaves" not in run("deliveries").output


def test_who_has_no_name_here_is_asked_for_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError("getpwuid(): uid not found: 5055")

    monkeypatch.setattr(getpass, "getuser", unknown)
    failed = run(*TO_ALL, by="")
    assert failed.exit_code == 1
    assert "say who you are in PRESSVERK_USER" in failed.output


def test_who_began_cannot_approve(run: Run, server: ScriptedServer) -> None:
    run(*TO_ALL)
    own = run(*APPROVE)
    assert own.exit_code == 1
    assert "'anna' can't approve what 'anna' began; ask a colleague" in own.output
    assert "isn't approved" in run(*TO_ALL).output
    assert not server.taken


def test_sending_again_without_a_change_keeps_the_approval(run: Run) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    run(*APPROVE, by="bo")
    assert "isn't approved" not in run(*TO_ALL).output


def add_to_list(_run: Run) -> None:
    write_list("redaktioner", "a@example.com", "b@example.com", "c@example.net", "d@example.net")


def take_from_list(_run: Run) -> None:
    write_list("redaktioner", "a@example.com", "b@example.com")


def change_language(_run: Run) -> None:
    Path("contacts/redaktioner.csv").write_text(
        "email,source,added,language\na@example.com,Exempel,2026-01-01,en\n"
        "b@example.com,Exempel,2026-01-01,\nc@example.net,Exempel,2026-01-01,\n"
    )


def change_text(run: Run) -> None:
    change_article(lead="Kommunen har fått två priser.")
    run("build")


def change_template(run: Run) -> None:
    from importlib.resources import files  # noqa: PLC0415 - of this change only

    LAYOUT.mkdir(parents=True)
    shipped = (files("pressverk.layouts") / "press-release/email.txt.j2").read_text("utf-8")
    (LAYOUT / "email.txt.j2").write_text(f"Hej!\n\n{shipped}", "utf-8")
    run("build")


def change_sender(run: Run) -> None:
    path = Path("newsroom.toml")
    table = '[mail]\nreply_to = "svar@exempel.se"'
    path.write_text(path.read_text("utf-8").replace("[mail]", table), "utf-8")
    run("build")


@pytest.mark.parametrize(
    "change",
    [
        add_to_list,
        take_from_list,
        change_language,
        change_text,
        change_template,
        change_sender,
    ],
)
def test_any_change_revokes_the_approval(
    change: Callable[[Run], None], run: Run, server: ScriptedServer
) -> None:
    run(*TO_ALL)
    run(*APPROVE, by="bo")
    change(run)
    again = run(*TO_ALL)
    assert again.exit_code == 0
    assert "isn't approved as it is now" in again.output
    assert not server.taken


def test_another_time_revokes_the_approval(run: Run) -> None:
    run(*TO_ALL, "--at", "2090-01-01 10:00")
    run(*APPROVE, by="bo")
    assert "isn't approved" in run(*TO_ALL, "--at", "2090-01-02 10:00").output


def test_what_is_changed_and_changed_back_has_to_be_approved_again(run: Run) -> None:
    run(*TO_ALL)
    run(*APPROVE, by="bo")
    take_from_list(run)
    run(*TO_ALL)
    write_list("redaktioner", "a@example.com", "b@example.com", "c@example.net")
    assert "isn't approved" in run(*TO_ALL).output


def test_what_is_uncertain_is_reported_though_more_has_to_be_approved(run: Run) -> None:
    with scripted_smtp(always("end", TakeAndDrop, to="c@")) as server:
        set_mail(server.port, approval=True)
        run("build")
        run(*TO_ALL)
        run(*APPROVE, by="bo")
        run(*TO_ALL)
        add_to_list(run)
        again = run(*TO_ALL)
    assert again.exit_code == 1
    assert "uncertain, as the answer was lost: 1" in again.output
    assert "advice pris: isn't approved as it is now" in again.output


def test_who_changed_it_cannot_approve_it(run: Run) -> None:
    run(*TO_ALL)
    add_to_list(run)
    run(*TO_ALL, by="bo")
    assert run(*APPROVE, by="bo").exit_code == 1
    assert run(*APPROVE, by="anna").exit_code == 0


@pytest.mark.parametrize("command", [TO_ALL, ("send-due",)])
def test_a_pdf_that_is_changed_on_disk_after_the_approval_is_not_sent(
    command: tuple[str, ...], run: Run, server: ScriptedServer
) -> None:
    run(*TO_ALL)
    run(*APPROVE, by="bo")
    pdf = Path("output/pris.pdf")
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    stopped = run(*command)
    assert stopped.exit_code == 1
    assert "output/pris.pdf: isn't the PDF" in stopped.output
    assert not server.taken


def test_a_pdf_that_is_changed_on_disk_cannot_be_approved(run: Run) -> None:
    run(*TO_ALL)
    change_text(run)
    stopped = run(*APPROVE, by="bo")
    assert stopped.exit_code == 1
    assert "isn't the PDF that waits to be sent: it has been rebuilt since" in stopped.output


def test_a_new_edition_cancels_the_one_that_waited(run: Run, server: ScriptedServer) -> None:
    run(*TO_ALL)
    change_text(run)
    again = run(*TO_ALL)
    assert "campaign 1 of an older edition is cancelled" in again.output
    run(*APPROVE, by="bo")
    assert run("send-due").exit_code == 0
    assert server.copies.total() == 3
    assert set(states()[1].values()) == {"cancelled"}
    assert set(states()[2].values()) == {"accepted"}


def test_send_due_leaves_what_is_not_approved(run: Run, server: ScriptedServer) -> None:
    run(*TO_ALL)
    due = run("send-due")
    assert due.exit_code == 0
    assert due.output == ""
    assert not server.taken


def test_nothing_that_waits_is_reported(run: Run) -> None:
    failed = run("approve", "pris", by="bo")
    assert failed.exit_code == 1
    assert "nothing waits to be sent; plan it first: pressverk send pris" in failed.output


def test_what_waits_for_several_lists_is_named(run: Run) -> None:
    write_list("radio", "r@example.com")
    run(*TO_ALL)
    run("send", "pris", "--to", "radio")
    failed = run("approve", "pris", by="bo")
    assert "name one with --to: redaktioner, radio" in failed.output
    assert run("approve", "pris", "--to", "radio", by="bo").exit_code == 0


def test_approval_can_be_switched_off(run: Run, server: ScriptedServer) -> None:
    set_mail(server.port, approval=False)
    run("build")
    assert run(*TO_ALL).exit_code == 0
