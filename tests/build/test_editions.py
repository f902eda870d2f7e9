import subprocess
import sys
from pathlib import Path
from typing import Any

import page
import pikepdf
import pytest
from PIL import Image
from report import INDEX, write_report
from sample_newsroom import ARTICLE, article

from pressverk.build import manifest, pipeline
from pressverk.build.editions import RECIPES
from pressverk.build.prepare import is_report, read_source
from pressverk.build.worker import Task, make_editions
from pressverk.content import articles
from pressverk.content.articles import open_article
from pressverk.content.embargo import building_time
from pressverk.content.pictures.lookup import find_picture
from pressverk.model import Edition, Newsroom
from pressverk.newsroom.paths import find_articles
from pressverk.pdf.merge import destinations_of
from pressverk.pdf.preflight import preflight


def build(root: Path, *editions: str) -> list[Edition]:
    outcomes = list(pipeline.build(root, find_articles(root), editions=editions, jobs=1))
    assert not any(outcome.failed for outcome in outcomes)
    return [outcome.edition for outcome in outcomes if outcome.edition]


REPORT = (
    ARTICLE.split("---\n\n")[0].replace("press-release", "annual-report")
    + "chapters: [chapters/*.md]\n"
)


def report(root: Path, editions: str) -> Path:
    folder = root / "articles" / "report"
    (folder / "chapters").mkdir(parents=True)
    (folder / "chapters" / "01.md").write_text("---\ntitle: One\n---\n\nText.\n")
    (folder / "index.md").write_text(f"{REPORT}{editions}---\n", encoding="utf-8")
    return folder / "index.md"


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("", ("email",)),
        ("editions: [archive]\n", ("archive",)),
        ("editions: [email, archive, email]\n", ("email", "archive")),
        ("editions:\n  - print\n  - 'web'\n", ("print", "web")),
        ("editions:\n  - web  # for the site\n\n  # and\n  - archive\n", ("web", "archive")),
        ("editions: [\n  archive,\n]\n", ("archive",)),
        ("utgåvor: [print]\n", ("print",)),
    ],
)
def test_a_report_says_which_editions_it_wants(
    root: Path, newsroom: Newsroom, written: str, asked: tuple[str, ...]
) -> None:
    assert read_source(report(root, written), newsroom).asked == asked


def test_the_layout_is_what_the_front_matter_says_and_not_what_a_line_looks_like(
    root: Path, newsroom: Newsroom
) -> None:
    source = root / "articles" / "pris" / "index.md"
    for written, is_one in (
        ("layout: press-release\nlead: |\n  x\n  layout: annual-report\n", False),
        ('"layout": annual-report\n', True),
        ("mall: annual-report\n", True),
        ("title: x\nlayout:\n  annual-report\n", True),
        ("layout: [annual-report]\n", False),
        ("layout: annual\n", False),
    ):
        source.write_text(f"---\n{written}---\n", encoding="utf-8")
        assert is_report(open_article(source, newsroom.root), newsroom.root) == is_one


OPENED = """
import sys
from pathlib import Path
from pressverk.build.worker import Task, make_editions
from pressverk.content.embargo import building_time
from pressverk.newsroom.config import read_newsroom

opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
root = Path(sys.argv[1])
task = Task(
    source=root / "articles" / "pris" / "index.md", now=building_time(), known={},
    kinds=("email", "archive", "print"),
)
made = make_editions(task, read_newsroom(root))
assert [each.kind for each in made] == ["email", "archive", "print"]
assert [bool(each.web) for each in made] == [True, False, False]
assert all(each.validated for each in made)
print(sum(name.endswith("pris/index.md") for name in opened))
"""


def test_a_file_is_opened_once_for_all_its_editions(root: Path) -> None:
    run = [sys.executable, "-c", OPENED, str(root)]
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    assert done.stdout == "1\n"


