"""HTML as a document of any origin may have it, for tests of what is true of all."""

import re
from html import escape

from hypothesis import strategies as st
from lxml.html import HtmlElement, fragment_fromstring

WORD = re.compile(r"\w+")
# Words, and signs that mean something in the dialect, alone and in company.
SIGNS = [
    "*", "**", "_", "__", "`", "``", "```", "[", "]", "[^1]", "[^1]:",
    "](", "{", "}", "{{", "}}", "{%",
    "{#id}", "#", "##", "-", "--", "---", "–", "—", "+", "=", "===", "|", "||", "|---|", ":", "~~~",
    "///", "/// fact | x", "<", "<b>", "<!--", "-->", "&", "&amp;", "&#65;", "\\", "!", "![", "1.",
    "1)", "•", ">", "\xa0", "\xad", "Tabell", "(", ")", '"', "'", "%", "$", "§", "\u2028", "\u200b",
]  # fmt: skip
ATOMS = st.one_of(
    st.text("abåÄ19", min_size=1, max_size=5),
    st.sampled_from(SIGNS),
)
TEXT = st.lists(st.tuples(ATOMS, st.sampled_from(["", " ", " "])), min_size=1, max_size=6).map(
    lambda pairs: escape("".join(atom + blank for atom, blank in pairs))
)


def _element(tag: str, inner: str, attributes: str = "") -> str:
    return f"<{tag}{attributes}>{inner}</{tag}>"


def _inline(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    mixed = st.lists(st.one_of(TEXT, children), min_size=1, max_size=3).map("".join)
    tags = ["strong", "em", "b", "i", "sub", "sup", "u", "span", "code", "q", "small", "font"]
    return st.one_of(
        st.tuples(st.sampled_from(tags), mixed).map(lambda pair: _element(*pair)),
        mixed.map(lambda inner: _element("a", inner, ' href="https://exempel.se/a_b?c=(d)&amp;e"')),
        mixed.map(lambda inner: _element("a", inner, ' href="file:///etc"')),
        st.just('<a href="https://exempel.se/mer">Läs mer</a>'),
        mixed.map(lambda inner: _element("span", inner, ' lang="en"')),
        st.just("<br>"),
    )


INLINE = st.recursive(TEXT, _inline, max_leaves=6)
LINE = st.lists(INLINE, min_size=1, max_size=4).map("".join)


def _items(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(children.map(lambda inner: _element("li", inner)), min_size=1, max_size=3).map(
        "".join
    )


@st.composite
def tables(draw: st.DrawFn, cell: st.SearchStrategy[str]) -> str:
    width = draw(st.integers(1, 3))
    height = draw(st.integers(1, 3))
    rows = []
    for number in range(height):
        tag = "th" if not number and draw(st.booleans()) else "td"
        rows.append(_element("tr", "".join(_element(tag, draw(cell)) for _ in range(width))))
    caption = draw(st.one_of(st.just(""), LINE.map(lambda text: _element("caption", text))))
    return _element("table", caption + "".join(rows))


def _blocks(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(children, min_size=1, max_size=3).map("".join)
    mixed = st.one_of(LINE, several)
    return st.one_of(
        _items(mixed).map(lambda inner: _element("ul", inner)),
        _items(mixed).map(lambda inner: _element("ol", inner, ' start="4"')),
        _items(LINE).map(lambda inner: _element("ol", inner, ' type="a"')),
        several.map(lambda inner: _element("blockquote", inner)),
        st.tuples(several, LINE).map(
            lambda pair: _element("blockquote", pair[0] + _element("footer", pair[1]))
        ),
        st.tuples(LINE, several).map(
            lambda pair: _element(
                "aside", _element("h3", "F " + pair[0]) + pair[1], ' class="fact"'
            )
        ),
        several.map(lambda inner: _element("div", inner)),
        mixed.map(lambda inner: _element("div", inner, ' lang="fi"')),
        tables(mixed),
    )


LEAVES = st.one_of(
    LINE.map(lambda inner: _element("p", inner)),
    LINE.map(lambda inner: _element("p", f"- {inner}")),
    st.tuples(st.sampled_from(["h1", "h2", "h4"]), LINE).map(lambda pair: _element(*pair)),
    LINE.map(
        lambda inner: _element(
            "figure", f'<img src="a.png" alt="x"><figcaption>B {inner}</figcaption>'
        )
    ),
    TEXT.map(lambda inner: _element("pre", inner)),
    st.just("<hr>"),
    LINE,
)
BODIES = st.lists(st.recursive(LEAVES, _blocks, max_leaves=6), min_size=1, max_size=4).map("".join)


def body_of(html: str) -> HtmlElement:
    return fragment_fromstring(html, create_parent="div")


def words(text: str) -> list[str]:
    """Return the words of *text*, a division of a word in it or not."""
    return WORD.findall(text.replace("\xad", "").replace("\u200b", ""))
