"""Whole documents: what HTML tells is what the tags tell, and nothing is lost."""

from collections import Counter
from itertools import pairwise
from pathlib import Path
from random import Random

import pikepdf
import pytest
from heard import Fact
from html_facts import facts_of_html
from hypothesis import given, reject
from hypothesis import strategies as st
from tag_facts import facts_of_tags
from tag_reader import Link, Tag, TagDocument, read
from tagging import BASE, PICTURE, faults, tagged
from whole_documents import tried, whole_document

from pressverk.errors import TypesettingError
from pressverk.model import Document, Pdf
from pressverk.pdf.typesetting import typeset

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.html"))
# What a tree may tell beyond the source: paragraphs of loose text, contents lists, labels.
MORE = {"paragraph", "item", "definition", "header cell", "list"}
KINDS = {
    "abbreviation", "caption", "code", "data cell", "definition", "figure", "header cell",
    "heading", "item", "language", "link", "list", "note", "order", "paragraph", "quote", "table",
}  # fmt: skip
# Content that takes room and isn't heard.
SILENT = [
    "<img src=bild.png alt='' width=9 {}>",
    "<svg width=9 height=9 aria-hidden=true {}></svg>",
    "<span aria-hidden=true {}>★</span>",
]


def typeset_html(html: str) -> Pdf:
    return typeset(
        Document(address=f"{BASE}exempel.html", html=html, resources={f"{BASE}bild.png": PICTURE})
    )


def differences(html: str, document: TagDocument) -> tuple[Counter[Fact], Counter[Fact]]:
    """Return the facts that the tags don't tell, and those that only they tell."""
    source, told = Counter(facts_of_html(html)), Counter(facts_of_tags(document))
    more = Counter({fact: n for fact, n in (told - source).items() if fact[0] not in MORE})
    return source - told, more


def assert_nothing_is_lost(document: TagDocument) -> None:
    """Each piece of content and each annotation is in the tree once, and knows its element."""
    assert document.unmarked == []
    assert document.unread == []
    root = document.pdf.Root.StructTreeRoot
    numbers = list(root.ParentTree.Nums)
    parents = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    assert int(root.ParentTreeNextKey) == len(parents)
    seen = Counter[tuple[int, int]]()
    _follow(root.K[0], document.pdf, parents, seen)
    assert set(seen.values()) <= {1}
    entries = {
        (key, number)
        for key, value in parents.items()
        for number, parent in enumerate(value if isinstance(value, pikepdf.Array) else [value])
        if parent is not None
    }
    assert entries == set(seen)
    annotations = sum(len(page.obj.get("/Annots", [])) for page in document.pdf.pages)
    assert annotations == sum(isinstance(kid, Link) for tag in document.root for kid in tag.kids)
    assert all(_has_link(tag) for tag in document.root.all("Link"))


def _has_link(link: Tag) -> bool:
    return bool(link.links)


def _follow(
    element: pikepdf.Object,
    pdf: pikepdf.Pdf,
    parents: dict[int, pikepdf.Object],
    seen: Counter[tuple[int, int]],
) -> None:
    """Count what hangs in *element*, by key and number in the parent tree, which must agree."""
    for kid in element.get("/K", []):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            assert kid.P.objgen == element.objgen
            _follow(kid, pdf, parents, seen)
            continue
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
            key, number = int(kid.Obj.StructParent), 0
            parent = parents[key]
        else:
            is_reference = isinstance(kid, pikepdf.Dictionary)
            holder = (kid.get("/Stm") or kid.Pg) if is_reference else element.Pg
            key, number = int(holder.StructParents), int(kid.MCID if is_reference else kid)
            parent = parents[key][number]
        assert parent.objgen == element.objgen
        seen[key, number] += 1


@given(st.randoms(use_true_random=False))
@tried(8)
def test_documents_convey_what_their_html_conveys(random: Random) -> None:
    html = whole_document(random)
    try:
        pdf = typeset_html(html)
    except TypesettingError:
        reject()  # WeasyPrint can't lay out everything
    if any(finding.rule == "lost-text" for finding in pdf.findings):
        reject()  # nor find room for it
    document = read(pdf.data)
    assert differences(html, document) == (Counter(), Counter())
    assert_nothing_is_lost(document)
    assert faults(pdf) == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_convey_what_their_html_conveys(path: Path) -> None:
    html = path.read_text(encoding="utf-8")
    pdf = typeset_html(html)
    document = read(pdf.data)
    assert differences(html, document) == (Counter(), Counter())
    assert_nothing_is_lost(document)
    assert faults(pdf) == []


def test_samples_have_facts_of_every_kind() -> None:
    told = {kind for path in SAMPLES for kind, _what in facts_of_html(path.read_text("utf-8"))}
    assert told == KINDS