def test_each_picture_is_looked_up_once_for_all_editions(
    root: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = root / "articles" / "pris" / "index.md"
    Image.new("RGB", (1600, 900)).save(source.parent / "scen.png")
    picture = '![En scen](scen.png "Scenen"){photographer="Exempel"}\n\n'
    source.write_text(ARTICLE.replace("Priset delas", f"{picture}Priset delas"), "utf-8")
    looked: list[str] = []

    def look(address: str, **where: Any) -> Path:
        looked.append(address)
        return find_picture(address, **where)

    monkeypatch.setattr(articles, "find_picture", look)
    task = Task(source=source, now=building_time(), known={}, kinds=("email", "archive"))
    assert all(each.validated for each in make_editions(task, newsroom))
    assert looked == ["scen.png"]


def test_each_edition_has_its_own_file(root: Path) -> None:
    kinds = RECIPES.keys() - {"cover"}  # of reports
    made = build(root, *kinds)
    assert {edition.kind for edition in made} == kinds
    files = {path.name for path in (root / "output").iterdir()}
    assert files == {"pris.pdf", "pris.html", "pris.archive.pdf", "pris.print.pdf"}


def test_editions_that_share_the_html_version_are_made_once(root: Path) -> None:
    assert len(build(root, "email", "web")) == 2
    assert build(root, "email", "web") == []


def test_an_edition_is_made_once(root: Path) -> None:
    assert len(build(root, "archive", "print")) == 2
    assert build(root, "archive", "print") == []
    assert len(build(root)) == 1


def test_the_archives_edition_carries_the_article_as_written(root: Path) -> None:
    (edition,) = build(root, "archive")
    assert edition.pdf is not None
    for profile in ("ua1", "3a"):
        assert page.is_pdf_compliant(edition.pdf, profile=profile)
    with pikepdf.open(edition.pdf) as pdf:
        enclosed = pdf.attachments["pris.md"].get_file().read_bytes()
    assert enclosed.decode() == ARTICLE


def test_the_printers_edition_has_bleed_around_its_pages(root: Path) -> None:
    (edition,) = build(root, "print")
    assert edition.pdf is not None
    with pikepdf.open(edition.pdf) as pdf:
        sheet, trim = pdf.pages[0].mediabox, pdf.pages[0].trimbox
    assert float(sheet[2] - sheet[0]) > float(trim[2] - trim[0]) == pytest.approx(595.28, abs=0.1)


def test_a_printed_report_is_a_book_whose_chapters_begin_on_the_right(root: Path) -> None:
    source = write_report(root, "Text.", "Text.", "Text.")
    (outcome,) = pipeline.build(root, [source], jobs=1, editions=["print"])
    assert outcome.edition is not None, outcome.findings
    assert outcome.edition.pdf is not None
    with pikepdf.open(outcome.edition.pdf) as pdf:
        assert len(pdf.pages) % 4 == 0
        places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        targets = dict(destinations_of(pdf))
        chapters = [places[targets[b"part%d" % n][0].objgen] for n in (1, 2, 3)]
        assert [number % 2 for number in chapters] == [0, 0, 0]
        labels = pikepdf.NumberTree(pdf.Root.PageLabels)
        assert [int(labels[number].St) for number in chapters] == [1, 3, 5]


def test_a_cover_is_one_sheet_with_a_spine_as_wide_as_is_said(root: Path) -> None:
    source = write_report(root, "Text.", index=INDEX.replace("contacts:", "spine: 7.5\ncontacts:"))
    (outcome,) = pipeline.build(root, [source], jobs=1, editions=["cover"])
    assert outcome.edition is not None, outcome.findings
    assert outcome.edition.pdf is not None
    with pikepdf.open(outcome.edition.pdf) as pdf:
        (sheet,) = pdf.pages
        trim = [float(each) for each in sheet.trimbox]
    assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx([427.5 * 2.83465, 841.89], abs=1)
    assert preflight(outcome.edition.pdf.read_bytes(), "cover.pdf") == ()


def test_a_cover_without_a_width_for_its_spine_is_refused(root: Path) -> None:
    source = write_report(root, "Text.")
    for each in (source, root / "articles" / "pris" / "index.md"):
        (outcome,) = pipeline.build(root, [each], jobs=1, editions=["cover"])
        assert [finding.rule for finding in outcome.findings] == ["no-spine"]
        assert outcome.failed


def test_a_report_is_made_in_the_editions_it_names(root: Path) -> None:
    report = root / "articles" / "report"
    (report / "chapters").mkdir(parents=True)
    (report / "chapters" / "01.md").write_text("---\ntitle: One\n---\n\nText.\n")
    (report / "index.md").write_text(
        ARTICLE.split("---\n\n")[0].replace("press-release", "annual-report")
        + "chapters: [chapters/*.md]\neditions: [web, archive]\n---\n"
    )
    build(root)
    files = {path.name for path in (root / "output").iterdir()}
    assert files == {"pris.pdf", "pris.html", "report.html", "report.archive.pdf"}


def test_a_changed_chapter_makes_a_report_stale_and_a_new_one_too(root: Path) -> None:
    report = root / "articles" / "report"
    (report / "chapters").mkdir(parents=True)
    chapter = report / "chapters" / "01.md"
    chapter.write_text("---\ntitle: One\n---\n\nText.\n")
    (report / "index.md").write_text(
        ARTICLE.split("---\n\n")[0].replace("press-release", "annual-report")
        + "chapters: [chapters/*.md]\n---\n"
    )
    assert len(build(root)) == 2
    assert build(root) == []
    chapter.write_text("---\ntitle: One\n---\n\nOther text.\n")
    assert len(build(root)) == 1
    (report / "chapters" / "02.md").write_text("---\ntitle: Two\n---\n\nText.\n")
    assert len(build(root)) == 1


def test_what_is_heard_of_a_report_is_no_part_of_it(root: Path) -> None:
    report = root / "articles" / "report"
    (report / "chapters").mkdir(parents=True)
    (report / "chapters" / "01.md").write_text("---\ntitle: One\n---\n\nText.\n")
    (report / "index.md").write_text(
        ARTICLE.split("---\n\n")[0].replace("press-release", "annual-report")
        + "chapters: [chapters/*.md]\n---\n"
    )
    build(root)
    (report / "index.spoken.txt").write_text("Rubrik")
    environment = manifest.environment_of(root)
    record = manifest.load(root, "report")
    assert record is not None
    assert manifest.is_current(record, environment, root, manifest.look_at)


def test_a_web_version_alone_needs_no_typesetting(root: Path) -> None:
    article(root / "articles" / "annat")
    made = build(root, "web")
    assert all(edition.pdf is None and edition.web for edition in made)
