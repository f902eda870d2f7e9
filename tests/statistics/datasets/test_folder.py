import os
from pathlib import Path

import pytest
from repository import ROOT
from sample_data import CSV, SCHEMA

from pressverk.errors import sentence
from pressverk.statistics.datasets.folder import data_files, read_datasets

SAMPLE = ROOT / "articles" / "valdsforebyggande-arbete-2018" / "data"
SOURCES = "id;titel;utgivare\nenkat;Enkäten;Exempel\n"
SOURCES_SCHEMA = """\
title = "Källor"
source = "en text"
key = ["id"]
[columns.id]
type = "text"
[columns.titel]
type = "text"
[columns.utgivare]
type = "text"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "data"
    found.mkdir()
    write(found, "insatser", CSV, SCHEMA.replace("Exempeldata från ingenstans", "enkat"))
    write(found, "kallor", SOURCES, SOURCES_SCHEMA)
    return found


def write(folder: Path, name: str, csv: str, schema: str) -> None:
    (folder / f"{name}.csv").write_text(csv, encoding="utf-8")
    (folder / f"{name}.toml").write_text(schema, encoding="utf-8")


def faults_of(folder: Path) -> list[str]:
    return [sentence(fault) for fault in read_datasets(folder, folder.parent)[1]]


def test_each_file_is_read_with_the_schema_beside_it(folder: Path) -> None:
    datasets, faults = read_datasets(folder, folder.parent)
    assert faults == ()
    assert set(datasets) == {"insatser", "kallor"}
    assert datasets["insatser"].source == "Exempel, Enkäten"
    assert len(data_files(folder)) == 4


def test_a_source_that_is_not_listed_is_reported(folder: Path) -> None:
    write(folder, "insatser", CSV, SCHEMA.replace("Exempeldata från ingenstans", "enkt"))
    assert faults_of(folder) == [
        "data/insatser.toml:2: unknown source: 'enkt'; did you mean 'enkat'?"
    ]


@pytest.mark.parametrize("suffix", [".csv", ".toml"])
def test_a_file_without_its_other_half_is_reported(folder: Path, suffix: str) -> None:
    (folder / f"insatser{suffix}").unlink()
    assert faults_of(folder) == [
        f"data/insatser{suffix}: is missing; each CSV file has a schema of the same name beside it"
    ]


def test_the_faults_of_all_files_are_reported_at_once(folder: Path) -> None:
    write(folder, "insatser", CSV.replace("24;", "x;"), SCHEMA)
    write(folder, "kallor", SOURCES, SOURCES_SCHEMA.replace("title", "titel"))
    assert {fault.split(":")[0] for fault in faults_of(folder)} == {
        "data/insatser.csv",
        "data/kallor.toml",
    }


def test_a_link_that_leads_out_of_the_newsroom_is_refused(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / "outside.csv"
    outside.write_text(CSV, encoding="utf-8")
    (folder / "insatser.csv").unlink()
    (folder / "insatser.csv").symlink_to(outside)
    assert faults_of(folder) == [
        "data/insatser.csv: leads out of the newsroom; put the file itself here"
    ]


def test_the_data_of_the_sample_report_have_no_faults_and_say_what_they_are() -> None:
    datasets, faults = read_datasets(SAMPLE, ROOT)
    assert faults == ()
    assert len(datasets) == 6
    for name, dataset in datasets.items():
        assert "Exempeldata" in f"{dataset.source} {dataset.note.get('sv')}" or name == "kallor"


@pytest.mark.parametrize("ending", ["csv", "toml"])
def test_a_pipe_among_the_data_is_told_and_not_waited_for(folder: Path, ending: str) -> None:
    (folder / f"insatser.{ending}").unlink()
    os.mkfifo(folder / f"insatser.{ending}")
    (fault,) = faults_of(folder)
    assert fault.startswith(f"data/insatser.{ending}: is not a file but a pipe or a device")


@pytest.mark.parametrize("ending", ["csv", "toml"])
def test_data_of_twenty_gigabytes_are_told_and_not_read(folder: Path, ending: str) -> None:
    os.truncate(folder / f"insatser.{ending}", 20 << 30)
    (fault,) = faults_of(folder)
    assert fault.startswith(f"data/insatser.{ending}: has 21474836480 bytes; divide it")
