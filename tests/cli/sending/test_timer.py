import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from pressverk.delivery.timer import UNITS, write_units

Run = Callable[..., Result]


def test_the_units_run_this_pressverk_in_this_newsroom(tmp_path: Path) -> None:
    root = tmp_path / "100 % press"
    paths = write_units(tmp_path / "units", root, tmp_path / "bin" / "pressverk")
    service = paths[0].read_text("utf-8")
    assert f"WorkingDirectory={tmp_path}/100 %% press\n" in service
    assert f'ExecStart="{tmp_path}/bin/pressverk" send-due\n' in service
    assert "@" not in "".join(path.read_text("utf-8") for path in paths)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    command = tmp_path / "pressverk"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    paths = write_units(tmp_path / "units", tmp_path, command)
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, paths)],  # noqa: S607 - as above
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in checked.stderr.splitlines() if "pressverk" in line]
    assert not told


def test_the_command_writes_them_and_says_how_to_start_them(run: Run) -> None:
    done = run("send-due", "--units", "units")
    assert done.exit_code == 0, done.output
    assert [Path(line).name for line in done.output.splitlines()[:2]] == list(UNITS)
    assert done.output.endswith("systemctl --user enable --now pressverk-send-due.timer\n")
