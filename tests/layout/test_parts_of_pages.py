"""Parts that are set in a way of their own: where they stand, and what listeners are given."""

import pypdfium2
import pytest
from report import write_data, write_report
from tag_reader import read

from pressverk.build import pipeline
from pressverk.model import Newsroom

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300">'
    '<path d="M0 0h400v300H0z" fill="#ccc"/></svg>'
)
MANY_COLUMNS = "| A | B | C | D | E | F | G | H |\n|---|---|---|---|---|---|---|---|\n" + (
    "| Namnet på något | 1000 | 1000 | 1000 | 1000 | 1000 | 1000 | 1000 |\n" * 3
)


def built(newsroom: Newsroom, text: str) -> tuple[pypdfium2.PdfDocument, str]:
    source = write_report(newsroom.root, text)
    (source.parent / "chapters" / "a.svg").write_text(PICTURE, "utf-8")
    (outcome,) = pipeline.build(newsroom.root, [source], jobs=1, editions=["email"])
    assert outcome.edition is not None, outcome.findings
    assert outcome.edition.pdf is not None
    data = outcome.edition.pdf.read_bytes()
    return pypdfium2.PdfDocument(data), read(data).root.text


def left_edge(document: pypdfium2.PdfDocument, text: str) -> float:
    """Return how far from the left *text* begins, in millimetres, on the first page with it."""
    for page in document:
        found = page.get_textpage().search(text).get_next()
        if found:
            return float(page.get_textpage().get_charbox(found[0])[0]) * 25.4 / 72
    raise AssertionError(text)


def test_times_stand_in_the_side_column_and_are_heard_before_what_happened(
    newsroom: Newsroom,
) -> None:
    text = "/// timeline\n2015\n: Planen antas.\n\n2018\n: Priset delas ut.\n///\n"
    document, said = built(newsroom, text)
    assert left_edge(document, "2015") < 58
    assert 62 <= left_edge(document, "Planen antas") < 66
    assert said.index("2015") < said.index("Planen antas") < said.index("2018")


def test_a_note_in_the_margin_stands_beside_the_text(newsroom: Newsroom) -> None:
    text = "/// margin-note\nRäknat om våren.\n///\n\nNio skolor deltog.\n"
    document, said = built(newsroom, text)
    assert left_edge(document, "Räknat om") == pytest.approx(18, abs=0.5)
    assert left_edge(document, "Nio skolor") == pytest.approx(62, abs=0.5)
    assert said.index("Räknat om") < said.index("Nio skolor")


def test_a_part_that_lies_has_pages_of_its_own(newsroom: Newsroom) -> None:
    text = f"Före.\n\n/// landscape\nTable: Bred\n\n{MANY_COLUMNS}\n///\n\nEfter.\n"
    document, _said = built(newsroom, text)
    shapes = [(page.get_width() > page.get_height()) for page in document]
    (lying,) = (number for number, is_lying in enumerate(shapes) if is_lying)
    assert "Namnet på något" in document[lying].get_textpage().get_text_range()
    assert "Efter." in document[lying + 1].get_textpage().get_text_range()


def test_a_picture_that_begins_a_chapter_stands_above_its_title(newsroom: Newsroom) -> None:
    picture = '![Grått](a.svg "En yta"){illustrator="Exempel" width=page}'
    document, _said = built(newsroom, f"{picture}\n\nText.\n")
    (page,) = (p for p in document if "Illustration" in p.get_textpage().get_text_range()[:300]
               and "Text." in p.get_textpage().get_text_range())  # fmt: skip
    pixels = page.render(scale=0.5).to_pil().convert("L")
    assert pixels.getpixel((5, 5)) < 230
    assert pixels.getpixel((5, pixels.height - 100)) > 250


def test_a_picture_elsewhere_fills_a_page(newsroom: Newsroom) -> None:
    picture = '![Grått](a.svg "En yta"){illustrator="Exempel" width=page}'
    document, _said = built(newsroom, f"Först.\n\n{picture}\n\nSist.\n")
    corners = [
        page.render(scale=0.5).to_pil().convert("L").getpixel((place, place))
        for page in document
        for place in (3, 280)
    ]
    assert any(
        one < 230 and other < 230 for one, other in zip(corners[::2], corners[1::2], strict=True)
    )


def test_a_chapter_of_many_sections_lists_them(newsroom: Newsroom) -> None:
    sections = "\n\n".join(f"## Del {number}\n\nText." for number in range(1, 5))
    document, _said = built(newsroom, sections)
    texts = [page.get_textpage().get_text_range() for page in document]
    assert any(text.count("Del 1") == text.count("Del 4") == 2 for text in texts)


