"""The handbook is a publication of the tool itself, and what it says is tried."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import handbook_pictures
import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image, ImageChops, ImageStat
from repository import ROOT
from rules_in_code import rules_in

from pressverk.accessibility.reader.reading import FAULTS
from pressverk.cli.main import main
from pressverk.content.checks.article import lix
from pressverk.delivery.reasons import SENTENCES
from pressverk.newsroom.handbook import (
    find_sections,
    handbook_folder,
    help_command,
    near_topics,
    sections,
)

HANDBOOK = ROOT / "docs" / "handbok"
CHAPTERS = sorted((HANDBOOK / "articles" / "handbok").glob("*/*.md"))
FENCED = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
MOST_PAGES, HARDEST = 80, 45
SLIGHT = 1.0  # what other versions of the typesetter and of fonts make, of 255
# Names that the program puts together, or has as an enumeration.
JOINED = {
    *("failed-deliveries", "uncertain-deliveries", "past-embargo", "unfinished-text", "address"),
    *("no-title", "no-lang", "pdfua1", "pdfa1", "pdfa2", "pdfa3"),
    *SENTENCES,
    *(f"tags-{fault}" for fault in FAULTS),
}
HEAD = """\
---
mall: press-release
rubrik: Ett prov
datum: 2026-05-04
ingress: Det här är ett prov.
kontakter: [presstjansten]
---

Ett stycke före.

"""


@pytest.fixture
def in_swedish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSVERK_LANGUAGE", "sv")


def test_every_rule_is_explained_in_the_manual() -> None:
    explained = {rule for section in sections() for rule in section.rules}
    assert explained == rules_in(ROOT / "src" / "pressverk") | JOINED


@pytest.mark.usefixtures("in_swedish")
def test_no_two_explanations_have_the_same_name() -> None:
    names = Counter(section.title.casefold() for section in sections() if section.rules)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_command_after_a_finding_leads_to_its_rule(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESSVERK_LANGUAGE", language)
    for rule in rules_in(ROOT / "src" / "pressverk") | JOINED:
        topic = help_command(rule).removeprefix("pressverk help ")
        assert any(rule in section.rules for section in find_sections(topic)), topic


@pytest.mark.usefixtures("in_swedish")
def test_commands_after_findings_are_swedish_in_swedish() -> None:
    assert help_command("caption") == "pressverk help bildtext"
    assert help_command("date") == "pressverk help date"  # two things have this name
    assert help_command("PDFUA1-LINK-CONTENTS-001") == "pressverk help standardens krav"
    assert help_command("no-such-rule") == ""


@pytest.mark.usefixtures("in_swedish")
def test_every_rule_is_explained() -> None:
    explained = {rule for section in sections() for rule in section.rules}
    assert (rules_in(ROOT / "src" / "pressverk") | JOINED) - explained == set()


@pytest.mark.usefixtures("in_swedish")
def test_no_rule_is_explained_that_nothing_reports() -> None:
    explained = {rule for section in sections() for rule in section.rules}
    assert explained - rules_in(ROOT / "src" / "pressverk") - JOINED == set()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_the_handbook_is_easy_to_read(chapter: Path) -> None:
    body = chapter.read_text("utf-8").partition("\n---\n")[2]
    prose = re.sub(r"^(\||#|`|Tabell:).*$|[`*{}\[\]]", "", FENCED.sub("", body), flags=re.MULTILINE)
    assert lix(prose) < HARDEST


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a newsroom in which the examples of the handbook are tried."""
    folder = tmp_path_factory.mktemp("handbok") / "exempelstad"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    example = folder / "articles" / "prov"
    example.mkdir()
    handbook_pictures.write_materials(example)
    return folder


def examples(kind: str) -> list[str]:
    """Return the handbook's code of a kind; of Markdown, what a release may hold."""
    found = [match for path in CHAPTERS for match in FENCED.findall(path.read_text("utf-8"))]
    texts = [text for _fence, language, text in found if language == kind]
    return [
        text for text in texts if not re.search(r"^```|`= |<!-- avgör|register", text, re.MULTILINE)
    ]


