import datetime as dt
import email
import email.policy
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from newsroom_that_sends import SOURCE, change_article, set_mail, states, write_list
from sample_newsroom import ARTICLE, article
from scripted_smtp import ScriptedServer, TakeAndDrop, always, scripted_smtp

from pressverk.cli import send

Run = Callable[..., Result]
TO_ALL = ("send", "pris", "--to", "redaktioner")


@pytest.fixture
def corrected(run: Run, server: ScriptedServer) -> None:
    """Leave a faulty edition with all but c, and a corrected one built."""
    write_list("redaktioner", "a@example.com", "b@example.com")
    assert run(*TO_ALL).exit_code == 0
    assert server.copies.total() == 2
    change_article(lead="Kommunen har fått två priser för sitt arbete.")
    assert run("build").exit_code == 0
    write_list("redaktioner", "a@example.com", "b@example.com", "c@example.net")


@pytest.mark.usefixtures("corrected")
def test_a_correction_goes_to_exactly_those_who_got_the_faulty_edition(
    run: Run, server: ScriptedServer
) -> None:
    done = run("correct", "pris", "--message", "Priserna är två.")
    assert done.exit_code == 0, done.output
    assert "to those who got the faulty edition" in done.output
    assert "readers-" not in done.output
    assert [one.recipient for one in server.taken[2:]] == ["a@example.com", "b@example.com"]
    faulty, correction = (
        email.message_from_bytes(server.taken[at].text, policy=email.policy.default)
        for at in (0, 2)
    )
    assert correction["Subject"] == "Rättelse: Ett pris"
    assert correction["In-Reply-To"] == faulty["Message-ID"]
    body = correction.get_body(("plain",))
    assert body
    assert "Priserna är två." in body.get_content()
    assert run("correct", "pris", "--message", "Priserna är två.").exit_code == 0
    assert server.copies.total() == 4
    other = run("correct", "pris", "--message", "Priserna är tre.")
    assert other.exit_code == 1
    assert "all who are to have this correction have it already" in other.output
    assert server.copies.total() == 4


