"""A newsroom of 0.1.0 is read by this version: its settings, its articles and its ledger.

`newsroom-0.1.0` was made by 0.1.0: one release to two readers, of whom a mail server took one.
"""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from mail_server import mail_server
from repository import ROOT

from pressverk.cli.main import main

OLD = ROOT / "tests" / "upgrading" / "newsroom-0.1.0"
RELEASE = "vart-forsta-pressmeddelande"
CONFIRMED = ("--yes", "--confirm", "unfinished-text")


@pytest.fixture
def old_newsroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "newsroom"
    shutil.copytree(OLD, root)
    (root / "state").rename(root / ".pressverk")
    monkeypatch.chdir(root)
    return root


def test_settings_and_articles_of_an_older_version_are_without_fault(old_newsroom: Path) -> None:
    assert old_newsroom.is_dir()
    result = CliRunner().invoke(main, ["check", "--json"])
    assert [each["rule"] for each in json.loads(result.output)["findings"]] == ["unfinished-text"]
    assert result.exit_code == 0


def test_the_ledger_of_an_older_version_says_who_was_reached(old_newsroom: Path) -> None:
    assert old_newsroom.is_dir()
    output = CliRunner().invoke(main, ["deliveries"]).output
    assert "anna@exempel.se" in output
    assert "250 OK" in output
    assert "550 5.1.1 no such user" in output


def test_nobody_gets_twice_what_an_older_version_sent(old_newsroom: Path) -> None:
    with mail_server() as (mailboxes, port):
        settings = old_newsroom / "newsroom.toml"
        settings.write_text(settings.read_text().replace("8925", str(port)))
        assert CliRunner().invoke(main, ["build"]).exit_code == 0
        CliRunner().invoke(main, ["send", RELEASE, "--to", "media", "--at", "now", *CONFIRMED])
        assert mailboxes.copies == {"bo@exempel.se": 1}
