"""Each word of a page is in its article, in the front matter or in a note, in its order."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressverk.errors import IntakeError
from pressverk.intake.copied_text import read_copied_text
from pressverk.intake.model import SourceDocument
from pressverk.intake.page_text import all_text_of
from pressverk.intake.web_page import read_web_page

WORD = re.compile(r"Ord(\d+)x")
CLASSES = (
    *("", "", "", "ingress", "faktaruta", "fact-box", "contact-card", "mainMenu", "breadcrumb"),
    *("share", "related", "image-caption", "entry-meta", "content", "visually-hidden", "intro"),
    *("sv-text-portlet", "cookie-banner", "footer", "date", "media", "tags"),
)
CONTAINERS = (
    *("div", "div", "section", "article", "main", "aside", "header", "footer", "nav", "form"),
    *("details", "center", "figure", "td-table", "li-list", "blockquote", "dl", "a"),
)
INLINE = ("b", "i", "span", "a", "small", "time", "em", "strong", "font", "sup", "u", "button")
ATTRIBUTES = (
    *("", "", "", " hidden", ' role="navigation"', ' role="main"', ' aria-hidden="true"'),
    *(' style="display: none"', ' href="#a"', ' lang="en"'),
)
LINES = (
    *("Publicerad: 3 maj 2024 {}", "Kontakt", "Fakta om {}", "Skriv ut", "Dela på Facebook"),
    *("– {} {}.", "- {} {} {}", "{}", "{} {} {} {} {} {} {} {} {} {} {} {}.", "{}:", "1. {}"),
    *("Telefon: 08-000 00 00 {}", "”{} {}", "{} {}”", "Foto: {}", "{}. Foto: {} {}"),
    *("Bild på {} {}", "{} e@exempel.se", "<b>{}</b>", "<b>{} {} {}.</b>", "{}<br><br>{}"),
    *("{}<br>{}", "Hjälpte informationen dig? {}", "Senast uppdaterad: 4 maj 2024"),
    *("{} <!-- {} --> {}", "<script>{}</script>{}", "Av Anna {}"),
)


class Numbers:
    """Words that are never the same, in the order in which they are asked for."""

    def __init__(self) -> None:
        self.count = 0

    def fill(self, line: str) -> str:
        return re.sub(r"\{\}", lambda _match: self.word(), line)

    def word(self) -> str:
        self.count += 1
        return f"Ord{self.count}x"


@st.composite
def fragments(draw: st.DrawFn, numbers: Numbers, depth: int = 0) -> str:
    kind = draw(st.integers(0, 9))
    name = draw(st.sampled_from(CLASSES))
    attributes = (f' class="{name}"' if name else "") + draw(st.sampled_from(ATTRIBUTES))
    if depth > 3 or kind < 4:
        line = numbers.fill(draw(st.sampled_from(LINES)))
        tag = draw(st.sampled_from(("p", "p", "p", "h2", "h3", "div", "", "pre")))
        return f"<{tag}{attributes}>{line}</{tag}>" if tag else f" {line} "
    if kind == 4:
        tag = draw(st.sampled_from(INLINE))
        return f" {numbers.word()} <{tag}{attributes}>{numbers.word()}</{tag}> {numbers.word()} "
    if kind == 5:
        image = f'<img src="a.jpg" alt="{numbers.word()} {numbers.word()}">'
        return f"<figure{attributes}>{image}<figcaption>{numbers.word()}</figcaption></figure>"
    if kind == 6:
        return f'<p{attributes}>{numbers.word()} <img src="b.png" alt="{numbers.word()}"></p>'
    parts = [draw(fragments(numbers, depth + 1)) for _each in range(draw(st.integers(1, 4)))]
    return _contained(draw(st.sampled_from(CONTAINERS)), attributes, parts)


def _contained(tag: str, attributes: str, parts: list[str]) -> str:
    match tag:
        case "td-table":
            rows = "".join(f"<tr><td>{part}</td></tr>" for part in parts)
            return f"<table{attributes}>{rows}</table>"
        case "li-list":
            return f"<ul{attributes}>" + "".join(f"<li>{part}</li>" for part in parts) + "</ul>"
        case "dl":
            return "<dl>" + "".join(f"<dt>{p}</dt><dd></dd>" for p in parts) + "</dl>"
    return f"<{tag}{attributes}>{' '.join(parts)}</{tag}>"


@st.composite
def pages(draw: st.DrawFn) -> str:
    numbers = Numbers()
    title = numbers.word()
    body = [draw(fragments(numbers)) for _each in range(draw(st.integers(1, 8)))]
    place = draw(st.integers(0, len(body)))
    heading = draw(st.sampled_from((f"<h1>{title}</h1>", "")))
    html = "".join(body[:place]) + heading + "".join(body[place:])
    return f"<html><head><title>{title if heading else ''}</title></head><body>{html}</body></html>"


def numbers_in(texts: Iterable[str]) -> list[int]:
    return [int(number) for text in texts for number in WORD.findall(text)]


def shown(html: str) -> set[int]:
    """Return the words of *html* that a reader may see."""
    without = re.sub(r"<script>.*?</script>|<!--.*?-->", "", html, flags=re.DOTALL)
    return set(numbers_in([without]))


def kept(found: SourceDocument) -> Iterator[str]:
    yield from (found.title, found.lead, found.author)
    for contact in found.contacts:
        yield from (contact.name, contact.title)
    for note in found.notes:
        yield note.text
    yield all_text_of(found.body)
    for image in found.body.iter("img"):
        yield image.get("data-photographer", "")


def read(name: str, text: str) -> SourceDocument | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8")
        try:
            (found,) = read_web_page(path) if name.endswith("html") else read_copied_text(path)
        except IntakeError:
            return None
        return found


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(pages())
def test_each_word_of_a_page_is_somewhere(html: str) -> None:
    found = read("sida.html", html)
    if found is not None:
        assert shown(html) - set(numbers_in(kept(found))) == set()


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(pages())
def test_the_words_of_the_article_stand_in_the_order_of_the_page_and_once(html: str) -> None:
    found = read("sida.html", html)
    if found is not None:
        numbers = numbers_in([all_text_of(found.body)])
        assert numbers == sorted(set(numbers))
        for note in found.notes:
            assert numbers_in([note.text]) == sorted(numbers_in([note.text]))


@st.composite
def texts(draw: st.DrawFn) -> str:
    numbers = Numbers()
    groups = [
        "\n".join(
            numbers.fill(draw(st.sampled_from(LINES))) for _each in range(draw(st.integers(1, 4)))
        )
        for _group in range(draw(st.integers(2, 9)))
    ]
    return "\n\n".join(re.sub(r"<[^>]*>", " ", group) for group in groups)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts())
def test_each_word_of_a_copied_text_is_somewhere_and_in_order(text: str) -> None:
    found = read("kopia.txt", text)
    if found is not None:
        assert set(numbers_in([text])) - set(numbers_in(kept(found))) == set()
        numbers = numbers_in([all_text_of(found.body)])
        assert numbers == sorted(set(numbers))