@pytest.mark.parametrize("example", examples("markdown"))
def test_every_example_of_the_text_is_without_fault(
    example: str, newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (newsroom / "articles" / "prov" / "index.md").write_text(HEAD + example, encoding="utf-8")
    monkeypatch.chdir(newsroom)
    done = CliRunner().invoke(main, ["check", "prov"])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("example", examples("yaml")[:1])
def test_the_fields_of_the_first_example_are_right(
    example: str, newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{example}\nEn text.\n"
    (newsroom / "articles" / "prov" / "index.md").write_text(text, encoding="utf-8")
    monkeypatch.chdir(newsroom)
    done = CliRunner().invoke(main, ["check", "prov"])
    assert done.exit_code == 0, done.output


def test_every_command_of_the_first_day_works(tmp_path: Path) -> None:
    [commands, *_others] = examples("sh")
    program = f'pressverk() {{ "{sys.executable}" -m pressverk_command "$@"; }}\nset -e\n{commands}'
    (tmp_path / "pressverk_command.py").write_text("from pressverk.cli.main import main; main()\n")
    done = subprocess.run(
        ["/bin/bash", "-c", program],
        cwd=tmp_path,
        env={
            "PYTHONPATH": f"{tmp_path}:{ROOT / 'src'}",
            "PATH": "/usr/bin:/bin",
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "exempelstad" / "output").glob("kommunen-oppnar-ny-lekpark.pdf"))


def test_the_handbook_builds_within_its_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ignored = shutil.ignore_patterns("output", ".pressverk", "__pycache__", "__init__.py")
    folder = Path(shutil.copytree(HANDBOOK, tmp_path / "handbok", ignore=ignored))
    monkeypatch.chdir(folder)
    done = CliRunner().invoke(main, ["build"])
    assert done.exit_code == 0, done.output
    with pypdfium2.PdfDocument(folder / "output" / "handbok.pdf") as pdf:
        assert len(pdf) <= MOST_PAGES


def test_no_picture_of_an_example_is_old() -> None:
    old = []
    for name, picture in handbook_pictures.rendered().items():
        with Image.open(handbook_pictures.PICTURES / f"{name}.png") as kept:
            if kept.size != picture.size or _difference(kept, picture) > SLIGHT:
                old.append(name)
    assert old == [], "run make pictures, and look at them"


def _difference(one: Image.Image, other: Image.Image) -> float:
    """Return how much two pictures differ on an average, of 255."""
    between = ImageChops.difference(one.convert("L"), other.convert("L"))
    return float(ImageStat.Stat(between).mean[0])


@pytest.mark.usefixtures("in_swedish")
def test_help_finds_rules_headings_and_slips() -> None:
    assert find_sections("picture-missing")[0].rules == ("picture-missing",)
    assert find_sections("EMBARGO")[0].title == "Embargo"
    assert find_sections("gallimatias") == ()
    assert near_topics("picture-mising")[0] == "picture-missing"
    assert handbook_folder().joinpath("newsroom.toml").exists()


# What people may type, and the heading that they look for.
TOPICS = {
    "alternativtext": "Alternativtext",
    "arkiv": "Arkivets utgåva",
    "avregistrera": "Dataskydd",
    "backup": "Liggaren och säkerhetskopior",
    "bildtext": "Bildtext",
    "citat": "Tal och citat",
    "diagram": "Ett första diagram",
    "embargo": "Embargo",
    "excel": "Ta in ett kalkylblad",
    "faktaruta": "Faktarutor",
    "fotnot": "Länkar, hänvisningar och noter",
    "färg": "Era uppgifter",
    "gdpr": "Dataskydd",
    "godkänna": "Godkännande",
    "ingress": "Fälten överst",
    "innehållsförteckning": "Rapportens mapp",
    "karta": "Vilken typ passar?",
    "kontakt": "Era uppgifter",
    "lista": "Listor",
    "lix": "Vad en människa måste bedöma",
    "logotyp": "Era uppgifter",
    "lägga in bild": "Lägga in en bild",
    "lösenord": "Era uppgifter",
    "länk": "Länkar, hänvisningar och noter",
    "mottagare": "Listan",
    "nyckeltal": "Nyckeltal",
    "personnummer": "Personnummer",
    "planera": "Planera",
    "pratminus": "Tal och citat",
    "rubrik": "Stycken, betoning och rubriker",
    "rättelse": "Rätta",
    "schemalägg": "Planera",
    "skicka": "Titta först",
    "språk": "Förkortningar och andra språk",
    "säkerhetskopia": "Liggaren och säkerhetskopior",
    "ta bort mottagare": "Dataskydd",
    "tabell": "En tabell i texten",
    "tryckeri": "Trycka",
    "två spalter": "Spalter och liggande sidor",
    "word": "Så gör du",
    "ångra": "Ångra",
}


@pytest.mark.usefixtures("in_swedish")
@pytest.mark.parametrize("topic", TOPICS)
def test_help_finds_what_people_look_for(topic: str) -> None:
    assert find_sections(topic)[0].title == TOPICS[topic]


@pytest.mark.usefixtures("in_swedish")
def test_help_prints_a_section() -> None:
    done = CliRunner().invoke(main, ["help", "caption"])
    assert done.exit_code == 0
    assert "Bilden saknar bildtext" in done.output


def test_help_without_a_topic_lists_the_manual_in_english() -> None:
    done = CliRunner().invoke(main, ["help"])
    assert done.exit_code == 0
    assert done.output.startswith("Write\n  Writing an article\n")
    for page in (ROOT / "docs").glob("*.md"):
        title = page.read_text("utf-8").partition("\n")[0].removeprefix("# ")
        assert f"  {title}\n" in done.output


def test_a_page_of_the_manual_is_found_by_its_title() -> None:
    done = CliRunner().invoke(main, ["help", "delivering by email"])
    assert "  Delivering by email: Approval\n" in done.output


def test_help_prints_a_section_of_the_manual_in_english() -> None:
    done = CliRunner().invoke(main, ["help", "caption"])
    assert done.exit_code == 0
    assert done.output.startswith("Pictures\n")


def test_a_finding_ends_with_where_to_read_more_once_for_each_rule(
    newsroom: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = '![En scen](scen.jpg){fotograf="Exempel"}\n\n![Ett torg](torget.jpg)\n'
    for name in ("prov", "prov-2"):
        article = newsroom / "articles" / name / "index.md"
        article.parent.mkdir(exist_ok=True)
        article.write_text(HEAD + pictures, encoding="utf-8")
        handbook_pictures.write_materials(article.parent)
    monkeypatch.chdir(newsroom)
    done = CliRunner().invoke(main, ["check", "prov", "prov-2"])
    lines = done.output.splitlines()
    captions = [at for at, line in enumerate(lines) if "has no caption" in line]
    assert lines.count("  more: pressverk help caption") == 1
    assert len(captions) == 4
    assert lines.index("  more: pressverk help caption") == captions[-1] + 1
    as_json = json.loads(CliRunner().invoke(main, ["check", "prov", "--json"]).stdout)
    assert "pressverk help caption" in {each["more"] for each in as_json["findings"]}


@pytest.mark.usefixtures("in_swedish")
def test_help_leaves_out_the_pictures_of_the_handbook() -> None:
    [section] = [found for found in sections() if found.title == "Faktarutor"]
    assert "/// fakta" in section.text
    assert "(bilder/" not in section.text


@pytest.mark.usefixtures("in_swedish")
def test_help_offers_what_is_near() -> None:
    done = CliRunner().invoke(main, ["help", "alternativtxt"])
    assert done.exit_code != 0
    assert "alternative-text" in done.output