@pytest.mark.parametrize(
    ("html", "other", "kind"),
    [
        ("<p>a b</p>", "<p>b a</p>", "order"),
        ("<p>a <span lang=en>b</span></p>", "<p>a b</p>", "language"),
        ("<h2>a</h2>", "<h3>a</h3>", "heading"),
        ("<p><a href='#x'>a</a></p><p id=x>b</p>", "<p>a</p><p>b</p>", "link"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</ul><ul><li>b</ul>", "list"),
        ("<ol><li>a</ol>", "<ol start=2><li>a</ol>", "item"),
        ("<dl><dt>a<dd>b</dl>", "<dl><dt>a b<dd></dl>", "definition"),
        ("<img src=bild.png alt=a>", "<img src=bild.png alt=b>", "figure"),
        ("<p><abbr title=x>a</abbr></p>", "<p>a</p>", "abbreviation"),
        ("<table><tr><th>a<tr><td>b</table>", "<table><tr><td>a<tr><td>b</table>", "data cell"),
        ("<table><tr><th>a<tr><td>b</table>", "<table><tr><td>a<tr><td>b</table>", "header cell"),
        ("<table><tr><td>a<td>b</table>", "<table><tr><td>a<tr><td>b</table>", "table"),
        ("<table><caption>a</caption><tr><td>b</table>", "<p>a</p><p>b</p>", "caption"),
        ("<p><q>a</q></p>", "<p>a</p>", "quote"),
        ("<p><code>a</code></p>", "<p>a</p>", "code"),
        ("<p>a</p><p>b</p>", "<p>a b</p>", "paragraph"),
        (
            "<p>a<i style='float: footnote'>n</i> b</p>",
            "<p>a b<i style='float: footnote'>n</i></p>",
            "note",
        ),
    ],
)
def test_a_fact_that_the_tags_do_not_convey_is_found(html: str, other: str, kind: str) -> None:
    shell = "<!doctype html><html lang=sv><title>Exempel</title><body>{}"
    document = read(typeset_html(shell.format(other)).data)
    missing, _more = differences(shell.format(html), document)
    assert kind in {found for found, _what in missing}


@pytest.mark.parametrize("silent", SILENT)
@pytest.mark.parametrize(
    ("display", "style", "told"),
    [
        ("flex", "", ["runt", "skolan"]),
        ("grid", "", ["runt", "skolan"]),
        ("flex", "float: right", ["runt", "skolan"]),
        ("block", "display: block", ["runt", "skolan"]),
        ("block", "", ["runtskolan"]),
        ("block", "display: inline-block", ["runtskolan"]),
        ("block", "float: right", ["runtskolan"]),
        ("block", "position: absolute", ["runtskolan"]),
        ("flex", "display: none", ["runtskolan"]),
    ],
)
def test_what_is_silent_ends_a_word_only_where_it_parts_text(
    silent: str, display: str, style: str, told: list[str]
) -> None:
    shown = silent.format(f"style='{style}'")
    body = f"<h1>Exempel</h1><div style='display: {display}'>runt{shown}skolan</div>"
    order = [("order", pair) for pair in pairwise(["Exempel", *told])]
    assert [fact for fact in facts_of_html(body) if fact[0] == "order"] == order
    assert [fact for fact in facts_of_tags(tagged(body)) if fact[0] == "order"] == order


def test_a_note_in_a_flex_box_ends_the_word_before_it() -> None:
    body = "<h1>a</h1><div style='display: flex'>b<i style='float: footnote'>n</i>c</div>"
    order = [("order", ("a", "b")), ("order", ("b", "c"))]
    assert [fact for fact in facts_of_html(body) if fact[0] == "order"] == order
    assert [fact for fact in facts_of_tags(tagged(body)) if fact[0] == "order"] == order


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    "body",
    [
        "<div>ett <span class=f>två</span> tre <b>fyra</b></div>",
        "<div>ett<div class=f>två</div>tre</div>",
        "<section>ett <b>två</b><div class=f><p>tre</p></div>fyra <i class=f>fem</i> sex</section>",
        "<blockquote>ett <a href='#x'>två <i class=f id=x>tre</i></a> fyra</blockquote>",
        "ett <span class=f>två</span> tre",
    ],
)
def test_what_floats_in_loose_text_is_read_where_it_stands(body: str, side: str) -> None:
    html = f"<style>.f {{ float: {side} }}</style><h1>Exempel</h1>{body}"
    order = [fact for fact in facts_of_html(html) if fact[0] == "order"]
    assert [fact for fact in facts_of_tags(tagged(html)) if fact[0] == "order"] == order