def test_a_key_figure_is_heard_after_what_it_is_and_before_what_it_was(newsroom: Newsroom) -> None:
    block = (
        "```key-figures\nfigures:\n  - number: sum pupils.pupils year=2018\n"
        "    label: taking part\n    before: sum pupils.pupils year=2017\n"
        "    before_label: In 2017\n```\n"
    )
    write_data(newsroom.root)
    document, said = built(newsroom, f"{block}\n\nText.\n")
    words = [said.index(each) for each in ("taking part", "54", "In 2017: 51", "Text.")]
    assert words == sorted(words)
    assert left_edge(document, "taking part") == pytest.approx(18, abs=0.5)


def test_an_upright_picture_of_somebody_stays_beside_what_they_say(newsroom: Newsroom) -> None:
    upright = PICTURE.replace('height="300"', 'height="500"').replace("h400v300", "h400v500")
    text = (
        '/// portrait\n![Någon](b.svg "Anna Exempel"){illustrator=Exempel}\n\n> Vi börjar.\n///\n'
    )
    source = write_report(newsroom.root, text)
    (source.parent / "chapters" / "b.svg").write_text(upright, "utf-8")
    (outcome,) = pipeline.build(newsroom.root, [source], jobs=1, editions=["email"])
    assert outcome.edition is not None, outcome.findings
    assert outcome.edition.pdf is not None
    with pypdfium2.PdfDocument(outcome.edition.pdf) as document:
        [page] = [page for page in document if page.get_textpage().search("Vi börjar").get_next()]
        grey = page.render(scale=25.4 / 72).to_pil().convert("RGB")
    columns = [
        x
        for x in range(grey.width)
        if (204, 204, 204) in {grey.getpixel((x, y)) for y in range(grey.height)}
    ]
    assert max(columns) < 62


def brightness(page: pypdfium2.PdfPage) -> list[int]:
    """Return how bright *page* is near its head and near its foot, from 0 to 255."""
    pixels = page.render(scale=0.5).to_pil().convert("L")
    return [pixels.getpixel((5, y)) for y in (5, pixels.height - 5)]


@pytest.mark.parametrize("kind", ["surface", "spread"])
def test_a_chapter_may_open_on_a_page_in_the_colour_of_the_brand(
    newsroom: Newsroom, kind: str
) -> None:
    write_data(newsroom.root)
    picture = '![Grått](a.svg "En yta"){illustrator="Exempel" width=page}'
    figures = "```key-figures\nfigures:\n  - {number: sum pupils.pupils, label: taking part}\n```"
    text = f"{picture}\n\n{figures}\n\n## Del ett\n\nText i kapitlet."
    source = write_report(newsroom.root, text)
    chapter = next((source.parent / "chapters").glob("*.md"))
    written = chapter.read_text("utf-8").replace("title:", f"opener: {kind}\ntitle:", 1)
    chapter.write_text(written, "utf-8")
    (source.parent / "chapters" / "a.svg").write_text(PICTURE, "utf-8")
    (outcome,) = pipeline.build(newsroom.root, [source], jobs=1, editions=["email"])
    assert outcome.edition is not None, outcome.findings
    assert outcome.edition.pdf is not None
    document = pypdfium2.PdfDocument(outcome.edition.pdf.read_bytes())
    texts = [page.get_textpage().get_text_range() for page in document]
    (opener,) = (number for number, said in enumerate(texts) if "taking part" in said)
    assert "Del ett" in texts[opener]
    assert brightness(document[opener])[1] < 120
    assert "En yta" in texts[opener if kind == "surface" else opener - 1]
    assert "Text i kapitlet" in texts[opener + 1]


def test_a_picture_that_the_preface_begins_with_stands_on_the_cover(newsroom: Newsroom) -> None:
    source = write_report(newsroom.root, "Text.")
    picture = '![Grått](a.svg "En yta"){illustrator="Exempel" width=page}'
    source.write_text(f"{source.read_text('utf-8')}\n\n{picture}\n\nFörord.\n", "utf-8")
    (source.parent / "a.svg").write_text(PICTURE, "utf-8")
    (outcome,) = pipeline.build(newsroom.root, [source], jobs=1, editions=["email"])
    assert outcome.edition is not None, outcome.findings
    assert outcome.edition.pdf is not None
    document = pypdfium2.PdfDocument(outcome.edition.pdf.read_bytes())
    cover, preface = (document[page].get_textpage().get_text_range() for page in (0, 1))
    assert "En yta" in cover
    assert "Förord." in preface
    assert "En yta" not in preface


def test_a_report_ends_with_a_back_cover_that_says_whom_to_ask(newsroom: Newsroom) -> None:
    document, said = built(newsroom, "Text.")
    back = document[len(document) - 1]
    (contact, *_others) = newsroom.contacts.values()
    assert contact.name in back.get_textpage().get_text_range()
    assert brightness(back)[0] < 120
    assert said.rindex(contact.name) > said.rindex("Text.")
