"""With shortcuts and without, WeasyPrint must come to the same."""

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import cssselect2
import lxml.etree
import pytest
import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint.css import get_all_computed_styles
from weasyprint.css.counters import CounterStyle
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.css.targets import TargetCollector
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import Layout

from pressverk.model import Document, Resource
from pressverk.pdf.typesetting import typeset
from pressverk.pdf.weasyprint import speedups, style_lookups
from pressverk.pdf.weasyprint.speedups import RepeatedDrawing, _is_plain

DECLARATIONS = (
    "margin-inline-start: 3mm",
    "margin-left: 2mm",
    "padding-block-end: 1em",
    "inset-inline-end: 4px",
    "border-inline-start: 2px solid red",
    "border-left-width: thick",
    "border-start-start-radius: 3px",
    "inline-size: 50%",
    "max-height: calc(10mm + 5%)",
    "min-width: calc(1mm + 1em)",
    "direction: rtl",
    "direction: inherit",
    "margin: inherit",
    "padding-right: initial",
    "float: left",
    "position: absolute",
    "display: inline-flex",
    "display: table-cell",
    "text-decoration: underline wavy red 2px",
    "text-decoration: none",
    "text-indent: calc(1em + 10%)",
    "font: italic 600 120%/1.4 serif",
    "font-size: larger",
    "letter-spacing: var(--gap)",
    "--gap: 1pt",
    "color: var(--absent, blue)",
    "color: currentColor",
    "outline: 1px solid currentColor",
    "column-gap: normal",
    "page: wide",
    "line-height: 1.5",
    "string-set: name content()",
    "counter-increment: one 2",
    "transform: rotate(3deg)",
)
PHYSICAL = INITIAL_VALUES.keys() - frozenset().union(*style_lookups._LOGICAL.values())
PAGE = """<html lang="sv"><head><title>Prov</title><style>
@page {{ @top-left {{ content: string(name) counter(page) }} @bottom-right {{ content: "x" }} }}
h1 {{ string-set: name content(); bookmark-label: "A" }}
p::first-line {{ color: #900; font-weight: 700 }}
p::before {{ content: "– "; margin-inline-end: 2pt }}
.rtl {{ direction: rtl; margin-inline-start: 1cm; border-inline-end: 1px solid blue }}
table {{ border-collapse: collapse }} td {{ padding: 2pt; border: 1px solid; margin: 3pt }}
.grid {{ display: grid; grid-template-columns: 1fr 2fr; gap: 3pt }}
.note {{ float: footnote }} .columns {{ columns: 2 }} li {{ list-style-type: square }}
</style></head><body><h1>Rubrik</h1>
<p>En text som räcker <em>till</em> mer än en rad, <u>om <s>den</s> bara</u> är lång nog för det,
vilket den är nu.<span class="note">En not.</span></p>
<p class="rtl">שלום <b>1</b></p><div class="columns"><p>a</p><p>b</p></div>
<div class="grid"><img src="plain.svg" alt="A"><img src="rich.svg" alt="B"><i>c</i></div>
<ul><li>ett<ul><li>två</ul></ul><table><tr><td>1<td>2</table>{more}</body></html>"""
PLAIN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><title>T</title>
<g transform="rotate(3)"><path d="M0 0H6V5a1 1 0 0 1 2 2z" fill="#1f5c6b" fill-opacity=".3"/></g>
<circle cx="5" cy="5" r="3" fill="none" stroke="red" stroke-width=".5"/></svg>"""
RICH = (
    PLAIN.replace(' fill-opacity=".3"', "")
    .replace('fill="none"', 'fill="url(#g)" opacity=".5"')
    .replace("</title>", "</title><linearGradient id='g'><stop stop-color='red'/></linearGradient>")
)


def page(more: str = "", plain: str = PLAIN, rich: str = RICH) -> Document:
    drawings = {"plain.svg": plain, "rich.svg": rich}
    return Document(
        address="https://newsroom.invalid/prov",
        html=PAGE.format(more=more),
        resources={
            f"https://newsroom.invalid/{name}": Resource(
                media_type="image/svg+xml", sha256="", data=drawing.encode()
            )
            for name, drawing in drawings.items()
        },
    )


def test_a_page_comes_out_the_same_byte_for_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    speedups._painting.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(speedups, "_SHORTCUTS", ())
        plainly = typeset(page()).data
    assert speedups._painting.cache_info().misses == 0
    assert typeset(page()).data == plainly
    assert typeset(page()).data == plainly
    assert speedups._painting.cache_info().hits == 1


def written(style: Mapping[str, Any]) -> dict[str, object]:
    """Return *style* with its functions, which are only equal to themselves, as text."""
    return {
        name: value.serialize() if hasattr(value, "serialize") else value
        for name, value in style.items()
    }


def styles(declared: list[list[str]]) -> list[dict[str, object]]:
    """Return all that is computed for nested elements and for what stands before the innermost."""
    tags = "".join(f'<div style="{"; ".join(lines)}">' for lines in declared)
    html = weasyprint.HTML(
        string=f"<style>div::before, div::first-line {{ padding-inline-start: 1pt }}</style>{tags}"
    )
    style_for = get_all_computed_styles(
        html,
        user_stylesheets=[],
        presentational_hints=False,
        font_config=FontConfiguration(),
        counter_style=CounterStyle(),
        color_profiles={},
        page_rules=[],
        layers=[],
        target_collector=TargetCollector(),
        forms=False,
    )
    found = []
    for element in html.etree_element.iter("div"):
        for pseudo in (None, "before", "first-line"):
            style = style_for(element, pseudo)
            found += [written(style), written({name: style[name] for name in PHYSICAL})]
            found.append(written({name: style.anonymous_style[name] for name in PHYSICAL}))
    return found


@settings(max_examples=60)
@given(st.lists(st.lists(st.sampled_from(DECLARATIONS), max_size=6), min_size=1, max_size=3))
def test_styles_compute_to_the_same(declared: list[list[str]]) -> None:
    plainly = styles(declared)
    with speedups.shortcuts():
        assert styles(declared) == plainly


def test_plain_shapes_are_followed_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    speedups._painting.cache_clear()
    typeset(page())
    monkeypatch.setattr(speedups, "SVG", None)
    assert speedups._painting.cache_info().misses == 1
    typeset(page("<p>Annat"))
    assert speedups._painting.cache_info().misses == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('fill="none"', 'fill="url(#g)"'),
        ('fill="none"', 'fill="color(xyz 1 1 1)"'),
        ('fill="none"', 'opacity=".5"'),
        ('fill="none"', 'style="fill: url(#g)"'),
        ('fill="none"', 'marker-end="url(#m)"'),
        ("<title>T</title>", "<text>T</text>"),
        ("<title>T</title>", "<style>path { fill: red }</style>"),
        ("<title>T</title>", '<image href="data:,"/>'),
        ("<title>T</title>", "<a/>"),
    ],
)
def test_what_is_more_than_plain_shapes_is_left_to_weasyprint(old: str, new: str) -> None:
    before, after = (lxml.etree.fromstring(drawing) for drawing in (PLAIN, PLAIN.replace(old, new)))
    assert _is_plain(before)
    assert not _is_plain(after)


def test_large_drawings_are_not_kept() -> None:
    large = PLAIN.replace("M0 0", "M0 0" + " 1 1" * (speedups.LARGEST // 4))
    speedups._painting.cache_clear()
    assert not typeset(page(plain=large)).findings
    assert speedups._painting.cache_info().misses == 0


def test_a_drawing_that_fails_is_reported_each_time() -> None:
    broken = page(plain=PLAIN.replace("rotate(3)", "rotate(x)"))
    first, second = typeset(broken), typeset(broken)
    assert first.findings
    assert first.findings == second.findings


def test_weasyprint_has_its_own_names_back_afterwards() -> None:
    before = [getattr(owner, name) for owner, name, _shortcut in speedups._SHORTCUTS]
    with speedups.shortcuts():
        assert weasyprint.images.SVGImage is RepeatedDrawing
    after = [getattr(owner, name) for owner, name, _shortcut in speedups._SHORTCUTS]
    assert after == before


HAS = (
    "table:has(tr > :nth-child(3)) td",
    "table:not(:has(tr:nth-child(4))) tr",
    "tr:has(> th) + tr:has(td:has(b)) td",
    ":has(~ p) td, div:has(+ table:has(b)) i",
    "i:not(:has(*)):is(:has(b), i)",
    "td:has(i)",
)
HAS_HTML = (
    "<div><i>a</i></div><table><tr><th>a<td>b<td><b>c</b><tr><td>d<td><b>e</b></table><p>f"
    "<table><tr><td>g<tr><td><i>h</i></table>"
)


def matches() -> list[list[int]]:
    root = weasyprint.HTML(string=HAS_HTML).wrapper_element
    compiled = [cssselect2.compile_selector_list(selector) for selector in HAS]
    return [
        [
            number
            for number, element in enumerate(root.iter_subtree())
            if any(one.test(element) for one in tests)
        ]
        for tests in compiled
    ]


def test_elements_that_have_others_are_found_as_without_shortcuts() -> None:
    plain = matches()
    assert all(plain)
    with speedups.shortcuts():
        assert matches() == plain


@pytest.mark.parametrize("rows", [20, 40])
def test_what_a_table_has_is_asked_once(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    walk = cssselect2.ElementWrapper.iter_subtree

    def counted(element: Any) -> Any:
        nonlocal asked
        asked += element.etree_element.tag == "table"
        return walk(element)

    html = "<table>" + "<tr><td>a<td>b" * rows + "</table>"
    with speedups.shortcuts():
        (selector,) = cssselect2.compile_selector_list("table:has(tr > :nth-child(7)) td")
        elements = [*weasyprint.HTML(string=html).wrapper_element.iter_subtree()]
        monkeypatch.setattr(cssselect2.ElementWrapper, "iter_subtree", counted)
        assert not any(selector.test(element) for element in elements)
    assert asked == 1


LINES = (
    "<p>En rad med <em>kursiv</em> och <b>fet</b> text, avstavningsregler och 1 234 567 kronor "
    "<a href='https://example.com/'>med en länk</a> i <span lang='en'>English words</span>.</p>"
    "<p dir='rtl' lang='ar'>نص عربي 12 345</p><p class='justified'>{text}</p><pre>a\tb\n  c</pre>"
    "<table><tr><td>{text}</td><td>{text}</td></tr></table>"
    "<p>Not<span style='float: footnote'>{text}</span></p>"
)
LINE_STYLE = (
    "@page { size: A6 } p { hyphens: auto } .justified { text-align: justify }"
    "em { font-variant: small-caps; letter-spacing: 1pt } a { text-decoration: underline }"
    "b { font-feature-settings: 'onum' } p::first-letter { font-size: 200% }"
)


def test_lines_are_the_same_whether_they_are_remembered_or_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Kommunfullmäktige beslutade om nämndens förvaltningsplaner. " * 6
    html = (
        f"<html lang=sv><head><title>Prov</title><style>{LINE_STYLE}</style></head>"
        f"<body>{LINES.format(text=text) * 3}</body></html>"
    )
    page = Document(address="https://newsroom.invalid/prov.html", html=html)
    made = [typeset(page).data]
    monkeypatch.setattr(speedups, "LINES", 1)
    made.append(typeset(page).data)
    monkeypatch.setattr(speedups, "_LinesSplitOnce", lambda split: split)
    kept = [each for each in speedups._SHORTCUTS if each[0] not in {Layout, line_break}]
    assert len(kept) == len(speedups._SHORTCUTS) - 2
    monkeypatch.setattr(speedups, "_SHORTCUTS", kept)
    made.append(typeset(page).data)
    assert len(set(made)) == 1


# In a process of its own: what pytest and other tests keep would count, too.
GROWTH = """
import ctypes, gc
from pressverk.model import Document
from pressverk.pdf.typesetting import typeset

