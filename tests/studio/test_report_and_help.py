"""A report's order, its data as they may be shown, and the handbook."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from report import PUPILS_TOML, write_data, write_report
from repository import ROOT
from studio_browser import Browser, open_studio
from studio_newsroom import make_newsroom

from pressverk.content.articles import open_article
from pressverk.content.reports.chapters import with_chapters
from pressverk.content.reports.report_files import read_report_files
from pressverk.studio.templating import without_commands

CHART = """\
```chart
id: pupils
data: pupils
kind: line
x: year
y: pupils
series: school
caption: Pupils
```
"""
TABLE = """\
```table
data: pupils
caption: Pupils
rows: [school]
columns: [year]
values: [pupils]
```
"""
SMALL = "year;school;pupils\n2017;North;2\n2017;South;31\n2018;North;24\n2018;South;30\n"


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Browser]:
    root = make_newsroom(tmp_path)
    write_report(root, "One.", "Two.", "Three.")
    opened = open_studio(root)
    opened.log_in("anna")
    yield opened
    opened.client.close()
    opened.studio.close()


def index(browser: Browser) -> Path:
    return browser.studio.options.root / "articles" / "report" / "index.md"


def test_the_whole_report_is_built_and_taken_from_its_screen(writer: Browser) -> None:
    page = writer.get("/report/report").text
    assert "Build the whole report" in page

    answer = writer.post("/send/build/report", {"back": "report"})

    assert answer.headers["location"].startswith("/report/report")
    [address] = re.findall(r'href="(/pdf/[^"]+)"', writer.get("/report/report").text)
    assert writer.get(address).content.startswith(b"%PDF-")
    index(writer).write_text(index(writer).read_text("utf-8") + "\nMore.\n", encoding="utf-8")
    assert "Build the whole report" in writer.get("/report/report").text


def chapters(browser: Browser) -> list[str]:
    opened = open_article(index(browser), browser.studio.options.root)
    files, _findings = read_report_files(opened, browser.studio.newsroom)
    return [path.name for path in files.chapters]


def move(browser: Browser, file: str, way: str) -> int:
    page = browser.get("/report/report").text
    revision = re.findall(r'name="revision" value="([^"]*)"', page)[0]
    fields = {"key": "chapters", "file": file, "way": way, "revision": revision}
    return browser.post("/report/move/report", fields).status_code


def test_chapters_are_moved_and_the_rest_of_the_front_matter_stays(writer: Browser) -> None:
    before = index(writer).read_text(encoding="utf-8")

    assert move(writer, "chapters/03-part3.md", "up") == 303

    assert chapters(writer) == ["01-part1.md", "03-part3.md", "02-part2.md"]
    written = "chapters:\n" + "".join(f"  - chapters/{name}\n" for name in chapters(writer))
    assert index(writer).read_text(encoding="utf-8") == before.replace(
        "chapters: [chapters/*.md]\n", written
    )


def test_the_first_chapter_stays_first_when_it_is_moved_up(writer: Browser) -> None:
    assert move(writer, "chapters/01-part1.md", "up") == 303
    assert chapters(writer)[0] == "01-part1.md"


def test_a_chapter_of_another_place_isnt_moved_in(writer: Browser) -> None:
    before = index(writer).read_bytes()

    assert move(writer, "../pris/index.md", "up") == 404
    assert move(writer, "chapters/01-part1.md", "out") == 404
    assert index(writer).read_bytes() == before


def test_a_report_that_somebody_changed_isnt_reordered(writer: Browser) -> None:
    page = writer.get("/report/report").text
    revision = re.findall(r'name="revision" value="([^"]*)"', page)[0]
    text = index(writer).read_text(encoding="utf-8").replace("A year", "The year")
    index(writer).write_text(text, encoding="utf-8")
    fields = {"key": "chapters", "file": "chapters/02-part2.md", "way": "up"}

    answer = writer.post("/report/move/report", fields | {"revision": revision})

    assert answer.status_code == 409
    assert index(writer).read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("chapters: [a.md,\n  b.md]\ntitle: x", "chapters:\n  - b.md\n  - a.md\ntitle: x"),
        (
            "chapters:\n- a.md\n- b.md\n# sist\ntitle: x",
            "chapters:\n  - b.md\n  - a.md\n# sist\ntitle: x",
        ),
        ("kapitel: [a.md, b.md]", "kapitel:\n  - b.md\n  - a.md"),
        ("title: x", "title: x\nchapters:\n  - b.md\n  - a.md"),
    ],
)
def test_however_chapters_are_written_their_order_is_set(written: str, expected: str) -> None:
    text = f"---\n{written}\n---\nFöretal.\n"

    assert with_chapters(text, ["b.md", "a.md"], "index.md") == f"---\n{expected}\n---\nFöretal.\n"


def test_small_counts_of_people_are_never_on_the_screen(writer: Browser) -> None:
    write_report(writer.studio.options.root, TABLE)
    write_data(writer.studio.options.root, csv=SMALL)

    page = writer.get("/report/report").text

    assert 'class="hidden-number"' in page
    assert "<td>31</td>" in page
    assert "<td>2</td>" not in page


def test_charts_are_drawn_for_their_own_report_alone(writer: Browser) -> None:
    write_report(writer.studio.options.root, CHART)
    write_data(writer.studio.options.root)

    page = writer.get("/report/report").text
    [address] = re.findall(r'src="(/report/chart/[0-9a-f]{64}/report)"', page)

    assert writer.get(address).content.startswith(b"\x89PNG")
    assert writer.get(address.removesuffix("report") + "pris").status_code == 404
    assert writer.get(f"/report/chart/{'0' * 64}/report").status_code == 404


def test_a_spreadsheet_becomes_data_with_a_draft(writer: Browser) -> None:
    csv = "År;Skola;Elever\n2017;Norra;20\n2018;Södra;30\n".encode()
    files = {"files": ("Elever.csv", csv, "text/csv")}

    page = writer.post("/report/data/report", files=files)

    assert page.status_code == 200
    folder = index(writer).parent / "data"
    assert (folder / "elever.csv").exists()
    assert writer.get("/report/schema/elever/report").status_code == 200


def test_a_file_that_is_no_spreadsheet_is_reported(writer: Browser) -> None:
    files = {"files": ("x.xlsx", b"MZ", "application/octet-stream")}

    assert writer.post("/report/data/report", files=files).status_code == 422


def test_what_columns_mean_is_saved_only_when_it_can_be_read(writer: Browser) -> None:
    write_data(writer.studio.options.root)
    file = index(writer).parent / "data" / "pupils.toml"
    page = writer.get("/report/schema/pupils/report").text
    seen = re.findall(r'name="seen" value="([^"]*)"', page)[0]
    broken = {"seen": seen, "text": PUPILS_TOML.replace('type = "year"', 'type = "yeer"')}
    better = {"seen": seen, "text": PUPILS_TOML.replace('"Pupils"', '"Elever"')}

    assert writer.post("/report/schema/save/pupils/report", broken).status_code == 422
    assert file.read_text(encoding="utf-8") == PUPILS_TOML
    assert writer.post("/report/schema/save/pupils/report", better).status_code == 303
    assert writer.post("/report/schema/save/pupils/report", better).status_code == 409
    assert writer.get("/report/schema/newsroom/report").status_code == 404


def test_a_release_says_that_it_is_none(writer: Browser) -> None:
    assert "not a report" in writer.get("/report/pris").text


def test_every_page_of_the_manual_is_there_and_leads_to_the_others(writer: Browser) -> None:
    pages = {path.stem for path in (ROOT / "docs").glob("*.md")}
    found = set(re.findall(r'href="/help/([a-z-]+)"', writer.get("/help").text))
    assert pages <= found

    for name in pages:
        page = writer.get(f"/help/{name}")
        assert page.status_code == 200
        for link in re.findall(r'href="/help/([a-z-]+)', page.text):
            assert link in found
        assert '.md"' not in re.sub(r"<code>.*?</code>", "", page.text, flags=re.DOTALL)


def test_the_handbook_is_read_and_looked_up_in(writer: Browser) -> None:
    page = writer.get("/help/skicka").text
    assert "Embargo, godkännande och utskick" in page
    assert 'lang="sv"' in page

    assert "Embargo" in writer.get("/help?q=embargo").text
    assert "has nothing on it" in writer.get("/help?q=<b>qwertyuiop").text


def test_help_opens_at_what_one_is_doing(writer: Browser) -> None:
    assert writer.get("/help?about=recipients").headers["location"] == "/help/delivery"
    writer.post("/language", {"language": "sv"})
    assert writer.get("/help?about=recipients").headers["location"] == "/help/mottagare"
    assert writer.get("/help/finns-inte").status_code == 404


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_rule_leads_to_the_place_that_explains_it(language: str, writer: Browser) -> None:
    writer.post("/language", {"language": language})
    for rule in ("caption", "yaml-tab", "unsubscribe-url", "zip-bomb", "no-timer"):
        page, _hash, place = writer.get(f"/help?rule={rule}").headers["location"].partition("#")
        assert f'id="{place}"' in writer.get(page).text
    assert writer.get("/help?rule=no-such-rule").headers["location"] == "/help"


def test_help_has_the_pictures_of_the_manual(writer: Browser) -> None:
    picture = writer.get("/help/pictures/first-page.png").content
    assert picture.startswith(b"\x89PNG")
    assert writer.get("/help/pictures/..%2Fwriting.md").status_code == 404


def test_help_has_the_pictures_of_the_handbook(writer: Browser) -> None:
    chapters = set(re.findall(r'href="/help/([a-z0-9-]+)"', writer.get("/help").text))
    pictures = {
        urljoin(f"/help/{chapter}", source)
        for chapter in chapters
        for source in re.findall(r'<img[^>]* src="([^"]+)"', writer.get(f"/help/{chapter}").text)
    }
    assert "/help/bilder/studio-desk.png" in pictures
    assert {each for each in pictures if writer.get(each).status_code != 200} == set()
    assert writer.get("/help/bilder/..%2F01-forsta-dagen.md").status_code == 404


def test_findings_name_no_commands_of_the_terminal() -> None:
    for text, told in (
        ("correct it: pressverk correct lekpark", "correct it"),
        ("försök igen med --jobs 1", "försök igen"),
        ("ange det med: pressverk password", "ange det"),
        ("give a later time, or --under-embargo to send it marked", "give a later time"),
        ("säg när det ska skickas: --at '2026-12-01 09:00'", "säg när det ska skickas"),
        ("att avgöra (date): när?; ta sedan bort kommentaren", "att avgöra (date): när?"),
        ("Rubriken är lång; korta den", "Rubriken är lång; korta den"),
    ):
        assert without_commands(text) == told


def test_chapters_are_reported_by_their_titles_in_the_order_of_the_book(writer: Browser) -> None:
    report = index(writer)
    text = report.read_text(encoding="utf-8")
    turned = text.replace("[chapters/*.md]", "[chapters/02-part2.md, chapters/01-part1.md]")
    report.write_text(turned, encoding="utf-8")

    for address in ("/write/report", "/history/report"):
        titles = re.findall(r">(Chapter \d)</(?:a|option)>", writer.get(address).text)
        assert titles == ["Chapter 2", "Chapter 1", "Chapter 3"]  # the third isn't named
