import re

import lxml.html
import pytest
from repository import ROOT

from pressverk.delivery.message.bodies import inline_styles

PAGE = "<html lang='sv'><head><meta charset='utf-8'><style>{}</style></head><body>{}</body></html>"


def styled(css: str, body: str) -> str:
    html = inline_styles(PAGE.format(css, body))
    found = re.search("<body>(.*)</body>", html, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("css", "style"),
    [
        ("p { color: red }", "color:red"),
        ("p { color: red } p { color: blue }", "color:red;color:blue"),
        (".a { color: blue } p { color: red }", "color:red;color:blue"),
        ("div > p, .b { margin: 0 }", "margin:0"),
        ('p { font-family: "A B", serif }', "font-family:&quot;A B&quot;, serif"),
        ("@media print { p { color: red } } p { margin: 0 }", "margin:0"),
        ("/* p { color: red } */ p { margin: 0 }", "margin:0"),
    ],
)
def test_rules_are_written_on_elements_the_more_special_last(css: str, style: str) -> None:
    assert styled(css, '<div><p class="a">x</p></div>').count(f'<p style="{style}">x</p>') == 1


def test_an_elements_own_style_wins() -> None:
    assert 'style="color:red;color:blue"' in styled("p{color:red}", '<p style="color:blue">x</p>')


def test_what_only_the_styles_needed_is_gone() -> None:
    html = inline_styles(PAGE.format("p{margin:0}", '<p class="a" data-page="1" lang="en">x</p>'))
    assert "class" not in html
    assert "data-page" not in html
    assert "<style" not in html
    assert '<html lang="sv">' in html
    assert 'lang="en"' in html
    assert html.startswith("<!DOCTYPE html>\n")
    assert "</meta>" not in html


def test_elements_that_outlook_does_not_know_keep_their_looks_and_meaning() -> None:
    body = styled(
        "aside{margin:1px} figure{margin:2px}",
        '<aside aria-labelledby="a"><h3 id="a">F</h3></aside><figure><p>x</p></figure>',
    )
    aside, figure = lxml.html.fragments_fromstring(body)
    assert (aside.tag, aside.get("role"), aside.get("style")) == ("div", "note", "margin:1px")
    assert aside.get("aria-labelledby") == "a"
    assert (figure.tag, figure.get("role"), figure.get("style")) == ("div", None, "margin:2px")


# What Word, by which Outlook draws messages, knows of CSS, and what it may pass over without harm.
KNOWN_TO_WORD = re.compile(
    r"background|border(-(top|right|bottom|left))?|border-collapse|color|display|height|width"
    r"|font-(family|size|style|weight)|line-height|list-style-type|margin(-(top|right|bottom|left))?"
    r"|padding(-(top|right|bottom|left))?|text-(align|decoration)|vertical-align|white-space"
)
HARMLESS = {"hyphens", "max-width", "word-break"}


@pytest.mark.parametrize("layout", ["press-release", "annual-report"])
def test_layouts_of_messages_use_only_what_outlook_knows(layout: str) -> None:
    template = (ROOT / "layouts" / layout / "email.html.j2").read_text("utf-8")
    (style,) = re.findall(r"<style>(.*?)</style>", template, re.DOTALL)
    plain = re.sub(r"\{\{.*?\}\}", "left", style)
    declarations = re.findall(r"([a-z-]+): *([^;{}]+)[;}]", plain)
    assert len(declarations) > 50
    for name, value in declarations:
        assert KNOWN_TO_WORD.fullmatch(name) or name in HARMLESS, name
        assert not re.search(r"\d(rem|em|ch|vw|vh)\b|var\(|calc\(|flex|grid|clamp", value), value
    assert not re.search(r"@media|::?(before|after|has|is|where|nth)", plain)


def test_text_is_as_it_was_written() -> None:
    body = '<p>1 &lt; 2 &amp; å&nbsp;ö</p><p><a href="mailto:å@example.com?subject=a%20b">x</a></p>'
    assert styled("", body) == body
