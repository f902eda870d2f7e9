import csv
import hashlib
import json
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from newsroom_that_sends import set_mail
from repository import ROOT
from scripted_smtp import ScriptedServer, always, scripted_smtp

from pressverk.delivery.export import _harmless
from pressverk.delivery.ledger.store import ledger_path, open_ledger

Run = Callable[..., Result]

# Exports, and is killed just before file number argv[1] gets its name; the last is the folder.
KILLED = """
import os, signal, sys
from pressverk.cli.main import main
left = int(sys.argv[1])
def kill(event, _arguments):
    global left
    if event == "os.rename":
        left -= 1
        left or os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(kill)
main(["export", "1", "bundle"])
"""


@pytest.fixture
def sent(run: Run) -> ScriptedServer:
    """Send to two, one of them turned down with words that a spreadsheet would calculate."""
    with scripted_smtp(always("rcpt", "550 =1+1", to="b@")) as server:
        set_mail(server.port)
        run("build")
        run("send", "pris", "--to", "redaktioner")
    return server


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_bundle_holds_all_that_was_sent_and_what_became_of_it(
    run: Run, sent: ScriptedServer
) -> None:
    done = run("export", "1", "bundle/1")
    assert (done.exit_code, done.output) == (0, "bundle/1\n")
    held = contents(Path("bundle/1"))
    assert set(held) == {
        "SHA256SUMS", "campaign.json", "deliveries.csv", "steps.csv", "pris.pdf",
        "messages/0001-a@example.com.eml", "messages/0002-b@example.com.eml",
        "messages/0003-c@example.net.eml",
    }  # fmt: skip
    assert held["pris.pdf"] == Path("output/pris.pdf").read_bytes()
    assert held["messages/0001-a@example.com.eml"] == sent.taken[0].text
    about = json.loads(held["campaign.json"])
    assert (about["created_by"], about["slug"], about["kind"]) == ("anna", "pris", "release")
    rows = list(csv.DictReader(held["deliveries.csv"].decode().splitlines()))
    assert [(row["recipient"], row["state"]) for row in rows] == [
        ("a@example.com", "accepted"),
        ("b@example.com", "failed"),
        ("c@example.net", "accepted"),
    ]
    assert rows[0]["sha256"] == hashlib.sha256(sent.taken[0].text).hexdigest()
    steps = csv.DictReader(held["steps.csv"].decode().splitlines())
    assert [step["event"] for step in steps if step["recipient"] == "a@example.com"] == [
        "claim",
        "start",
        "accept",
    ]


@pytest.mark.usefixtures("sent")
def test_the_hashes_are_those_of_all_files(run: Run) -> None:
    run("export", "1", "bundle")
    checked = subprocess.run(
        ["sha256sum", "--strict", "--check", "SHA256SUMS"],  # noqa: S607 - the tool everybody has
        cwd="bundle",
        capture_output=True,
        text=True,
        check=True,
    )
    assert checked.stdout.count(": OK") == len(contents(Path("bundle"))) - 1


@pytest.mark.usefixtures("sent")
def test_the_same_ledger_gives_the_same_bundle(run: Run) -> None:
    run("export", "1", "one")
    Path("output/pris.pdf").unlink()  # the ledger has all
    run("export", "1", "two")
    assert contents(Path("one")) == contents(Path("two"))


@pytest.mark.usefixtures("sent")
def test_a_bundle_is_never_written_over_anything(run: Run) -> None:
    Path("bundle").mkdir()
    failed = run("export", "1", "bundle")
    assert failed.exit_code == 1
    assert "is there already; choose another name" in failed.output
    assert contents(Path("bundle")) == {}


@pytest.mark.usefixtures("sent")
def test_a_bundle_that_cannot_be_finished_leaves_nothing(run: Run) -> None:
    with open_ledger(ledger_path(Path.cwd())) as ledger, ledger.changes() as changes:
        changes.execute("UPDATE bodies SET bytes = zeroblob(10)")
    failed = run("export", "1", "bundles/1")
    assert failed.exit_code == 1
    assert "doesn't hold the PDF that it is the record of" in failed.output
    assert list(Path("bundles").iterdir()) == []


@pytest.mark.usefixtures("sent")
def test_an_export_that_is_killed_leaves_no_bundle_and_hinders_none(run: Run) -> None:
    """Its files are eight, and the move of the whole folder is the last."""
    codes = []
    for killed_at in range(1, 11):
        command = [sys.executable, "-c", KILLED, str(killed_at)]
        codes.append(subprocess.run(command, check=False, capture_output=True).returncode)
        if codes[-1] == 0:
            break
        assert not Path("bundle").exists()
    assert codes == [-signal.SIGKILL] * 9 + [0]
    assert run("export", "1", "another").exit_code == 0
    assert contents(Path("bundle")) == contents(Path("another"))


def test_a_campaign_that_is_not_there_cannot_be_exported(run: Run) -> None:
    failed = run("export", "3", "bundle")
    assert failed.exit_code == 1
    assert "no campaign 3" in failed.output


def test_words_of_servers_are_no_formulas_in_the_table() -> None:
    assert [_harmless(each) for each in ("=1+1", "@x", "250 ok", 550, None)] == [
        "'=1+1", "'@x", "250 ok", "550", "",
    ]  # fmt: skip


@pytest.mark.usefixtures("sent")
def test_make_clean_spares_the_record() -> None:
    before = ledger_path(Path.cwd()).read_bytes()
    makefile = ROOT / "Makefile"
    command = ["make", "--file", str(makefile), "clean"]  # of the newsroom that we stand in
    subprocess.run(command, check=True, capture_output=True)
    assert not list(Path("output").iterdir())
    assert ledger_path(Path.cwd()).read_bytes() == before


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize(
    ("above", "folder", "file"),
    [
        (0o2770, 0o2770, 0o660),
        (0o2775, 0o2770, 0o660),
        (0o700, 0o700, 0o600),
        (0o755, 0o700, 0o600),
    ],
)
def test_a_bundle_is_for_those_whose_folder_it_is_in(
    above: int, folder: int, file: int, run: Run
) -> None:
    Path.cwd().chmod(above)
    assert run("export", "1", "bundle").exit_code == 0
    for path in (Path("bundle"), *Path("bundle").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (folder if path.is_dir() else file), path
