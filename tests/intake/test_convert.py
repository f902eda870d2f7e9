import unicodedata

from generated_html import BODIES, body_of, words
from hypothesis import given, settings

from pressverk.fragments import parse
from pressverk.intake.convert import to_markdown
from pressverk.markup import render_body

BLOCKS = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "td",
    "th",
    "caption",
    "figcaption",
    "div",
    "pre",
    "br",
    "dt",
    "dd",
    "footer",
    "blockquote",
]


def read_again(html: str) -> str:
    """Return the HTML that the dialect makes of *html* when it is written in it."""
    markdown = to_markdown(body_of(html), language="sv").text
    return render_body(markdown, language="sv", file="a.md").html


def words_shown(html: str) -> list[str]:
    """Return the words that a reader of *html* sees, blocks parted, notes after all else."""
    root = parse(html)
    for credit in root.xpath(".//span[@class='credit']"):
        credit.drop_tree()
    for element in root.iter(*BLOCKS):
        element.text = f" {element.text or ''}"
        element.tail = f" {element.tail or ''}"
    return words(unicodedata.normalize("NFC", "".join(root.itertext())))


@given(BODIES)
@settings(max_examples=300)
def test_every_word_of_any_html_is_there_again_in_its_order(html: str) -> None:
    assert words_shown(read_again(html)) == words_shown(html)
