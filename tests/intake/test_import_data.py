import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from workbooks import xlsx

from pressverk.cli.main import main
from pressverk.errors import only_errors
from pressverk.model import Severity
from pressverk.statistics.datasets.folder import read_datasets

CSV = "Skola;Antal\nNorra;5\nSödra;–\nVästra;7\nKällan är okänd.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "besök.csv").write_bytes(CSV.encode("cp1252", "replace"))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["import-data", *arguments])


def test_what_is_written_is_read_without_a_fault(folder: Path) -> None:
    result = run("besök.csv")
    assert result.exit_code == 0, result.output
    datasets, findings = read_datasets(folder / "data", folder)
    assert only_errors(findings) == ()
    assert list(datasets) == ["besok"]
    assert "data/besok.csv  3 rows, 2 columns, from besök.csv, A1:B4" in result.output
    assert "advice data/besok.toml:" in result.output


def test_what_is_left_to_decide_is_advice_until_its_comment_is_removed(folder: Path) -> None:
    run("besök.csv")
    schema = folder / "data" / "besok.toml"
    found = read_datasets(folder / "data", folder)[1]
    assert [(each.rule, each.severity) for each in found] == [("undecided", Severity.ADVICE)] * 3
    lines = schema.read_text(encoding="utf-8").splitlines()
    assert all("decide (" in lines[(each.place.line or 0) - 1] for each in found)
    decided = [line for line in lines if not line.startswith("# decide")]
    schema.write_text("\n".join(decided), encoding="utf-8")
    assert read_datasets(folder / "data", folder)[1] == ()


def test_it_can_be_repeated(folder: Path) -> None:
    run("besök.csv")
    before = {path.name: path.read_bytes() for path in (folder / "data").iterdir()}
    result = run("besök.csv")
    assert result.exit_code == 0
    assert "data/besok.toml  unchanged" in result.output
    assert {path.name: path.read_bytes() for path in (folder / "data").iterdir()} == before


def test_new_numbers_replace_those_that_nobody_edited(folder: Path) -> None:
    run("besök.csv")
    (folder / "besök.csv").write_text(CSV.replace("7", "8"), encoding="utf-8")
    assert run("besök.csv").exit_code == 0
    assert "Västra;8" in (folder / "data" / "besok.csv").read_text(encoding="utf-8")


def test_a_schema_that_was_edited_stays_and_gets_new_numbers(folder: Path) -> None:
    run("besök.csv")
    schema = folder / "data" / "besok.toml"
    edited = schema.read_text(encoding="utf-8").replace('label = "Antal"', 'label = "Besök"')
    schema.write_text(edited, encoding="utf-8")
    (folder / "besök.csv").write_text(CSV.replace("7", "8"), encoding="utf-8")
    result = run("besök.csv")
    assert result.exit_code == 0
    assert "was edited, and is left as it is" in result.output
    assert schema.read_text(encoding="utf-8") == edited
    assert "Västra;8" in (folder / "data" / "besok.csv").read_text(encoding="utf-8")


def test_a_csv_file_that_was_edited_is_not_written_over(folder: Path) -> None:
    run("besök.csv")
    csv = folder / "data" / "besok.csv"
    csv.write_text("skola;antal\nNorra;6\n", encoding="utf-8")
    result = run("besök.csv")
    assert result.exit_code == 1
    assert "data/besok.csv: was edited since" in result.output
    assert csv.read_text(encoding="utf-8") == "skola;antal\nNorra;6\n"
    result = run("besök.csv", "--update")
    assert result.exit_code == 0
    assert "Norra;5" in csv.read_text(encoding="utf-8")
    old = folder / "data" / "besok.csv.old"
    assert old.read_text(encoding="utf-8") == "skola;antal\nNorra;6\n"
    assert "-Norra;6\n+Norra;5\n" in result.output


def test_files_that_were_not_imported_are_not_written_over(folder: Path) -> None:
    (folder / "data" / "besok.toml").write_text("egen", encoding="utf-8")
    assert run("besök.csv").exit_code == 1
    assert (folder / "data" / "besok.toml").read_text(encoding="utf-8") == "egen"
    assert not (folder / "data" / "besok.csv").exists()


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    result = run("besök.csv", "--dry-run")
    assert result.exit_code == 0
    assert "would be written" in result.output
    assert list((folder / "data").iterdir()) == []


def test_a_file_that_can_not_be_read_stops_no_other(folder: Path) -> None:
    (folder / "trasig.xlsx").write_bytes(b"PK\x03\x04")
    result = run("trasig.xlsx", "besök.csv")
    assert result.exit_code == 1
    assert "error trasig.xlsx: is damaged" in result.output
    assert (folder / "data" / "besok.csv").is_file()


def test_json_has_all_that_is_printed(folder: Path) -> None:
    xlsx(folder / "skolor.xlsx", {"A": [["Skola", "Antal"], ["Norra", 5]], "B": [["Obs"]]})
    report = json.loads(run("skolor.xlsx", "--to", "ut", "--json").stdout)
    (file,) = report["files"]
    (table,) = file["tables"]
    assert table["csv"] == "ut/skolor.csv"
    assert [question["rule"] for question in table["questions"]] == ["no-source"]
    assert [note["text"] for note in file["notes"]] == ["Obs"]


def test_two_files_of_one_name_do_not_replace_each_other(folder: Path) -> None:
    xlsx(folder / "besök.xlsx", [["Skola", "Antal"], ["Norra", 50]])
    run("besök.csv", "besök.xlsx")
    assert {path.name for path in (folder / "data").glob("*.csv")} == {"besok.csv", "besok_2.csv"}


@pytest.mark.parametrize("name", ["Besök 1", "a.b", "-"])
def test_a_name_that_is_none_is_refused(folder: Path, name: str) -> None:
    assert run("besök.csv", "--name", name).exit_code == 2
    assert list((folder / "data").iterdir()) == []
