"""What the machine lacks or keeps from us is told in a sentence, never in a traceback."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sample_newsroom import article

from pressverk.build import system_libraries
from pressverk.build.doctor import run_checks
from pressverk.cli import console
from pressverk.cli.doctor import command_line
from pressverk.cli.main import main

Run = Callable[..., Result]
# As on a bare server: the dynamic linker finds no Pango.
WITHOUT_PANGO = """
import ctypes, sys
import cffi
def refuse(load):
    def loaded(self, name=None, *rest, **settings):
        if name and "pango" in str(name):
            raise OSError(f"cannot load library {name!r}")
        return load(self, name, *rest, **settings)
    return loaded
cffi.FFI.dlopen = refuse(cffi.FFI.dlopen)
ctypes.CDLL.__init__ = refuse(ctypes.CDLL.__init__)
"""
COMMANDS = [
    ["build"],
    ["build", "-j", "2"],
    ["check"],
    ["check", "--json"],
    ["typeset", "a.html", "a.pdf"],
    ["send", "pris", "--to", "press"],
    ["approve", "pris"],
    ["status"],
    ["listen", "pris"],
    ["--help"],
    ["doctor"],
]


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(root)
    return lambda *words: CliRunner().invoke(main, list(words), catch_exceptions=False)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_without_pango_every_command_says_so_in_a_sentence(words: list[str], root: Path) -> None:
    article(root / "articles" / "annat")
    (root / "a.html").write_text("<title>a</title>", encoding="utf-8")
    program = f"{WITHOUT_PANGO}\nfrom pressverk.cli.main import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PRESSVERK_USER": "test"},
    )
    told = done.stdout + done.stderr
    assert "Traceback" not in told
    assert len(told.splitlines()) < 60
    if words[0] in {"build", "check", "typeset"}:
        assert done.returncode == 1
        assert (
            "error libpango-1.0.so.0: is missing or too old; run: "
            "sudo apt-get install libpango-1.0-0" in done.stderr
        )


@pytest.mark.parametrize(
    ("platform", "has", "command"),
    [
        ("linux", "", "sudo apt-get install libpango-1.0-0"),
        ("darwin", "", "brew install pango"),
        (
            "darwin",
            "/opt/homebrew/lib/libpango-1.0.dylib",
            "export DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib",
        ),
        ("win32", "", "winget install MSYS2.MSYS2"),
        (
            "win32",
            "C:\\msys64\\usr\\bin\\pacman.exe",
            "C:\\msys64\\usr\\bin\\pacman.exe -S --noconfirm mingw-w64-x86_64-pango",
        ),
    ],
)
def test_each_system_gets_its_own_command_for_a_library(
    platform: str, has: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "exists", lambda path: str(path) == has)
    assert system_libraries.command_for("libpango-1.0.so.0") == command


@pytest.mark.parametrize(
    ("platform", "command"),
    [
        ("linux", "sudo apt-get install python3.11-venv"),
        ("darwin", "brew install python"),
        ("win32", "winget install Python.Python.3.13"),
    ],
)
def test_each_system_gets_its_own_command_for_python(
    platform: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "version_info", (3, 10, 2, "final", 0))
    assert next(run_checks()).remedy == command


def test_a_command_of_windows_keeps_its_backslashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    command = f"{system_libraries.PACMAN} -S --noconfirm mingw-w64-x86_64-pango"
    assert command_line(command)[0] == system_libraries.PACMAN


def test_what_only_a_shell_can_do_is_told_and_not_run(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_libraries, "is_loadable", lambda _name: False)
    monkeypatch.setattr(system_libraries, "command_for", lambda _name: "export A=b")
    result = run("doctor", "--fix")
    assert result.exit_code == 1
    assert "  export A=b\n" in result.stdout


@pytest.mark.parametrize("command", ["listen", "check"])
def test_a_pdf_that_cannot_be_read_is_reported(
    command: str, run: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "a.pdf").write_bytes(b"%PDF-")

    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", "a.pdf")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = run(command, "a.pdf")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "error a.pdf: can't be read (Permission denied); check its name and rights",
        "  more: pressverk help unreadable",
    ]


@pytest.mark.parametrize("command", ["listen", "check"])
def test_a_pdf_larger_than_any_publication_is_not_read(
    command: str, run: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "LARGEST_PDF", 1_000_000)
    with (root / "a.pdf").open("wb") as file:
        file.truncate(1_000_001)
    result = run(command, "a.pdf")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "error a.pdf: is larger than 1 MB; give its parts",
        "  more: pressverk help too-large",
    ]


@pytest.mark.parametrize("command", ["build", "check", "deliveries"])
def test_any_other_file_that_the_system_keeps_from_us_is_named(
    command: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_arguments: object, **_settings: object) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_text", refuse)
    monkeypatch.setattr(os, "scandir", refuse)
    result = run(command)
    assert result.exit_code == 1
    assert "Permission denied" in result.stderr


def test_a_fault_of_the_program_shows_where_it_is(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise OSError("not about a file")

    monkeypatch.setattr(os, "scandir", fail)
    with pytest.raises(OSError, match="not about a file"):
        run("build")


@pytest.mark.parametrize("table", ["[contacts]\n", ""])
@pytest.mark.parametrize("words", [["new", "press-release", "Nytt"], ["build"], ["check"]])
def test_a_newsroom_without_contacts_is_asked_to_add_one(
    table: str, words: list[str], run: Run, root: Path
) -> None:
    path = root / "newsroom.toml"
    text = path.read_text("utf-8")
    path.write_text(text.partition("[contacts")[0] + table, encoding="utf-8")
    result = run(*words)
    assert result.exit_code == 1
    assert "newsroom.toml" in result.stderr
    assert "contacts" in result.stderr
    assert "Traceback" not in result.output
