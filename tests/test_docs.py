"""The documentation is read as what it is: a promise. For docs/writing.md see test_writing_doc."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pikepdf
import pytest
from click import Context
from click.testing import CliRunner
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from PIL import Image
from repository import ROOT
from sample_newsroom import ARTICLE, article

from pressverk.build import pipeline
from pressverk.build.outcomes import Outcome
from pressverk.cli.main import main
from pressverk.content.front_matter import FrontMatter
from pressverk.model import Article, Newsroom, Publication
from pressverk.pdf import validation

README, LAYOUTS = ROOT / "README.md", ROOT / "docs" / "layouts.md"
COMMANDS, WRITING = ROOT / "docs" / "cli.md", ROOT / "docs" / "writing.md"
PAGES = [
    README,
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
FENCED = re.compile(
    r"^(?P<fence>`{3,})(?P<kind>\w*)\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL
)
INLINE_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
# A file's name on a line of its own, and its content after it.
EXAMPLE_FILE = re.compile(
    r"^`(layouts/notice/[\w.]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
I18N = {"_", "gettext", "ngettext", "pgettext", "npgettext"}
LAID_OUT = """\
[first](#second) and a note.[^1] See [](#park).

## Second {#second}

![A drawing of a playground](park.png "The playground"){illustrator="Exempel" width=half #park}

| From | To |
|------|----|
| May | June |

- one
- two

[^1]: A note that is read where it is called.
"""


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def code_of(page: Path) -> str:
    """Return all code of a page, inline and fenced, and nothing else."""
    text = text_of(page)
    blocks = [match["text"] for match in FENCED.finditer(text)]
    inline = [match[0].strip("`") for match in INLINE_CODE.finditer(FENCED.sub("", text))]
    return "\n".join([*blocks, *inline])


def prose_of(page: Path) -> str:
    return INLINE_CODE.sub("", FENCED.sub("", text_of(page)))


def anchors_of(page: Path) -> set[str]:
    """Return the ids that code hosts give the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text_of(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_or_heading(page: Path) -> None:
    for path, anchor in LINK.findall(prose_of(page)):
        target = page.parent / path if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors_of(target), f"{path}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    rules = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)\b", code_of(page))) <= rules


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_named_exists(page: Path) -> None:
    named = set(
        re.findall(r"^(?:\$ )?pressverk ([a-z]+(?:-[a-z]+)*)\b", code_of(page), re.MULTILINE)
    )
    assert named <= set(main.commands)


@pytest.mark.parametrize("name", main.commands)
def test_each_command_has_a_section_with_all_its_options(name: str) -> None:
    sections = re.split(r"^#+ ", text_of(COMMANDS), flags=re.MULTILINE)
    section = next(each for each in sections if each.startswith(f"pressverk {name}\n"))
    command = main.get_command(Context(main), name)
    assert command is not None
    options = {
        option
        for parameter in command.params
        if parameter.param_type_name == "option"
        for option in parameter.opts
    }
    assert (
        set(re.findall(r"(?<![\w-])--?[a-z]+(?:-[a-z]+)*", code_in(section))) - {"--help"}
        <= options
    )
    assert {option for option in options if option.startswith("--")} <= set(
        re.findall(r"--[a-z]+(?:-[a-z]+)*", section)
    )
    assert f"pressverk {name}" in command.get_usage(Context(command, info_name=f"pressverk {name}"))


def code_in(markdown: str) -> str:
    return " ".join(match[0] for match in INLINE_CODE.finditer(markdown))


@pytest.mark.parametrize("key", FrontMatter.model_fields)
def test_each_key_of_front_matter_is_explained(key: str) -> None:
    needed = FrontMatter.model_fields[key].is_required()
    row = re.search(rf"^\| `{key}` \|[^|]+\|([^|]*)\|$", text_of(WRITING), re.MULTILINE)
    assert row
    assert (row[1].strip() == "needed") is needed


def test_the_five_minute_start_works_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (start,) = (
        match["text"] for match in FENCED.finditer(text_of(README)) if match["kind"] == "console"
    )
    monkeypatch.chdir(tmp_path)
    for line in start.splitlines():
        program, *words = shlex.split(line.removeprefix("$ "))
        if program == "cd":
            monkeypatch.chdir(words[0])
            continue
        assert program == "pressverk"
        result = CliRunner().invoke(main, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
    assert len(list(Path("output").glob("*.pdf"))) == len(list(Path("articles").iterdir())) == 2


def test_the_example_article_has_no_faults(root: Path) -> None:
    (text,) = (
        match["text"] for match in FENCED.finditer(text_of(README)) if match["kind"] == "markdown"
    )
    source = article(root / "articles" / "lekpark", text.replace("[presstjansten]", "[press]"))
    (outcome,) = pipeline.check(root, [source], jobs=1)
    assert outcome.findings == ()
    assert not outcome.failed


def test_pictures_are_small_enough_to_wait_for() -> None:
    docs = ROOT / "docs"
    pictures = list(docs.glob("pictures/**/*.png"))
    assert pictures
    for picture in pictures:
        assert picture.stat().st_size < 150_000
        page = docs / "studio.md" if picture.parent.name == "studio" else README
        name = picture.relative_to(page.parent).as_posix()
        assert f"({name})" in text_of(page)


@pytest.fixture
def notice(root: Path) -> Path:
    """Return the newsroom with the example of docs/layouts.md as its layout ``notice``."""
    files = dict(EXAMPLE_FILE.findall(text_of(LAYOUTS)))
    assert set(files) == {
        f"layouts/notice/{name}"
        for name in ("print.html.j2", "print.css", "layout.toml", "web.html.j2")
    }
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def build(root: Path, text: str) -> Outcome:
    source = article(root / "articles" / "notice", text)
    Image.new("RGB", (600, 900), "#1f5c6b").save(source.parent / "park.png")
    (outcome,) = pipeline.build(root, [source], jobs=1)
    return outcome


def kinds(element: pikepdf.Object) -> Iterator[str]:
    if isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element.S)
        children = element.get("/K", pikepdf.Array())
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            yield from kinds(child)


def test_the_example_layout_makes_valid_editions(notice: Path) -> None:
    outcome = build(notice, ARTICLE.replace("press-release", "notice") + LAID_OUT)
    assert outcome.findings == ()
    assert outcome.edition
    assert outcome.edition.pdf
    assert outcome.edition.web
    assert validation.violations(outcome.edition.pdf.read_bytes(), "notice.pdf") == []
    with pikepdf.open(outcome.edition.pdf) as pdf:
        found = set(kinds(pdf.Root.StructTreeRoot))
        assert str(pdf.docinfo.Title) == "Ett pris"
    assert {"/H1", "/H2", "/Figure", "/Note", "/Reference", "/Table", "/L", "/Link"} <= found
    web = outcome.edition.web.read_text(encoding="utf-8")
    assert "<h1>Ett pris</h1>" in web
    assert 'src="data:image/' in web
    assert "newsroom.invalid" not in web


def test_the_example_layout_shows_an_embargo(notice: Path) -> None:
    text = ARTICLE.replace("press-release", "notice").replace(
        "lead:", "embargo: 2090-11-23 10:00\nlead:"
    )
    outcome = build(notice, text)
    assert outcome.edition
    assert outcome.edition.web
    assert "Embargo till torsdag 23 november 2090" in outcome.edition.web.read_text("utf-8")


def test_the_tables_of_layouts_are_complete(notice: Path) -> None:
    (notice / "layouts" / "notice" / "web.html.j2").write_text(
        "{% set context = self._TemplateReference__context %}"
        "{{ context.parent | join(' ') }}|{{ context.environment.filters | join(' ') }}"
    )
    outcome = build(notice, ARTICLE.replace("press-release", "notice"))
    assert outcome.edition
    assert outcome.edition.web
    names, filters = outcome.edition.web.read_text("utf-8").split("|")
    told = set(re.findall(r"`([\w.]+)`", text_of(LAYOUTS)))
    assert set(names.split()) - set(DEFAULT_NAMESPACE) - I18N <= told
    assert set(filters.split()) - set(DEFAULT_FILTERS) <= told
    for kind in (Article, Publication, Newsroom):
        told_last = {name.rpartition(".")[2] for name in told} | {
            name.split(".")[0] for name in told
        }
        assert {field.name for field in fields(kind)} <= told_last, kind


def test_architecture_names_the_layers_that_are_enforced() -> None:
    text = text_of(ROOT / "docs" / "architecture.md")
    rows = re.findall(r"^\| (`.+`) \| .+ \|$", text, re.MULTILINE)
    told = [set(re.findall(r"`(\w+)`", row)) for row in rows]
    setup = text_of(ROOT / "setup.cfg")
    _before, _marker, layers = setup.partition("\nlayers =\n")
    layers, _marker, _others = layers.partition("\n\n")
    enforced = [set(re.findall(r"\w+", line)) for line in layers.splitlines()]
    assert told == enforced
