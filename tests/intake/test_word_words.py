"""No word of a Word document is lost: generated ones, and those of other programs."""

import io
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import mammoth
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.html import fragment_fromstring
from word_documents import item, notes_part, p, r, style, tbl, tc, tr, word

from pressverk.content.front_matter import split
from pressverk.content.markup.body import render_body
from pressverk.intake.accounting import words, words_in, words_of
from pressverk.intake.article import make_article
from pressverk.intake.model import NoteKind
from pressverk.intake.word.reading import read_word
from pressverk.model import Newsroom
from pressverk.readers.yaml import read_mapping

STYLES = {
    "heading1": "heading 1", "heading2": "heading 2", "Title": "Title", "Quote": "Quote",
    "caption": "caption", "Ingress": "Ingress", "Fakta": "Fakta",
}  # fmt: skip
SIGNS = st.sampled_from([
    "", ".", ",", " *", "_", "|", " #", "{x}", " <b>", "&amp;", "[a]", " – ", "- ", "1. ",
    "\xa0", "`", "///", ":", "!", "•",
])  # fmt: skip
PROPERTIES = st.sampled_from([
    "", "<w:b/>", "<w:i/>", "<w:b/><w:i/>", '<w:vertAlign w:val="superscript"/>', "<w:strike/>",
    '<w:lang w:val="en-US"/>', '<w:lang w:val="fi-FI"/>', '<w:sz w:val="40"/>',
])  # fmt: skip


@st.composite
def runs(draw: st.DrawFn) -> str:
    """Return runs with words that stand nowhere else."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        text = escape(draw(SIGNS)) + f" ord{draw(st.integers(0, 10**6))}" + escape(draw(SIGNS))
        run = r(text, draw(PROPERTIES))
        kind = draw(st.sampled_from(["", "", "", "ins", "break", "note"]))
        if kind == "ins":
            run = f'<w:ins w:id="1" w:author="x">{run}</w:ins>'
        found.append(run)
        if kind == "break":
            found.append("<w:r><w:br/></w:r>")
        if kind == "note":
            found.append('<w:r><w:footnoteReference w:id="2"/></w:r>')
    return "".join(found)


PARAGRAPH = st.one_of(
    runs().map(p),
    runs().map(p),
    st.tuples(runs(), st.sampled_from(sorted(STYLES))).map(lambda pair: p(pair[0], style=pair[1])),
    st.tuples(runs(), st.integers(1, 3), st.integers(0, 1)).map(
        lambda each: item(each[0], each[1], each[2])
    ),
)


@st.composite
def tables(draw: st.DrawFn) -> str:
    width = draw(st.integers(1, 3))
    rows = [
        tr(*(tc(*draw(st.lists(PARAGRAPH, min_size=1, max_size=2))) for _ in range(width)))
        for _ in range(draw(st.integers(1, 3)))
    ]
    return tbl(*rows) + p()


BODIES = st.lists(st.one_of(PARAGRAPH, PARAGRAPH, tables()), min_size=1, max_size=6)
PARTED = ("{*}t", "{*}br", "{*}p", "{*}footnoteReference")
NOTE = notes_part("footnote", {2: p("Fotnotens egen text.")})


def words_of_file(path: Path, newsroom: Newsroom) -> tuple[list[str], list[str]]:
    """Return the words of the source as read, and of the article with what its report says."""
    [document] = read_word(path)
    imported = make_article(document, newsroom, layout="press-release")
    parts = split(imported.text, "a.md")
    front = read_mapping(parts.front)
    html = render_body(parts.body, language="sv", file="a.md").html
    left_out = [note.text for note in imported.notes if note.kind is NoteKind.LEFT_OUT]
    for named, key in ((document.title, "title"), (document.lead, "lead")):
        assert not named or words(named) == words(front[key])
    # What is taken out of the body as headline and lead stands at its beginning.
    source = words_of(document.body)
    article = [*words(front["title"]), *words(front["lead"]), *words_in(html)]
    assert not [note for note in imported.notes if note.rule == "lost-words"]
    return source, [*article, *words(" ".join(left_out))]


@given(BODIES)
@settings(max_examples=150)
def test_every_word_of_any_document_is_in_its_article(blocks: list[str]) -> None:
    newsroom = NEWSROOM
    with tempfile.TemporaryDirectory() as folder:
        path = word(
            Path(folder) / "a.docx",
            *blocks,
            styles="".join(style(name, style_id=key) for key, name in STYLES.items()),
            parts={"word/footnotes.xml": NOTE},
        )
        source, article = words_of_file(path, newsroom)
        written = etree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
        texts = "".join(each.text or " " for each in written.iter(*PARTED))
        in_word = {each for each in words(texts) if each.startswith("ord")}
    assert in_word == {each for each in article if each.startswith("ord")}
    rest = iter(article)
    assert all(each in rest for each in source if each.startswith("ord"))


@given(BODIES)
@settings(max_examples=50)
def test_mammoth_finds_no_word_that_is_missing_here(blocks: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = word(Path(folder) / "a.docx", *blocks, parts={"word/footnotes.xml": NOTE})
        [document] = read_word(path)
        html = mammoth.convert_to_html(io.BytesIO(path.read_bytes())).value
    theirs = words_of(fragment_fromstring(html, create_parent="div"))
    ours = {*words_of(document.body), *words(document.title), *words(document.lead)}
    assert [each for each in theirs if each.startswith("ord") and each not in ours] == []


NEWSROOM = Newsroom(
    root=Path(),
    sender="Exempelstad",
    website=None,
    logo=Path("logo.svg"),
    brand=None,  # type: ignore[arg-type]  # never looked at
    language="sv",
    time_zone="Europe/Stockholm",
    boilerplate={},
    contacts={},
)
