import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from newsroom_that_sends import set_mail, write_list
from sample_newsroom import LOGO, NEWSROOM_TOML, article
from scripted_smtp import ScriptedServer, scripted_smtp

from pressverk.build import manifest
from pressverk.cli.main import main

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a newsroom with an edition that is built, to be copied."""
    folder = tmp_path_factory.mktemp("sending") / "redaktion"
    folder.mkdir()
    (folder / "newsroom.toml").write_text(NEWSROOM_TOML, encoding="utf-8")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    article(folder / "articles" / "pris")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = CliRunner().invoke(main, ["build"])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with scripted_smtp() as running:
        yield running


@pytest.fixture
def run(
    built: Path, tmp_path: Path, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Return what runs a command as "anna" in a newsroom with one edition and a list of three."""
    folder = tmp_path / "redaktion"
    shutil.copytree(built, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PRESSVERK_USER", "anna")
    # Whoever works on the program while its tests run makes no edition older than its layout.
    monkeypatch.setattr(manifest, "environment_of", lambda _root: "the same environment")
    write_list("redaktioner", "a@example.com", "b@example.com", "c@example.net")
    set_mail(server.port)

    def invoke(*arguments: str, by: str = "anna", says: str | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=says, env={"PRESSVERK_USER": by})

    assert invoke("build").exit_code == 0  # the same page, so quick
    return invoke
