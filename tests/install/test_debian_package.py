"""What the Debian package has besides the program; tests/install/try_deb builds and installs it."""

import gzip
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from repository import ROOT

from pressverk.build import system_libraries
from pressverk.cli.main import main

BUILD = (ROOT / "packaging" / "debian" / "build").read_text("utf-8")
UNITS = ROOT / "src" / "pressverk" / "delivery" / "timer"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    subprocess.run(
        [ROOT / "packaging" / "debian" / "lay_out", sys.executable, UNITS, folder, "1.2.3"],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
        check=True,
    )
    return folder


def command_names(group: click.Group, name: str) -> list[str]:
    """Return the names of *group* and of all its commands, as manual pages have them."""
    names, context = [name], click.Context(group)
    for key in group.list_commands(context):
        below, command = f"{name}-{key}", group.get_command(context, key)
        names += command_names(command, below) if isinstance(command, click.Group) else [below]
    return names


def test_each_command_has_a_manual_page(tree: Path) -> None:
    pages = {page.name for page in (tree / "usr/share/man/man1").iterdir()}
    assert pages == {f"{name}.1.gz" for name in command_names(main, "pressverk")}
    build = gzip.decompress((tree / "usr/share/man/man1/pressverk-build.1.gz").read_bytes())
    assert b'"2023-11-14" "1.2.3"' in build
    assert b"--edition" in build.replace(rb"\-", b"-")


def test_completion_is_there_for_three_shells(tree: Path) -> None:
    bash = tree / "usr/share/bash-completion/completions/pressverk"
    subprocess.run(["/bin/bash", "-n", bash], check=True)
    for file in ("zsh/vendor-completions/_pressverk", "fish/vendor_completions.d/pressverk.fish"):
        assert "_PRESSVERK_COMPLETE" in (tree / "usr/share" / file).read_text("utf-8")


def test_units_serve_newsrooms_by_their_names(tree: Path) -> None:
    units = {unit.name: unit.read_text("utf-8") for unit in tree.glob("usr/lib/systemd/system/*")}
    assert set(units) == {
        "pressverk-studio@.service",
        "pressverk-send-due@.service",
        "pressverk-send-due@.timer",
    }
    for name, text in units.items():
        assert not re.search(r"@(root|user|command|port)@", text), name
    for name in ("pressverk-studio@.service", "pressverk-send-due@.service"):
        assert "WorkingDirectory=/srv/pressverk/%i\n" in units[name]
        assert "User=pressverk\n" in units[name]
        assert "ExecStart=/usr/bin/pressverk " in units[name]
    assert "Environment=PRESSVERK_PORT=8400\n" in units["pressverk-studio@.service"]


def test_two_trees_are_alike(tree: Path, tmp_path: Path) -> None:
    subprocess.run(
        [ROOT / "packaging" / "debian" / "lay_out", sys.executable, UNITS, tmp_path, "1.2.3"],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
        check=True,
    )
    for file in filter(Path.is_file, tree.rglob("*")):
        assert (tmp_path / file.relative_to(tree)).read_bytes() == file.read_bytes(), file.name


def test_every_way_to_install_brings_the_libraries() -> None:
    depends = re.search(r"^Depends: (.*)$", BUILD, re.MULTILINE)
    assert depends
    assert set(system_libraries.PACKAGES.values()) <= set(depends[1].split(", "))
    text = (ROOT / "Makefile").read_text("utf-8")
    makefile = re.search(r"^SYSTEM_PACKAGES := (.*)$", text, re.MULTILINE)
    assert makefile
    for package in makefile[1].split():
        for name in ("Containerfile", "docs/install.md", "tests/install/try_pipx"):
            assert package in (ROOT / name).read_text("utf-8"), name