class Heap(ctypes.Structure):  # of glibc's mallinfo2: only the fields that are read have names
    _fields_ = [(f"_{n}", ctypes.c_size_t) for n in range(4)] + [
        ("mapped", ctypes.c_size_t), ("_5", ctypes.c_size_t), ("_6", ctypes.c_size_t),
        ("taken", ctypes.c_size_t), ("_8", ctypes.c_size_t), ("_9", ctypes.c_size_t)]

look = ctypes.CDLL(None).mallinfo2
look.restype = Heap

def in_use():
    gc.collect()
    heap = look()
    return heap.mapped + heap.taken

lines = "<p>Ett stycke med flera ord på sin rad</p>" * 100
style = "<style>p { font-feature-settings: 'lnum' }</style>"
html = f"<html lang=sv><head><title>Prov</title>{style}</head><body>{lines}</body></html>"
document = Document(address="https://a.invalid/", html=html)
for _time in range(6):
    typeset(document)
before = in_use()
for _time in range(8):
    typeset(document)
print((in_use() - before) // 8)
"""


def test_pages_leave_nothing_of_their_lines_behind() -> None:
    done = subprocess.run([sys.executable, "-c", GROWTH], check=True, capture_output=True)
    assert int(done.stdout) < 4_000  # bytes a document of a hundred lines
