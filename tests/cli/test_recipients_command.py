import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pressverk.cli.main import main
from pressverk.cli.recipients import recipients

HEAD = "email,source,added,opted_out\n"
Run = Callable[..., Result]


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(root)
    (root / "contacts").mkdir()
    write(root, "press", "a@example.com,Exempel,2026-11-01,\nb@example.com,Exempel,2026-11-01,\n")
    write(root, "radio", "A@Example.com,Exempel,2026-11-01,\n")
    return lambda *arguments: CliRunner().invoke(main, ["recipients", *arguments])


def write(root: Path, name: str, lines: str) -> None:
    (root / "contacts" / f"{name}.csv").write_text(HEAD + lines, encoding="utf-8")


def text_of(root: Path, name: str) -> str:
    return (root / "contacts" / f"{name}.csv").read_text("utf-8")


def test_all_lists_are_shown(run: Run) -> None:
    assert run("list").output.splitlines() == [
        "contacts/press.csv: 2 are written to",
        "  a@example.com  sv",
        "  b@example.com  sv",
        "contacts/radio.csv: 1 is written to",
        "  A@Example.com  sv",
    ]


def test_a_list_that_is_asked_for_is_shown_alone(run: Run) -> None:
    assert run("list", "radio").output.splitlines()[0] == "contacts/radio.csv: 1 is written to"
    failed = run("list", "pres")
    assert failed.exit_code == 1
    assert "did you mean 'press'" in failed.output


def test_an_address_is_added_with_where_it_comes_from(run: Run, root: Path) -> None:
    added = run(
        "add", "press", "Åsa@example.org", "--source", "Exempel", "--name", "Åsa", "--organisation",
        "Nytt", "--language", "en", "--group", "lokalt", "--group", "riks",
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    assert "Åsa@example.org  Åsa  Nytt  en  lokalt riks\n" in run("list", "press").output
    assert "Åsa,Åsa@example.org,Nytt,en,lokalt riks,Exempel,20" in text_of(root, "press")


@pytest.mark.parametrize(("folder", "mode"), [(0o755, 0o600), (0o2770, 0o660)])
def test_a_list_that_is_made_is_read_by_no_others(
    folder: int, mode: int, run: Run, root: Path
) -> None:
    (root / "contacts").chmod(folder)
    assert run("add", "ny", "x@example.org", "--source", "Exempel").exit_code == 0
    assert stat.S_IMODE((root / "contacts/ny.csv").stat().st_mode) == mode


def test_who_another_list_leaves_alone_is_shown_so(run: Run, root: Path) -> None:
    write(root, "radio", "A@Example.com,Exempel,2026-11-01,2026-11-02\n")
    assert run("list").output.splitlines() == [
        "contacts/press.csv: 1 is written to",
        "  a@example.com  sv  left alone, as another list says",
        "  b@example.com  sv",
        "contacts/radio.csv: 0 are written to",
        "  A@Example.com  sv  opted out 2026-11-02",
    ]


@pytest.mark.parametrize("before", [None, b"", b"\xef\xbb\xbf\r\n"])
def test_the_first_address_begins_a_list(before: bytes | None, run: Run, root: Path) -> None:
    path = root / "contacts" / "täby-nytt.csv"
    if before is None:
        for each in path.parent.iterdir():
            each.unlink()
        path.parent.rmdir()
    else:
        path.write_bytes(before)
    added = run("add", "täby-nytt", "å@example.org", "--source", "Exempel")
    assert added.output == "contacts/täby-nytt.csv\n"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfname;email;organisation;")
    assert "å@example.org  sv" in run("list", "täby-nytt").output


@pytest.mark.parametrize("name", ["../ut", "/ut", ".ut", "a/b", "ut.csv"])
def test_a_list_lies_among_the_lists(name: str, run: Run, root: Path) -> None:
    failed = run("add", name, "c@example.com", "--source", "Exempel")
    assert failed.exit_code == 1
    assert f"contacts: {name!r} can't be a list's name" in failed.output
    assert not list(root.rglob("*ut*"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("press", "A@EXAMPLE.com"), "'A@EXAMPLE.com' is on the list already"),
        (("press", "a@b"), "email is 'a@b'; write one address such as"),
        (("press", "c@example.com", "--name", "A\nB"), r"name is 'A\nB'"),
        (("pres", "c@example.com"), "did you mean 'press'"),
        (("ny", "c@"), "contacts/ny.csv: email is 'c@'"),
    ],
)
def test_what_cannot_be_added_leaves_the_list_as_it_was(
    arguments: tuple[str, ...], told: str, run: Run, root: Path
) -> None:
    before = text_of(root, "press")
    failed = run("add", *arguments, "--source", "Exempel")
    assert failed.exit_code == 1
    assert told in failed.output
    assert text_of(root, "press") == before
    assert not (root / "contacts" / "ny.csv").exists()


def test_who_opts_out_is_left_alone_by_every_list(run: Run) -> None:
    assert run("opt-out", "a@EXAMPLE.com").output.split() == [
        "contacts/press.csv",
        "contacts/radio.csv",
    ]
    shown = run("list").output
    assert "contacts/press.csv: 1 is written to" in shown
    assert "contacts/radio.csv: 0 are written to" in shown
    assert shown.count("opted out 20") == 2


def test_who_is_deleted_is_on_no_list(run: Run, root: Path) -> None:
    assert run("delete", "a@example.com").exit_code == 0
    assert "example.com" not in text_of(root, "radio")
    assert "a@example.com" not in text_of(root, "press")
    assert "b@example.com" in text_of(root, "press")


@pytest.mark.parametrize("command", ["opt-out", "delete"])
def test_an_address_on_no_list_is_reported_and_nothing_is_written(
    command: str, run: Run, root: Path
) -> None:
    before = text_of(root, "press")
    failed = run(command, "c@example.com")
    assert failed.exit_code == 1
    assert "'c@example.com' is on no list" in failed.output
    assert run(command, "c").exit_code == 2
    assert text_of(root, "press") == before


def test_a_faulty_list_is_never_written_over(run: Run, root: Path) -> None:
    write(root, "radio", "a@example.com,Exempel,i går,\n")
    failed = run("opt-out", "a@example.com")
    assert failed.exit_code == 1
    assert "contacts/radio.csv:2:23: added is 'i går'" in failed.output
    assert "i går" in text_of(root, "radio")


def test_every_command_has_help() -> None:
    for command in recipients.commands.values():
        assert command.help
        for parameter in command.params:
            assert parameter.param_type_name == "argument" or getattr(parameter, "help", None)
