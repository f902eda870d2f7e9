"""Articles and their outputs are known by names that can't be taken for another's."""

import os
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner
from sample_newsroom import ARTICLE, article

from pressverk.build import built_editions, manifest, pipeline
from pressverk.build.outcomes import Outcome
from pressverk.cli.main import main
from pressverk.errors import OutputError
from pressverk.newsroom.paths import find_articles, from_root, slug_of


def build(root: Path, *sources: Path, editions: tuple[str, ...] = ()) -> dict[str, Outcome]:
    outcomes = pipeline.build(root, sources or find_articles(root), editions=editions, jobs=1)
    return {from_root(outcome.source, root): outcome for outcome in outcomes}


@pytest.fixture
def years(root: Path) -> Path:
    for year in ("2025", "2026"):
        text = ARTICLE.replace("Ett pris", f"Lekpark {year}")
        article(root / "articles" / year / "lekpark", text)
    return root


def test_a_folder_named_by_a_year_or_a_day_holds_articles(root: Path) -> None:
    for way in ("2025/lekpark", "2026/03/lekpark", "2026-03/torg", "utkast/lekpark"):
        article(root / "articles" / way)
    (root / "articles" / "2025" / "snö.md").write_text(ARTICLE, encoding="utf-8")
    assert [slug_of(path, root) for path in find_articles(root)] == [
        "2025/lekpark", "2025/snö", "2026/03/lekpark", "2026-03/torg", "pris",
    ]  # fmt: skip


def test_articles_of_one_name_in_two_years_are_two_editions(years: Path) -> None:
    outcomes = build(years)
    for year in ("2025", "2026"):
        edition = outcomes[f"articles/{year}/lekpark/index.md"].edition
        assert edition is not None
        assert edition.pdf == years / "output" / year / "lekpark.pdf"
        assert edition.web
        assert f"Lekpark {year}" in edition.web.read_text("utf-8")
    assert not any(outcome.edition for outcome in build(years).values())


def test_what_is_taken_for_sending_is_the_edition_of_its_own_source(years: Path) -> None:
    first, second = (
        years / "articles" / year / "lekpark" / "index.md" for year in ("2025", "2026")
    )
    build(years, first)
    edition, _pdf = built_editions.built_edition(first, years)
    assert edition.slug == "2025/lekpark"
    with pytest.raises(OutputError, match="not built yet; run: pressverk build 2026/lekpark"):
        built_editions.built_edition(second, years)


def test_a_record_of_another_source_is_no_record(root: Path) -> None:
    build(root)
    source = root / "articles" / "pris" / "index.md"
    single = root / "articles" / "pris.md"
    source.rename(single)
    source.parent.rmdir()
    with pytest.raises(OutputError, match="not built yet"):
        built_editions.find_edition(single, root)
    assert build(root)["articles/pris.md"].edition is not None


