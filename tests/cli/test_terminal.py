"""What is printed of anybody's text does nothing to the terminal, and is no longer than read."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from repository import ROOT
from sample_newsroom import ARTICLE, article

from pressverk.cli.console import LONGEST, print_findings, safe_json, shortened
from pressverk.cli.main import main
from pressverk.formats import printable
from pressverk.model import Finding, Place, Severity

Run = Callable[..., Result]
ACTS = "\x1b]52;c;aGVq\x07\x9b2J\u202e\u2066\u2028"
NAME = "gr\x1b[31mön\u202e"
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(root)
    return lambda *words: CliRunner().invoke(main, list(words), catch_exceptions=False)


def assert_harmless(result: Result) -> None:
    assert UNSAFE.findall(result.stdout) == []
    assert UNSAFE.findall(result.stderr) == []


@given(st.text())
def test_escaped_text_acts_on_no_terminal_and_is_no_other_texts_escape(text: str) -> None:
    escaped = printable(text)
    assert not UNSAFE.search(escaped)
    escaped.encode()  # nor does any stop the output
    assert re.sub(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4})", "", escaped) == re.sub(
        r"\\(x[0-9a-f]{2}|u[0-9a-f]{4})",
        "",
        UNSAFE.sub("", text.encode("utf-8", "ignore").decode()),
    )


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_escaped_json_means_the_same(value: object) -> None:
    escaped = safe_json(json.dumps(value, ensure_ascii=False))
    assert not UNSAFE.search(escaped)
    escaped.encode()
    assert json.loads(escaped) == value


def test_scripts_that_join_letters_or_mix_directions_stay_as_they_are() -> None:
    text = "نمی\u200cخواهم 👩\u200d💻 שלום\u200f! co\u00adoperate\ta\n"
    assert printable(text) == text


def test_a_message_of_a_million_characters_is_cut() -> None:
    cut = shortened("a" * 500_000 + "b" * 500_000)
    assert len(cut) < LONGEST + 100
    assert cut.startswith("a" * 100)
    assert cut.endswith("b" * 100)
    assert "998000 characters left out" in cut


def test_a_key_of_a_million_characters_fills_no_terminal(run: Run, root: Path) -> None:
    article(root / "articles" / "fel", ARTICLE.replace("title:", "a" * 1_000_000 + ":"))
    result = run("check", "fel")
    assert result.exit_code == 1
    assert len(result.output) < 20_000


def test_what_stands_in_an_article_is_escaped(run: Run, root: Path) -> None:
    text = ARTICLE.replace("contacts: [", "contacts: ['\u202eond\u2066', ")
    article(root / "articles" / "fel", text)
    for words in (("check", "fel"), ("build", "fel")):
        result = run(*words)
        assert_harmless(result)
        assert r"\u202eond\u2066" in result.stderr
    found = run("check", "fel", "--json")
    assert_harmless(found)
    assert json.loads(found.stdout)["findings"]
    assert_harmless(run("check", "fel", "--sarif"))


def test_names_of_files_are_escaped(run: Run, root: Path) -> None:
    article(root / "articles" / NAME)
    result = run("build", NAME)
    assert_harmless(result)
    assert r"gr\x1b[31m" in result.output
    assert_harmless(run("status"))
    assert_harmless(run("build", f"{NAME}x"))
    assert_harmless(run(ACTS))
    assert_harmless(run("build", "--edition", ACTS))
    assert_harmless(run("build", f"--{ACTS}"))
    assert_harmless(run("cancel", "1", ACTS))


def test_the_bytes_of_names_that_are_no_text_are_escaped(run: Run) -> None:
    result = run("build", os.fsdecode(b"r\xe5tt"))
    assert result.exit_code == 2
    assert "r\\udce5tt" in result.stderr


def test_completion_is_escaped(root: Path) -> None:
    article(root / "articles" / NAME)
    environment = {
        **os.environ,
        "_PRESSVERK_COMPLETE": "bash_complete",
        "COMP_WORDS": "pressverk build ",
        "COMP_CWORD": "2",
    }
    program = "from pressverk.cli.main import main; main(prog_name='pressverk')"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert r"gr\x1b[31mön\u202e" in done.stdout
    assert not UNSAFE.search(done.stdout)


def test_what_a_pdf_says_is_escaped(run: Run, root: Path) -> None:
    assert run("build").exit_code == 0
    with pikepdf.open(root / "output" / "pris.pdf") as pdf:
        pdf.Root.Lang = pikepdf.String(f"sv{ACTS}")
        for element in pdf.objects:
            if isinstance(element, pikepdf.Dictionary) and "/S" in element and "/K" in element:
                element.ActualText = pikepdf.String(f"Hej {ACTS}")
        pdf.docinfo["/Title"] = pikepdf.String(ACTS)
        pdf.save(root / f"{NAME}.pdf")
    for words in (("listen",), ("listen", "--json"), ("check",), ("check", "--json")):
        result = run(*words, f"{NAME}.pdf")
        assert_harmless(result)
        assert result.output
    assert r"Hej \x1b]52;c;aGVq\x07\x9b2J" in run("listen", f"{NAME}.pdf").stdout


def test_cells_of_lists_are_escaped(run: Run, root: Path) -> None:
    (root / "contacts").mkdir()
    (root / "contacts" / "press.csv").write_text(
        f"email,source,added,opted_out\na@example.com,Ex{ACTS[0]},i{ACTS}går,\n", encoding="utf-8"
    )
    assert_harmless(run("recipients", "list"))


def finding(line: int, rule: str = "rule", file: str = "a.md") -> Finding:
    return Finding(place=Place(file=file, line=line), message=f"fault {line}", rule=rule)


def test_of_many_findings_of_a_rule_the_first_five_places_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_findings(
        [*(finding(line) for line in range(1, 18)), finding(99, "other"), finding(1, file="b.md")]
    )
    assert capsys.readouterr().err.splitlines() == [
        *(f"error a.md:{line}: fault {line}" for line in range(1, 6)),
        "  and 12 more",
        "error a.md:99: fault 99",
        "error b.md:1: fault 1",
    ]


def test_six_findings_of_a_rule_take_no_more_room_than_five_and_a_count(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_findings([finding(line) for line in range(1, 7)])
    assert len(capsys.readouterr().err.splitlines()) == 6


def test_errors_come_before_advice(capsys: pytest.CaptureFixture[str]) -> None:
    advice = Finding(
        place=Place(file="a.md"), message="advice", rule="rule", severity=Severity.ADVICE
    )
    print_findings([advice, finding(1)])
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == ["error", "advice"]


def test_all_findings_are_in_json(run: Run, root: Path) -> None:
    article(root / "articles" / "fel", ARTICLE + "\n\n### Ett\n\n" + "![](saknas.jpg)\n\n" * 20)
    found = json.loads(run("check", "fel", "--json").stdout)["findings"]
    shown = run("check", "fel").stderr.splitlines()
    assert len(found) > len(shown)
    assert "  and 15 more" in shown


def test_nothing_else_prints() -> None:
    for path in (ROOT / "src" / "pressverk").rglob("*.py"):
        if path.name != "console.py":
            text = path.read_text("utf-8")
            assert not re.search(
                r"click\.(s?echo|prompt|confirm)\(|^\s*print\(", text, re.MULTILINE
            ), path


def test_the_findings_of_a_report_are_counted_through_its_chapters(
    capsys: pytest.CaptureFixture[str],
) -> None:
    findings = [
        Finding(place=Place(file=f"articles/r/{number:02}.md", line=3), message="m", rule="r")
        for number in range(20)
    ]
    print_findings(findings, {finding.place.file: "articles/r" for finding in findings})
    shown = capsys.readouterr().err.splitlines()
    assert len(shown) == 6
    assert shown[-1] == "  and 15 more"
    print_findings(findings)
    assert len(capsys.readouterr().err.splitlines()) == 20


def test_an_encoding_that_lacks_characters_stops_no_output() -> None:
    doctor = [sys.executable, "-c", "from pressverk.cli.main import main; main()", "doctor"]
    done = subprocess.run(
        doctor, env=os.environ | {"PYTHONIOENCODING": "cp1252"}, capture_output=True, check=False
    )
    assert b"Traceback" not in done.stderr
    assert b"? Python" in done.stdout
