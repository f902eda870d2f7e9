"""Two users of the system who share a newsroom, as the docs let them."""

import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner
from colleagues import HERS, HIS, only_root, run_as, share, shared  # noqa: F401 - a fixture
from newsroom_that_sends import MAIL

from pressverk.build import manifest
from pressverk.cli.main import main

COMMAND = """\
import sys
from pressverk.build import manifest
from pressverk.cli.main import main
manifest.environment_of = lambda _root: "the same environment"
main({arguments!r}, prog_name="pressverk")
"""
TO_ALL = ("send", "pris", "--to", "redaktioner")


def pressverk(user: int, root: Path, *arguments: str) -> str:
    done = run_as(user, COMMAND.format(arguments=arguments), root)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


@only_root
def test_one_sends_what_the_other_approves(
    built: Path,
    monkeypatch: pytest.MonkeyPatch,
    shared: Path,  # noqa: F811 - the fixture
) -> None:
    root = shared / "kommunen"
    shutil.copytree(built, root)
    settings = root / "newsroom.toml"
    settings.write_text(settings.read_text("utf-8") + MAIL.format(approval="true", port=1), "utf-8")
    (root / "contacts").mkdir()
    (root / "contacts" / "redaktioner.csv").write_text(
        "email,source,added\na@example.com,Exempel,2026-01-01\n"
    )
    monkeypatch.chdir(root)
    monkeypatch.setattr(manifest, "environment_of", lambda _root: "the same environment")
    assert CliRunner().invoke(main, ["build"]).exit_code == 0
    share(root)

    assert "approve" in pressverk(HERS, root, *TO_ALL)
    assert f"approved by {HIS}" in pressverk(HIS, root, "approve", "pris")
    assert "refused" in pressverk(HIS, root, *TO_ALL).lower()  # by a server that isn't there
    assert "1 queued" in pressverk(HERS, root, "deliveries")
    added = ("recipients", "add", "redaktioner", "b@example.com", "--source", "Exempel")
    assert pressverk(HIS, root, *added) == "contacts/redaktioner.csv\n"
    assert pressverk(HERS, root, "recipients", "opt-out", "b@example.com") != ""

    for path in root.rglob("*"):
        if path.is_file():
            assert stat.S_IMODE(path.stat().st_mode) == 0o660, path
