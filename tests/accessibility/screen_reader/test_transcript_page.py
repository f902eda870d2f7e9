import base64
import hashlib
import io
import json
import re
from typing import Any

import lxml.html
import pikepdf
import pytest
from PIL import Image
from spoken_tags import content, link, pdf_of, tag

from pressverk.accessibility.reader import Area, PageBox, UnreadablePdfError
from pressverk.accessibility.screen_reader import announce, as_json, as_page
from pressverk.accessibility.screen_reader.web_page import shown_box

HOSTILE = "</script><img src=x onerror=alert(1)>{{ 7 * 7 }}\"'"


def blank_pdf(pages: int = 1, size: tuple[float, float] = (200, 300)) -> bytes:
    pdf = pikepdf.new()
    for _number in range(pages):
        pdf.add_blank_page(page_size=size)
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


def page_of(*kids: Any, **entries: Any) -> Any:
    pdf = pdf_of(*kids, **entries)
    page = as_page(announce(pdf), pdf.pages, blank_pdf(len(pdf.pages)), "prov.pdf")
    return lxml.html.document_fromstring(page.encode())


def test_every_passage_leads_to_its_place_and_back() -> None:
    page = page_of(
        tag("H1", "Rubrik"),
        tag("P", content("ett"), content("två", page=2)),
        tag("L", tag("LI", "punkt")),
        untagged=(content("sida 1"),),
        pages=(PageBox(width=200, height=300),) * 2,
    )
    ids = [element.get("id") for element in page.xpath("//*[@id]")]
    assert len(ids) == len(set(ids))
    leads = page.xpath("//li//a")
    assert len(leads) == 4
    for lead in leads:
        (place,) = page.xpath(f"//*[local-name()='a'][@id='{lead.get('href')[1:]}']")
        assert place.get("href") == f"#{lead.get('data-where')}" == f"#{place.get('data-passage')}"
    assert len(page.xpath("//*[local-name()='a'][@data-passage='p2']")) == 2
    assert [image.get("alt") for image in page.xpath("//img")] == ["Page 1 of 2", "Page 2 of 2"]


def test_the_policy_lets_in_nothing_but_the_pages_own_style_and_script() -> None:
    page = page_of(tag("P", "text"))
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    for name in ("style", "script"):
        (element,) = page.xpath(f"//{name}")
        digest = hashlib.sha256(element.text.encode()).digest()
        assert rules[f"{name}-src"] == f"'sha256-{base64.b64encode(digest).decode()}'"
    assert page.xpath("//@style") == []
    addresses = page.xpath("//@src | //@href")
    assert addresses
    assert all(address.startswith(("#", "data:image/webp;base64,")) for address in addresses)


def test_what_the_document_says_is_never_markup() -> None:
    page = page_of(
        tag("P", HOSTILE, tag("Span", HOSTILE, language=HOSTILE), tag("Link", "x", link(HOSTILE))),
        title=HOSTILE,
        language=HOSTILE,
    )
    assert len(page.xpath("//script")) == 1
    assert page.xpath("//@onerror") == []
    assert HOSTILE in page.xpath("string(//h1)")
    assert page.xpath("string(//ol)").count(HOSTILE) >= 2


def test_words_of_the_document_are_reported_from_the_readers() -> None:
    page = page_of(tag("H1", "Rubrik ", tag("Span", "here", language="en")))
    (line,) = page.xpath("//ol/li[1]/span")
    assert line.text_content() == "Heading level 1: Rubrik [English: here]"
    assert [said.text for said in line.xpath("i")] == ["Heading level 1: ", "[English", "]"]
    assert line.xpath("span[@lang='en']/text()") == [": here"]


def test_pictures_of_odd_pages_have_a_sensible_size() -> None:
    pdf = pdf_of(tag("P", "x"), pages=(PageBox(width=3, height=14400),))
    page = as_page(announce(pdf), pdf.pages, blank_pdf(size=(3, 14400)), "prov.pdf")
    (picture,) = re.findall(r"data:image/webp;base64,([^\"]+)", page)
    assert max(Image.open(io.BytesIO(base64.b64decode(picture))).size) <= 4000


def test_a_file_that_cant_be_drawn_is_reported() -> None:
    pdf = pdf_of(tag("P", "x"))
    with pytest.raises(UnreadablePdfError, match=r"prov\.pdf: its pages can't be drawn"):
        as_page(announce(pdf), pdf.pages, b"%PDF-1.7", "prov.pdf")


@pytest.mark.parametrize(
    ("rotation", "box"),
    [
        (0, (10, 170, 30, 10)),
        (90, (20, 10, 10, 30)),
        (180, (60, 20, 30, 10)),
        (270, (170, 60, 10, 30)),
    ],
)
def test_areas_turn_with_their_page(rotation: int, box: tuple[float, ...]) -> None:
    area = Area(left=10, bottom=20, right=40, top=30)
    assert shown_box(area, PageBox(width=100, height=200, rotation=rotation)) == box


def test_colours_are_legible() -> None:
    page = page_of(tag("P", "text"))
    (style,) = page.xpath("//style/text()")
    colours = dict(re.findall(r"--(\w+): (#\w{6})", style))
    for name, background, least in (
        ("ink", "#ffffff", 7),
        ("said", "#ffffff", 4.5),
        ("said", "#fdf1f4", 4.5),
        ("mark", "#ffffff", 3),
        ("line", "#ffffff", 3),
    ):
        assert _contrast(colours[name], background) >= least


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_json_has_passages_with_parts_and_places() -> None:
    transcript = announce(pdf_of(tag("P", "Se ", tag("Link", "mer", link("https://exempel.se")))))
    table = json.loads(as_json(transcript))
    assert (table["title"], table["language"], table["unheard"]) == ("Prov", "sv", [])
    (passage,) = table["passages"]
    assert passage["kind"] == "paragraph"
    assert passage["text"] == "Se [link: mer (https://exempel.se)]"
    assert passage["parts"] == [
        {"role": "text", "text": "Se ", "language": "sv"},
        {"role": "start", "text": "link"},
        {"role": "text", "text": "mer", "language": "sv"},
        {"role": "end", "text": "https://exempel.se"},
    ]
    assert passage["spots"][0] == {"page": 1, "left": 10, "bottom": 20, "right": 50, "top": 30}


def test_control_characters_of_a_pdf_are_shown_escaped() -> None:
    odd = "a\x1b]52;c;aGVq\x07\x9b31m\u202eb\ufffe"
    heard = pdf_of(tag("H1", odd), tag("Figure", alt=odd), title=odd)
    page = as_page(announce(heard), heard.pages, blank_pdf(), "prov.pdf")
    assert not set("\x1b\x07\x9b\u202e\ufffe") & set(page)
    assert page.count(r"a\x1b]52;c;aGVq\x07\x9b31m\u202eb\ufffe") >= 3