def test_commands_ask_which_of_two_articles_is_meant(
    years: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(years)
    run = CliRunner().invoke
    result = run(main, ["build", "lekpark"])
    assert result.exit_code == 2
    assert "several articles are called 'lekpark': 2025/lekpark, 2026/lekpark" in result.stderr
    assert "output/2026/lekpark.pdf" in run(main, ["build", "2026/lekpark"]).stdout
    assert "output/2025/lekpark.pdf" in run(main, ["build", "articles/2025/lekpark"]).stdout


def test_the_last_name_is_enough_where_one_article_has_it(
    years: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(years)
    article(years / "articles" / "2026" / "torg")
    assert "output/2026/torg.pdf" in CliRunner().invoke(main, ["build", "torg"]).stdout


def test_an_article_named_like_anothers_edition_is_reported_whichever_is_built(root: Path) -> None:
    one, other = article(root / "articles" / "a"), article(root / "articles" / "a.archive")
    for source, edition in ((one, "archive"), (other, "email")):
        (outcome,) = build(root, source, editions=(edition,)).values()
        assert outcome.failed
        assert [finding.rule for finding in outcome.findings] == ["same-slug"]
        assert "'a.archive.pdf'" in outcome.findings[0].message
    assert not (root / "output").exists()


def test_a_name_that_ends_like_an_edition_is_fine_alone(root: Path) -> None:
    article(root / "articles" / "a.archive")
    assert not any(outcome.failed for outcome in build(root).values())


def test_a_folder_and_a_file_of_one_name_are_reported_one_by_one(root: Path) -> None:
    source = root / "articles" / "pris" / "index.md"
    build(root, source)
    (root / "articles" / "pris.md").write_text(ARTICLE, encoding="utf-8")
    for path in find_articles(root):
        (outcome,) = build(root, path).values()
        assert [finding.message for finding in outcome.findings] == [
            "two articles are called 'pris'; rename one"
        ]


def test_composed_and_decomposed_letters_are_one_name(root: Path) -> None:
    for form in ("NFC", "NFD"):
        article(root / "articles" / unicodedata.normalize(form, "å"))
    for source in find_articles(root):
        (outcome,) = build(root, source).values()
        assert outcome.failed == (source.parent.name != "pris")


def test_a_name_that_is_no_text_is_reported(root: Path) -> None:
    (root / "articles" / os.fsdecode(b"r\xe5tt.md")).write_text(ARTICLE, encoding="utf-8")
    (root / "articles" / "a\x1b[31mb.md").write_text(ARTICLE, encoding="utf-8")
    outcomes = build(root)
    assert outcomes["articles/pris/index.md"].edition
    told = [f.findings[0] for f in outcomes.values() if f.failed]
    assert [finding.rule for finding in told] == ["name-unreadable"] * 2
    assert [finding.place.file for finding in told] == [
        r"articles/a\x1b[31mb.md", r"articles/r\udce5tt.md",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["lock", "records/pris.json"])
def test_a_lock_or_record_that_is_a_link_is_not_followed(
    root: Path, tmp_path: Path, name: str
) -> None:
    outside = tmp_path / "outside"
    outside.write_text("{}")
    mode = outside.stat().st_mode
    link = root / ".pressverk" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    if name == "lock":
        with pytest.raises(OutputError, match=r"\.pressverk/lock: is a link"):
            build(root)
    else:
        assert build(root)["articles/pris/index.md"].edition
        assert not link.is_symlink()
    assert outside.read_text() == "{}"
    assert outside.stat().st_mode == mode


@pytest.mark.parametrize(
    "garbage", [b"\xff", b"[" * 100_000, b'{"email": 1}', b'{"email": {"key": []}}', b"null"]
)
def test_a_record_that_is_garbage_costs_a_build_and_no_more(root: Path, garbage: bytes) -> None:
    build(root)
    record = root / ".pressverk" / "records" / "pris.json"
    record.write_bytes(garbage)
    assert build(root)["articles/pris/index.md"].edition
    assert manifest.load(root, "pris") is not None


def test_a_record_that_is_a_pipe_is_not_waited_for(root: Path) -> None:
    (root / ".pressverk" / "records").mkdir(parents=True)
    os.mkfifo(root / ".pressverk" / "records" / "pris.json")
    assert manifest.load(root, "pris") is None


def test_links_that_lead_nowhere_are_reported_and_stop_no_other(root: Path) -> None:
    (root / "articles" / "loop.md").symlink_to("loop.md")
    (root / "articles" / "lost.md").symlink_to("nowhere.md")
    outcomes = build(root)
    assert outcomes["articles/pris/index.md"].edition
    for name in ("loop", "lost"):
        (finding,) = outcomes[f"articles/{name}.md"].findings
        assert finding.rule == "unreadable"


def test_what_is_no_file_beside_a_report_is_neither_read_nor_waited_for(root: Path) -> None:
    folder = root / "articles" / "rapport"
    folder.mkdir()
    (folder / "k.md").write_text("---\ntitle: K\n---\n\nText.\n")
    (folder / "index.md").write_text(
        ARTICLE.split("---\n\n")[0].replace("press-release", "annual-report")
        + "chapters: [k.md]\n---\n"
    )
    os.mkfifo(folder / "pipe")
    (folder / "lost").symlink_to("/nowhere")
    (folder / "endless").symlink_to("/dev/zero")
    with (folder / "huge").open("wb") as file:
        file.truncate(20 * 10**9)
    assert build(root)["articles/rapport/index.md"].edition
    assert build(root)["articles/rapport/index.md"].edition is None
