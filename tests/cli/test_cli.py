import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import page
import pikepdf
import pytest
from click import Command, Context
from click.testing import CliRunner, Result
from repository import ROOT
from sample_newsroom import ARTICLE, article

from pressverk.build import system_libraries
from pressverk.cli.doctor import command_line
from pressverk.cli.main import main

Run = Callable[..., Result]


@pytest.fixture
def run(root: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs a command in the newsroom."""
    monkeypatch.chdir(root)
    runner = CliRunner()
    return lambda *words: runner.invoke(main, list(words), catch_exceptions=False)


def test_build_names_what_it_made(run: Run) -> None:
    result = run("build")
    assert result.exit_code == 0
    assert re.fullmatch(r"output/pris\.pdf  1 page, \d+ kB\n", result.stdout)
    assert run("build").stdout == "everything is current (1)\n"


def test_build_takes_names_and_paths(run: Run, root: Path) -> None:
    article(root / "articles" / "annat")
    assert "annat" not in run("build", "pris").stdout
    assert "output/annat.pdf" in run("build", "articles/annat").stdout
    assert run("build", "articles/annat/index.md").exit_code == 0


def test_build_works_from_a_folder_below(
    run: Run, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "articles" / "pris")
    assert run("build").exit_code == 0
    assert (root / "output" / "pris.pdf").exists()


def test_an_unknown_article_is_a_usage_error_that_suggests(run: Run) -> None:
    result = run("build", "priset")
    assert result.exit_code == 2
    assert "no article 'priset'; did you mean 'pris'?" in result.stderr


def test_an_article_is_found_however_its_accents_are_stored(run: Run, root: Path) -> None:
    article(root / "articles" / "ma\N{COMBINING RING ABOVE}l", ARTICLE)
    assert run("build", "m\N{LATIN SMALL LETTER A WITH RING ABOVE}l").exit_code == 0


def test_a_faulty_article_ends_in_1_and_the_others_are_built(run: Run, root: Path) -> None:
    article(root / "articles" / "fel", ARTICLE.replace("title:", "titeln:"))
    result = run("build")
    assert result.exit_code == 1
    assert "output/pris.pdf" in result.stdout
    assert "articles/fel/index.md:3:9: unknown key 'titeln'" in result.stderr
    assert "Traceback" not in result.output


def test_outside_a_newsroom_the_message_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("build")
    assert result.exit_code == 1
    assert "pressverk init" in result.stderr


def test_check_reports_in_json(run: Run, root: Path) -> None:
    article(root / "articles" / "fel", ARTICLE.replace("2018-11-23", "i maj"))
    result = run("check", "--json")
    assert result.exit_code == 1
    finding = next(f for f in json.loads(result.stdout)["findings"] if f["severity"] == "error")
    assert finding == {
        "file": "articles/fel/index.md",
        "line": 4,
        "column": 7,
        "page": None,
        "severity": "error",
        "rule": "wrong-value",
        "message": "date is 'i maj'; give a date such as 2026-12-01",
        "more": "pressverk help wrong-value",
        "edits": [],
    }


def test_check_reports_in_sarif(run: Run, root: Path) -> None:
    article(root / "articles" / "fel", ARTICLE.replace("2018-11-23", "i maj"))
    log = json.loads(run("check", "fel", "--sarif").stdout)
    assert log["version"] == "2.1.0"
    (run_,) = log["runs"]
    result = next(r for r in run_["results"] if r["level"] == "error")
    assert run_["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "articles/fel/index.md"
    assert location["region"] == {"startLine": 4, "startColumn": 7}


def test_a_finding_with_one_remedy_brings_it_along(run: Run, root: Path) -> None:
    file = article(root / "articles" / "fel", f"{ARTICLE}\n##Rubrik\n")
    line = file.read_text("utf-8").splitlines().index("##Rubrik") + 1
    (finding,) = json.loads(run("check", "fel", "--json").stdout)["findings"]
    edit = {"line": line, "column": 1, "written": "##Rubrik", "replacement": "## Rubrik"}
    assert finding["edits"] == [edit]
    (result,) = json.loads(run("check", "fel", "--sarif").stdout)["runs"][0]["results"]
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "articles/fel/index.md"
    region = {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 9}
    inserted = {"text": "## Rubrik"}
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": inserted}]


@pytest.mark.parametrize("key", ["embargo: 2017-11-23 10:00", "embargo: 2018-11-22 23:59"])
def test_check_reports_an_embargo_before_the_articles_date(run: Run, root: Path, key: str) -> None:
    text = ARTICLE.replace("date: 2018-11-23", f"date: 2018-11-23\n{key}")
    file = article(root / "articles" / "tidigt", text)
    line = file.read_text("utf-8").splitlines().index(key) + 1
    result = run("check", "tidigt")
    assert result.exit_code == 1
    assert f"error articles/tidigt/index.md:{line}: the embargo, " in result.stderr
    assert result.stderr.count("ends before the article's date, 2018-11-23") == 1
    built = run("build", "tidigt")  # it may still be confirmed
    assert built.exit_code == 0
    assert f"advice articles/tidigt/index.md:{line}:1: the embargo, " in built.stderr


def test_advice_about_a_key_stands_at_its_swedish_name(run: Run, root: Path) -> None:
    text = ARTICLE.replace("title:", "rubrik:").replace("Ett pris", "Ett pris till " + "alla " * 20)
    file = article(root / "articles" / "lang", text)
    lines = file.read_text("utf-8").splitlines()
    line = next(at for at, each in enumerate(lines, 1) if each.startswith("rubrik:"))
    assert f"advice articles/lang/index.md:{line}:1: headline has" in run("check", "lang").stderr


def test_check_examines_a_pdf(run: Run, root: Path) -> None:
    run("build")
    assert run("check", "output/pris.pdf").exit_code == 0
    (root / "broken.pdf").write_bytes((root / "output" / "pris.pdf").read_bytes()[:-2000])
    (root / "text.pdf").write_text("no PDF")
    for name in ("broken.pdf", "text.pdf"):
        result = run("check", name)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"error {name}: ")


def test_check_names_the_profile_that_a_pdf_breaks(run: Run, root: Path) -> None:
    run("build")
    with pikepdf.open(root / "output" / "pris.pdf") as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(root / "untagged.pdf")
    assert "PDF/UA-1 does not hold: " in run("check", "untagged.pdf").stderr


def test_a_new_article_builds(run: Run, root: Path) -> None:
    result = run("new", "press-release", 'Årets "pris": nu utdelat', "--date", "2026-01-31")
    assert result.stdout == "articles/arets-pris-nu-utdelat/index.md\n"
    text = (root / result.stdout.strip()).read_text(encoding="utf-8")
    assert "date: 2026-01-31" in text
    assert run("build").exit_code == 0
    again = run("new", "press-release", 'Årets "pris": nu utdelat')
    assert again.exit_code == 1
    assert "is there already" in again.stderr


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_new_report_has_chapters_data_and_a_chart_and_only_lacks_its_text(
    language: str, run: Run, root: Path
) -> None:
    with (root / "newsroom.toml").open("a", encoding="utf-8") as file:
        file.write('\n[boilerplate.en]\nheading = "About us"\ntext = "A municipality."\n')
    words = ("new", "annual-report", "Årsrapport: året", "--date", "2026-01-31")
    result = run(*words, "--language", language)
    assert result.exit_code == 0, result.output
    files = result.stdout.split()
    assert len(files) == 4
    assert all((root / file).is_file() for file in files)
    assert {Path(file).suffix for file in files} == {".md", ".csv", ".toml"}
    first = {"sv": "kapitel/01-inledning.md", "en": "chapters/01-introduction.md"}
    assert f"articles/arsrapport-aret/{first[language]}" in files
    assert "```chart" in "".join((root / file).read_text("utf-8") for file in files)
    built = run("build", "arsrapport-aret")
    assert built.exit_code == 0, built.output
    assert set(re.findall(r"help ([a-z-]+)", built.stderr)) == {"unfinished-text"}
    checked = run("check", "arsrapport-aret").output
    assert checked.endswith("no errors\n")
    assert set(re.findall(r"help ([a-z-]+)", checked)) == {"unfinished-text"}
    assert run(*words).exit_code == 1


def test_a_new_article_in_an_unknown_layout_is_refused(run: Run) -> None:
    result = run("new", "pressrelease", "Pris")
    assert result.exit_code == 1
    assert "did you mean 'press-release'?" in result.stderr


def test_a_new_newsroom_builds(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("init", str(tmp_path / "Vår stad")).exit_code == 0
    monkeypatch.chdir(tmp_path / "Vår stad")
    result = run("build")
    assert result.exit_code == 0, result.output
    assert run("init", ".").exit_code == 1


def test_doctor_is_content_with_this_machine(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.stdout
    assert "libharfbuzz-subset.so.0" in result.stdout


def test_doctor_names_what_is_missing_and_the_command(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system_libraries, "is_loadable", lambda library: "subset" not in library)
    result = run("doctor")
    assert result.exit_code == 1
    assert "run: sudo apt-get install libharfbuzz-subset0" in result.stdout
    assert "libharfbuzz-subset.so.0 is missing" in run("build").stderr


def test_doctor_fixes_what_it_can_after_a_question(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    library = root / "library"
    monkeypatch.setattr(system_libraries, "is_loadable", lambda _name: library.exists())
    monkeypatch.setattr(system_libraries, "command_for", lambda _name: "touch library")
    refused = CliRunner().invoke(main, ["doctor", "--fix"], input="n\n")
    assert refused.exit_code == 1
    assert not library.exists()
    assert CliRunner().invoke(main, ["doctor", "--fix"], input="y\n").exit_code == 0
    assert library.exists()


def test_root_installs_without_sudo_and_without_further_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert command_line("sudo apt-get install libpango-1.0-0") == [
        *("apt-get", "install", "--yes", "libpango-1.0-0"),
    ]
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert command_line("sudo apt-get install a")[0] == "sudo"
    assert command_line("pip install a") == [sys.executable, "-m", "pip", "install", "a"]


def test_the_version_names_what_typesets(run: Run) -> None:
    lines = run("--version").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [
        *("pressverk", "WeasyPrint", "Pango", "HarfBuzz", "Python"),
    ]
    assert all(re.fullmatch(r"\S+ \d+(\.\d+)+\S*", line) for line in lines)


HTML = """\
<!DOCTYPE html><html lang="en"><head><title>Minutes</title></head>
<body><h1>Minutes</h1><p>Text.</p>{extra}</body></html>
"""


def test_typeset_makes_a_valid_pdf_of_any_html(run: Run, root: Path) -> None:
    (root / "minutes.html").write_text(HTML.format(extra=""), encoding="utf-8")
    assert run("typeset", "minutes.html", "minutes.pdf").exit_code == 0
    assert page.is_pdf_compliant(root / "minutes.pdf", profile="ua1")


def test_typeset_uses_files_beside_it_and_no_others(run: Run, root: Path) -> None:
    folder = root / "minutes"
    folder.mkdir()
    shutil.copy(root / "logo.svg", folder / "märke 1.svg")
    shutil.copy(root / "logo.svg", root / "secret.svg")
    (folder / "link.svg").symlink_to(root / "secret.svg")
    inside = '<img src="m%C3%A4rke%201.svg" alt="Mark">'
    (folder / "a.html").write_text(HTML.format(extra=inside), encoding="utf-8")
    assert run("typeset", "minutes/a.html", "a.pdf").exit_code == 0
    for address in ("../secret.svg", "/secret.svg", (root / "secret.svg").as_uri(), "link.svg"):
        extra = f'<img src="{address}" alt="Mark">'
        (folder / "b.html").write_text(HTML.format(extra=extra), encoding="utf-8")
        result = run("typeset", "minutes/b.html", "b.pdf")
        assert result.exit_code == 1, address
        assert not (root / "b.pdf").exists()


def test_typeset_writes_what_fails_only_when_forced(run: Run, root: Path) -> None:
    (root / "a.html").write_text(HTML.format(extra='<img src="gone.png" alt="x">'))
    assert run("typeset", "a.html", "a.pdf").exit_code == 1
    assert not (root / "a.pdf").exists()
    assert run("typeset", "a.html", "a.pdf", "--force").exit_code == 1
    assert (root / "a.pdf").read_bytes().startswith(b"%PDF")


def test_typeset_ends_what_takes_longer_than_the_newsroom_lets_it(run: Run, root: Path) -> None:
    settings = root / "newsroom.toml"
    settings.write_text(settings.read_text("utf-8") + "\n[limits]\nseconds = 1\n", "utf-8")
    rows = "<tr><td>a<td>b" * 20_000
    (root / "a.html").write_text(HTML.format(extra=f"<table>{rows}</table>"), "utf-8")
    result = run("typeset", "a.html", "a.pdf", "--force")
    assert result.exit_code == 1
    assert "took longer than 1 seconds" in result.stderr
    assert not (root / "a.pdf").exists()


def commands() -> dict[str, Command]:
    """Return the commands, imported."""
    context = Context(main)
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    return {name: command for name, command in found.items() if command}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_list_of_commands_says_what_their_own_help_begins_with(
    language: str, root: Path
) -> None:
    program = (
        "from click import Context; from pressverk.cli.main import main\n"
        "for name, known in main.commands.items():\n"
        "    own = main.get_command(Context(main), name)\n"
        "    assert own.help.split('\\n\\n')[0] == known.help, (name, known.help)\n"
    )
    environment = {**os.environ, "PRESSVERK_LANGUAGE": language}
    subprocess.run([sys.executable, "-c", program], cwd=root, env=environment, check=True)


def test_every_option_and_command_has_help_and_is_documented() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name, command in commands().items():
        assert command.help, name
        assert f"pressverk {name}" in page
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert getattr(parameter, "help", None), f"{name} {parameter.name}"


def test_messages_are_swedish_unless_asked_otherwise(root: Path) -> None:
    article(root / "articles" / "fel", ARTICLE.replace("2018-11-23", "i maj"))
    program = [sys.executable, "-c", "from pressverk.cli.main import main; main()"]
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("LANG", "LC_", "PRESSVERK"))}
    done = subprocess.run(
        [*program, "check", "fel"], cwd=root, env=bare, capture_output=True, text=True, check=False
    )
    assert "date är 'i maj'; ange " in done.stderr
    helped = subprocess.run(
        [*program, "--help"], cwd=root, env=bare, capture_output=True, text=True, check=True
    )
    assert helped.stdout.startswith("Användning: ")


def test_names_are_completed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_PRESSVERK_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "pressverk build pr")
    monkeypatch.setenv("COMP_CWORD", "2")
    result = CliRunner().invoke(main, [], prog_name="pressverk")
    assert "plain,pris" in result.stdout
    monkeypatch.delenv("_PRESSVERK_COMPLETE")
    assert "_PRESSVERK_COMPLETE" in run("completion", "bash").stdout


def test_init_writes_nothing_where_something_is_in_the_way(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "ny"
    folder.mkdir()
    (folder / "logo.svg").write_text("mine")
    result = run("init", str(folder))
    assert result.exit_code == 1
    assert "logo.svg: is there already" in result.stderr
    assert [path.name for path in folder.iterdir()] == ["logo.svg"]
    assert (folder / "logo.svg").read_text() == "mine"


def test_typeset_never_writes_over_its_source(run: Run, root: Path) -> None:
    (root / "a.html").write_text(HTML.format(extra=""))
    assert run("typeset", "a.html", "a.html").exit_code == 2
    assert (root / "a.html").read_text() == HTML.format(extra="")


def test_articles_of_two_newsrooms_are_not_mixed(run: Run, tmp_path: Path) -> None:
    assert run("init", str(tmp_path / "annan")).exit_code == 0
    other = next((tmp_path / "annan" / "articles").iterdir())
    result = run("build", "pris", str(other))
    assert result.exit_code == 2
    assert "different newsrooms" in result.stderr


def test_what_is_no_article_is_not_built(run: Run, root: Path) -> None:
    run("build")
    (root / "note.md").write_text(ARTICLE, encoding="utf-8")
    for name in ("output/pris.pdf", "newsroom.toml", "note.md"):
        assert run("build", name).exit_code == 2, name


def test_an_article_goes_before_a_file_of_its_name(run: Run, root: Path) -> None:
    (root / "pris").write_text("a file")
    assert "output/pris.pdf" in run("build", "pris").stdout


def test_an_article_named_twice_is_built_once(run: Run) -> None:
    assert run("build", "pris", "articles/pris").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("new", "press-release", "???"),
        ("new", "press-release", "Pris", "--language", "svenska!"),
        ("new", "press-release", "Pris", "--contact", "finnsinte"),
    ],
)
def test_an_article_that_would_not_build_is_not_begun(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_a_word_document_instead_of_an_article_is_sent_to_import(run: Run, root: Path) -> None:
    (root / "brev.docx").write_bytes(b"x")
    for command in ("check", "build", "fix"):
        result = run(command, "brev.docx")
        assert result.exit_code == 2
        assert "pressverk import brev.docx" in result.stderr


def test_what_all_articles_share_is_told_once(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("init", ".")
    made = next((tmp_path / "articles").iterdir())
    shutil.copytree(made, made.with_name("another"))
    result = run("check")
    assert result.stderr.count("newsroom.toml") == 1