@pytest.mark.usefixtures("corrected")
def test_a_correction_that_left_under_embargo_is_the_same_when_that_has_ended(
    run: Run, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_article(embargo="2090-03-29 10:00")
    run("build")
    assert run("correct", "pris", "--under-embargo").exit_code == 0
    assert server.copies.total() == 4
    later = dt.datetime(2090, 3, 29, 12, tzinfo=dt.UTC)
    monkeypatch.setattr(send, "now_in_utc", lambda: later)
    again = run("correct", "pris")
    assert again.exit_code == 0, again.output
    assert server.copies.total() == 4


@pytest.mark.usefixtures("corrected")
def test_a_correction_back_to_what_was_sent_first_says_what_to_do(
    run: Run, server: ScriptedServer
) -> None:
    run("correct", "pris")
    SOURCE.write_text(ARTICLE, "utf-8")  # as it was first
    run("build")
    failed = run("correct", "pris")
    assert failed.exit_code == 1
    assert "is the very edition that 2 had before the faulty one" in failed.output
    assert set(states()) == {1, 2}
    change_article(updated="2018-11-24")
    run("build")
    assert run("correct", "pris").exit_code == 0
    assert server.copies == {"a@example.com": 3, "b@example.com": 3}


def test_readers_are_corrected_though_a_resend_to_them_was_cancelled(run: Run) -> None:
    with scripted_smtp(always("end", TakeAndDrop, to="b@")) as server:
        set_mail(server.port)
        run("build")
        run(*TO_ALL)
        run("resend", "1", "--uncertain")
        run("cancel", "1")
        assert states()[1]["b@example.com"] == "uncertain"
        change_article(lead="Kommunen har fått två priser.")
        run("build")
        assert "all on the list have an older edition" in run(*TO_ALL).output
        run("correct", "pris")
    assert server.copies == {"a@example.com": 2, "b@example.com": 2, "c@example.net": 2}


@pytest.mark.usefixtures("corrected")
def test_the_corrected_edition_goes_as_a_release_to_those_who_had_none(
    run: Run, server: ScriptedServer
) -> None:
    done = run(*TO_ALL)
    assert done.exit_code == 0, done.output
    assert "as they have an older edition: 2; write to them with: pressverk correct" in (
        done.output
    )
    assert [one.recipient for one in server.taken[2:]] == ["c@example.net"]


@pytest.mark.usefixtures("corrected")
def test_who_was_corrected_counts_as_having_the_new_edition(
    run: Run, server: ScriptedServer
) -> None:
    run("correct", "pris")
    done = run(*TO_ALL)
    assert done.exit_code == 0, done.output
    assert "have it already or get it by another list: 2" in done.output
    assert "older edition" not in done.output
    assert server.copies == {"a@example.com": 2, "b@example.com": 2, "c@example.net": 1}


@pytest.mark.usefixtures("corrected")
def test_a_release_for_nobody_but_readers_of_an_older_edition_is_refused(run: Run) -> None:
    write_list("redaktioner", "a@example.com", "b@example.com")
    failed = run(*TO_ALL)
    assert failed.exit_code == 1
    assert "all on the list have an older edition; correct it: pressverk correct" in failed.output


@pytest.mark.usefixtures("corrected")
def test_who_opted_out_since_gets_no_correction_and_who_was_deleted_does(
    run: Run, server: ScriptedServer
) -> None:
    run("recipients", "opt-out", "a@example.com")
    run("recipients", "delete", "b@example.com")
    assert run("correct", "pris").exit_code == 0
    assert [one.recipient for one in server.taken[2:]] == ["b@example.com"]
    assert states()[2] == {"b@example.com": "accepted"}


def test_a_correction_waits_until_the_faulty_edition_has_left_or_is_cancelled(run: Run) -> None:
    with scripted_smtp(always("rcpt", "450 later", to="b@")) as slow:
        set_mail(slow.port)
        run("build")
        run(*TO_ALL)
        change_article(lead="Kommunen har fått två priser.")
        run("build")
        failed = run("correct", "pris")
        assert failed.exit_code == 1
        assert "an older edition is on its way to redaktioner; wait, or cancel it" in (
            failed.output
        )
        run("cancel", "1")
        assert run("correct", "pris").exit_code == 0
        assert slow.copies == {"a@example.com": 2, "c@example.net": 2}


def test_readers_of_several_faulty_editions_get_one_correction(
    run: Run, server: ScriptedServer
) -> None:
    write_list("radio", "r@example.com")
    run(*TO_ALL)
    change_article(lead="Kommunen har fått två priser.")
    run("build")
    run("send", "pris", "--to", "radio")
    run("correct", "pris")
    change_article(lead="Kommunen har fått tre priser.")
    run("build")
    assert run("correct", "pris").exit_code == 0
    assert server.copies == {
        "a@example.com": 3, "b@example.com": 3, "c@example.net": 3, "r@example.com": 2,
    }  # fmt: skip


def test_all_corrections_are_planned_before_the_first_leaves(run: Run) -> None:
    write_list("radio", "r@example.com")
    run(*TO_ALL)
    change_article(lead="Kommunen har fått två priser.")
    run("build")
    run("send", "pris", "--to", "radio")
    with scripted_smtp() as gone:
        set_mail(gone.port)
    change_article(lead="Kommunen har fått tre priser.")
    run("build")
    failed = run("correct", "pris")
    assert "can't be reached" in failed.output
    corrections = [found for number, found in states().items() if number > 2]
    assert [set(found.values()) for found in corrections] == [{"queued"}, {"queued"}]


def test_nothing_to_correct_is_reported(run: Run) -> None:
    failed = run("correct", "pris")
    assert failed.exit_code == 1
    assert "nobody got an earlier edition; send it: pressverk send pris --to LIST" in failed.output


@pytest.mark.usefixtures("corrected")
def test_who_approves_a_correction_sees_what_it_says_and_needs_no_name_of_a_list(
    run: Run, server: ScriptedServer
) -> None:
    set_mail(server.port, approval=True)
    run("build")
    told = run("correct", "pris", "--message", "Året var fel.").output
    assert "pressverk approve pris\n" in told
    shown = run("approve", "pris", "--yes", by="bo").output
    assert "correction: Året var fel." in shown
    assert "Rättelse: Ett pris" in run("deliveries").output


@pytest.mark.usefixtures("corrected")
def test_a_correction_is_approved_like_anything_else(run: Run, server: ScriptedServer) -> None:
    set_mail(server.port, approval=True)
    run("build")
    waiting = run("correct", "pris")
    assert waiting.exit_code == 0
    [command] = [line for line in waiting.output.splitlines() if "pressverk approve" in line]
    assert run(*command.partition("pressverk ")[2].split(), by="bo").exit_code == 0
    assert run("correct", "pris").exit_code == 0
    assert server.copies.total() == 4


@pytest.mark.usefixtures("corrected")
def test_a_correction_can_be_looked_at_first(run: Run, server: ScriptedServer) -> None:
    assert run("correct", "pris", "--preview", "p.html").exit_code == 0
    assert "Rättelse: Ett pris" in Path("p.html").read_text("utf-8")
    assert server.copies.total() == 2


def test_a_follow_up_goes_to_nobody_who_was_deleted(run: Run, server: ScriptedServer) -> None:
    write_list("redaktioner", "a@example.com", "b@example.com")
    run(*TO_ALL)
    run("recipients", "delete", "b@example.com")
    article(Path("articles/mer"), ARTICLE.replace("Ett pris", "Mer om priset"))
    run("build")
    assert run("send", "mer", "--follows", "pris").exit_code == 0
    assert server.copies == {"a@example.com": 2, "b@example.com": 1}


def test_a_follow_up_goes_to_those_who_got_the_earlier_article(
    run: Run, server: ScriptedServer
) -> None:
    write_list("redaktioner", "a@example.com")
    run(*TO_ALL)
    write_list("redaktioner", "a@example.com", "b@example.com")
    article(Path("articles/mer"), ARTICLE.replace("Ett pris", "Mer om priset"))
    assert run("build").exit_code == 0
    assert run("send", "mer", "--follows", "pris", "--dry-run", "dry").exit_code == 0
    assert [path.name for path in Path("dry").glob("*.eml")] == ["0001-a@example.com.eml"]
    assert server.copies.total() == 1
    assert run("send", "mer", "--follows", "pris").exit_code == 0
    assert server.copies == {"a@example.com": 2}
    first, second = (email.message_from_bytes(one.text) for one in server.taken)
    assert second["In-Reply-To"] == first["Message-ID"]
    assert len(states()) == 2
