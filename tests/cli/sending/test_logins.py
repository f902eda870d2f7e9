from pathlib import Path

import pytest
from click.testing import CliRunner
from newsroom_that_sends import set_mail, write_list

from pressverk.cli.main import main

LOGIN = """
[studio]
address = "https://press.exempel.se"
[studio.login]
issuer = "https://login.exempel.se"
client_id = "pressverk"
[studio.login.groups]
approves = ["Press"]
"""


@pytest.mark.parametrize("command", [["approve", "pris"], ["send", "pris", "--to", "alla"]])
def test_a_terminal_stands_in_for_no_login(
    root: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(root)
    monkeypatch.setenv("PRESSVERK_USER", "anna@exempel.se")
    write_list("alla", "a@newsroom.example")
    set_mail(9, approval=True, more=LOGIN)
    assert CliRunner().invoke(main, ["build", "pris"]).exit_code == 0

    done = CliRunner().invoke(main, [*command, "--yes"])

    assert done.exit_code == 1
    assert "in the studio: https://press.exempel.se" in done.output
