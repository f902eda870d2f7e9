import base64
import datetime as dt
import io
import re
import shutil
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fontTools.ttLib import TTFont
from lxml import html
from PIL import Image
from sample_newsroom import ARTICLE

from pressverk.build.prepare import lay_out_edition, read_source
from pressverk.content.articles import compose, find_pictures, parse_article
from pressverk.errors import ArticleError, LayoutError
from pressverk.formats import in_words, moment_in_words
from pressverk.layout.render import lay_out
from pressverk.layout.standalone_html import embed, endnotes, scrollers
from pressverk.layout.themes import find_layout
from pressverk.model import (
    HOST,
    Boilerplate,
    Brand,
    Contact,
    Document,
    Newsroom,
    Place,
    Resource,
    Severity,
)
from pressverk.pdf.typesetting import typeset

LAYOUTS = Path(str(files("pressverk.layouts")))
FONTS = Path(str(files("pressverk.fonts")))
BARE = '<!DOCTYPE html><html lang="sv"><head><title>x</title></head><body>egen</body></html>'


def laid_out(newsroom: Newsroom, text: str = ARTICLE, *, dpi: int = 150) -> Document:
    source = newsroom.root / "articles" / "pris" / "index.md"
    draft = parse_article(text, source, newsroom)
    assert draft.article is not None
    files, faults = find_pictures(draft.pictures, source.parent, newsroom.root)
    if faults:
        raise ArticleError(faults)
    return lay_out(compose(replace(draft.article, picture_files=files)), newsroom, dpi=dpi)


def with_body(text: str) -> str:
    return ARTICLE.replace("Priset delas ut varje år.", text)


def picture(root: Path, name: str, size: tuple[int, int] = (3000, 2000)) -> None:
    """Write a picture beside the article whose pixels are no single colour."""
    Image.linear_gradient("L").resize(size).convert("RGB").save(
        root / "articles" / "pris" / name, quality=50
    )


def figure(name: str, width: str = "column") -> str:
    return f'![Scen]({name} "Scenen"){{photographer="Exempel" width={width}}}'


def words(text: str) -> str:
    return " ".join(text.replace("\xad", "").split())


# ---- Layouts and fonts of one's own ----------------------------------------


def test_the_newsroom_wins_over_what_is_shipped_file_by_file(newsroom: Newsroom) -> None:
    own = newsroom.root / "layouts" / "press-release"
    own.mkdir(parents=True)
    (own / "print.html.j2").write_text(BARE, encoding="utf-8")
    page = laid_out(newsroom)
    assert page.html == BARE
    assert "<h1>Ett pris</h1>" in page.web
    stylesheet = page.resources[f"{HOST}/layout/print.css"]
    assert stylesheet.path == LAYOUTS / "press-release" / "print.css"
    shutil.copy(LAYOUTS / "press-release" / "print.css", own)
    assert laid_out(newsroom).resources[f"{HOST}/layout/print.css"].path == own / "print.css"


def test_an_own_template_may_include_a_shipped_one(newsroom: Newsroom) -> None:
    own = newsroom.root / "layouts" / "press-release"
    own.mkdir(parents=True)
    (own / "print.html.j2").write_text("{% include 'web.html.j2' %}", encoding="utf-8")
    assert "<h1>Ett pris</h1>" in laid_out(newsroom).html


def test_a_layout_of_ones_own_stands_beside_the_shipped(newsroom: Newsroom) -> None:
    own = newsroom.root / "layouts" / "kort"
    own.mkdir(parents=True)
    for name in ("print.html.j2", "web.html.j2"):
        (own / name).write_text(BARE, encoding="utf-8")
    (own / "print.css").write_text("body { color: #000 }", encoding="utf-8")
    (own / "band.svg").write_text("<svg/>", encoding="utf-8")
    page = laid_out(newsroom, ARTICLE.replace("press-release", "kort"))
    assert (page.html, page.web) == (BARE, BARE)
    assert page.resources[f"{HOST}/layout/band.svg"].path == own / "band.svg"


def test_fonts_of_ones_own_win_over_shipped_ones(newsroom: Newsroom) -> None:
    name = "source-sans-3/SourceSans3-Regular.otf"
    address = f"{HOST}/fonts/{name}"
    assert laid_out(newsroom).resources[address].path == FONTS / name
    own = newsroom.root / "fonts" / name
    own.parent.mkdir(parents=True)
    own.write_bytes((FONTS / name).read_bytes() + b"\0")
    resource = laid_out(newsroom).resources[address]
    assert resource.path == own
    other = laid_out(newsroom).resources[f"{HOST}/fonts/source-sans-3/SourceSans3-It.otf"]
    assert other.path == FONTS / "source-sans-3/SourceSans3-It.otf"


def test_fonts_that_an_own_stylesheet_names_are_found(newsroom: Newsroom) -> None:
    own = newsroom.root / "layouts" / "press-release"
    own.mkdir(parents=True)
    rule = "@font-face {{ font-family: {0}; src: url({1}/fonts/egen/{0}.otf{1}) }}"
    css = "\n".join(rule.format(f"F{n}", mark) for n, mark in enumerate(["", "'", '"']))
    (own / "print.css").write_text(css, encoding="utf-8")
    (newsroom.root / "fonts" / "egen").mkdir(parents=True)
    for number in range(3):
        (newsroom.root / "fonts" / "egen" / f"F{number}.otf").write_bytes(b"font")
    resources = laid_out(newsroom).resources
    assert {f"{HOST}/fonts/egen/F{number}.otf" for number in range(3)} <= set(resources)


def test_a_stylesheet_changed_between_two_pages_is_another_resource(newsroom: Newsroom) -> None:
    own = newsroom.root / "layouts" / "press-release"
    own.mkdir(parents=True)
    digests = set()
    for colour in ("red", "blue", "green"):
        (own / "print.css").write_text(f"p {{ color: {colour} }}", encoding="utf-8")
        digests.add(laid_out(newsroom).resources[f"{HOST}/layout/print.css"].sha256)
    assert len(digests) == 3


def test_an_unknown_layout_is_reported_with_those_there_are(root: Path) -> None:
    (root / "layouts" / "kort").mkdir(parents=True)
    (root / "layouts" / "kort" / "print.html.j2").write_text(BARE)
    with pytest.raises(
        LayoutError, match=r"a\.md: unknown layout 'x'; known are annual-report, kort, "
    ):
        find_layout("x", root, Place(file="a.md"))


# ---- Pictures --------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "pixels"),
    [("column", 116 / 25.4 * 150), ("wide", 160 / 25.4 * 150), ("half", 55 / 25.4 * 150)],
)
def test_a_picture_keeps_the_pixels_of_its_width_on_paper(
    width: str, pixels: float, newsroom: Newsroom
) -> None:
    picture(newsroom.root, "scen.jpg")
    page = laid_out(newsroom, with_body(figure("scen.jpg", width)))
    (image,) = html.fromstring(page.html).xpath("//figure//img")
    assert int(image.get("width")) == round(pixels)
    assert int(image.get("height")) == pytest.approx(pixels * 2 / 3, abs=1)
    resource = page.resources[HOST + image.get("src")]
    assert Image.open(io.BytesIO(resource.data or b"")).width == round(pixels)


def test_the_resolution_of_the_edition_decides_too(newsroom: Newsroom) -> None:
    picture(newsroom.root, "scen.jpg")
    page = laid_out(newsroom, with_body(figure("scen.jpg", "half")), dpi=300)
    (image,) = html.fromstring(page.html).xpath("//figure//img")
    assert int(image.get("width")) == round(55 / 25.4 * 300)


def test_an_own_layout_has_its_own_widths(newsroom: Newsroom) -> None:
    own = newsroom.root / "layouts" / "press-release"
    own.mkdir(parents=True)
    (own / "layout.toml").write_text("[pictures]\ncolumn = 50.8\n", encoding="utf-8")
    picture(newsroom.root, "scen.jpg")
    page = laid_out(newsroom, with_body(figure("scen.jpg")))
    (image,) = html.fromstring(page.html).xpath("//figure//img")
    assert image.get("width") == "300"


def test_portrait_pictures_are_marked_and_others_are_not(newsroom: Newsroom) -> None:
    for name, size in (("hög.png", (40, 60)), ("bred.png", (60, 40)), ("kvadrat.png", (50, 50))):
        picture(newsroom.root, name, size)
    body = "\n\n".join(figure(name) for name in ("hög.png", "bred.png", "kvadrat.png"))
    figures = html.fromstring(laid_out(newsroom, with_body(body)).html).xpath("//figure")
    assert ["portrait" in each.get("class").split() for each in figures] == [True, False, False]


def test_one_picture_used_twice_is_one_resource(newsroom: Newsroom) -> None:
    picture(newsroom.root, "scen.jpg")
    page = laid_out(newsroom, with_body(f"{figure('scen.jpg')}\n\n{figure('scen.jpg')}"))
    assert len([address for address in page.resources if address.endswith(".jpg")]) == 1
    assert page.web.count('src="data:image/jpeg') == 2


def test_a_picture_too_small_for_its_width_is_advised_against(newsroom: Newsroom) -> None:
    picture(newsroom.root, "liten.png", (200, 100))
    (advice,) = laid_out(newsroom, with_body(figure("liten.png"))).findings
    assert advice.place == Place(file="articles/pris/index.md", line=9, column=1)


def test_a_logo_that_is_no_picture_is_reported(newsroom: Newsroom) -> None:
    newsroom.logo.write_text("ingen bild")
    with pytest.raises(ArticleError, match=r"newsroom\.toml: .*'logo\.svg'"):
        laid_out(newsroom)


# ---- Drawings in the HTML version ---------------------------------------------------


def lettered(text: str, family: str = "Source Sans 3") -> str:
    words = f'<text font-family="{family}" x="1" y="9">{text}</text>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{words}</svg>'
    data = drawing.encode()
    resource = Resource(media_type="image/svg+xml", sha256="", data=data)
    encoded = html.fromstring(embed('<img src="/a.svg">', {"/a.svg": resource})).get("src")
    return base64.b64decode(encoded.partition(",")[2]).decode()


def test_a_drawing_brings_the_letters_of_its_text() -> None:
    faces = re.findall(r"font/woff;base64,([^)]*)", lettered("Årets"))
    assert len(faces) == 2
    for face in faces:
        font = TTFont(io.BytesIO(base64.b64decode(face)))
        assert {chr(sign) for sign in font.getBestCmap()} == set("Årets")


def test_a_drawing_in_other_letters_is_left_as_it_is() -> None:
    assert "font-face" not in lettered("Årets", "Exempel Sans")


# ---- What newsrooms fetch from the HTML version ---------------------------------


def test_the_web_version_links_to_the_pdf_beside_it(newsroom: Newsroom) -> None:
    source = newsroom.root / "articles" / "pris" / "index.md"
    for kind, asked, links in (("email", (), 1), ("web", ("email", "web"), 1), ("web", (), 0)):
        prepared = replace(read_source(source, newsroom), asked=asked)
        now = dt.datetime(2018, 11, 23, tzinfo=dt.UTC)
        page = lay_out_edition(prepared, newsroom, kind, cache=None, now=now)
        found = html.fromstring(page.web).xpath("//a[@type='application/pdf']/@href")
        assert found == ["pris.pdf"] * links


def test_drawings_are_offered_as_drawings_and_charts_are_not(newsroom: Newsroom) -> None:
    picture(newsroom.root, "scen.png")
    shutil.copy(newsroom.logo, newsroom.root / "articles" / "pris" / "ritning.svg")
    text = with_body(f"{figure('scen.png')}\n\n{figure('ritning.svg')}")
    links = html.fromstring(laid_out(newsroom, text).web).xpath("//figcaption//a[@download]")
    assert [link.get("download") for link in links] == ["scen.png", "ritning.svg"]
    assert [link.text for link in links] == [
        "Ladda ner bilden för tryck: PNG, 1370 × 913",
        "Ladda ner bilden för tryck: SVG",
    ]


# ---- Notes -----------------------------------------------------------------


def test_notes_are_moved_to_the_end_of_the_web_version_with_links_both_ways(
    newsroom: Newsroom,
) -> None:
    text = with_body("Ett.[^a] Två.[^b]\n\n- Tre.[^c]\n\n[^a]: Not *ett*.\n[^b]: B.\n[^c]: C.")
    page = laid_out(newsroom, text)
    assert page.html.count('class="footnote"') == 3
    web = html.fromstring(page.web)
    notes = web.xpath("//ol[@class='endnotes']/li")
    said = [words(note.text_content().removesuffix("↩")) for note in notes]
    assert said == ["Not ett.", "B.", "C."]
    for call, note in zip(web.xpath("//a[@role='doc-noteref']"), notes, strict=True):
        assert call.get("href") == f"#{note.get('id')}"
        (back,) = note.xpath(".//a[@role='doc-backlink']")
        assert back.get("href") == f"#{call.get('id')}"


def test_the_calls_of_two_parts_have_names_of_their_own() -> None:
    body = '<p>A<span class="footnote" id="{}note-1">Not</span></p>'
    both = "".join(endnotes(body.format(prefix), "sv") for prefix in ("bakgrund.", "resultat."))
    names = html.fragment_fromstring(both, create_parent="div").xpath("//@id")
    assert "bakgrund.call-1" in names
    assert len(names) == len(set(names))


def test_a_text_without_notes_gets_no_end() -> None:
    assert endnotes("<p>Text.</p>", "sv") == "<p>Text.</p>"


def test_what_stands_around_a_note_stays() -> None:
    body = '<p>Före<span class="footnote" id="note-1">Not</span> <em>efter</em>.</p><p>Sist.</p>'
    tree = html.fragment_fromstring(endnotes(body, "sv"), create_parent="div")
    assert tree.text_content().replace("\xa0", "") == "Före1 efter.Sist.Not↩"


def test_a_chart_is_reached_by_keys_and_a_table_in_a_frame_gets_no_other() -> None:
    table = "<table><caption>Elever</caption><tbody><tr><td>1</td></tr></tbody></table>"
    body = f'<figure class="chart"></figure><div class="data-table">{table}</div>{table}<p>E</p>'
    chart, data, frame, after = html.fragment_fromstring(scrollers(body, "sv"), create_parent="div")
    assert chart.get("tabindex") == "0"
    assert [each.get("class") for each in (data, frame)] == ["data-table", "scroller"]
    assert [each.get("aria-label") for each in (data, frame)] == ["Elever", "Elever"]
    assert after.text == "E"


# ---- Words -----------------------------------------------------------------


def test_dates_in_words_are_those_of_the_language() -> None:
    day = dt.date(2018, 3, 1)
    assert in_words(day, "sv") == in_words(day, "sv-FI") == "1 mars 2018"
    assert in_words(day, "en") == in_words(day, "en-GB") == "1 March 2018"
    # Labels without a catalogue are English, and so are the dates beside them.
    assert in_words(day, "fi") == in_words(day, "zxx-Latn-x-a") == "1 March 2018"


def test_an_embargo_in_words_keeps_the_time_of_the_newsroom() -> None:
    moment = dt.datetime(2018, 7, 1, 9, 5, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert moment_in_words(moment, "sv") == "söndag 1 juli 2018 kl. 09.05"
    assert moment_in_words(moment, "en") == "Sunday 1 July 2018 at 09:05"


@pytest.mark.parametrize(
    ("language", "kind", "contact"),
    [("sv", "Pressmeddelande", "Presskontakt"), ("en", "Press release", "Media contact")],
)
def test_fixed_words_are_in_the_language_of_the_article(
    language: str, kind: str, contact: str, newsroom: Newsroom
) -> None:
    text = ARTICLE.replace("lead:", f"language: {language}\nlead:")
    page = laid_out(newsroom, text)
    for document in (page.html, page.web):
        tree = html.fromstring(document)
        assert tree.get("lang") == language
        assert kind in words(tree.xpath("string(//*[contains(@class, 'particulars')])"))
        assert tree.xpath("string(//h2[@id='pressverk-contacts'])") == contact


def test_what_the_newsroom_says_of_itself_keeps_its_language(newsroom: Newsroom) -> None:
    for language, tag, direction in (("sv", [], []), ("ar", ["sv"], ["ltr"])):
        page = laid_out(newsroom, ARTICLE.replace("lead:", f"language: {language}\nlead:"))
        for document in (page.html, page.web):
            tree = html.fromstring(document)
            for place in ("//*[@class='logo']/img", "//address"):
                assert tree.xpath(f"{place}/@lang") == tag
                assert tree.xpath(f"{place}/@dir") == direction


def test_each_line_of_a_contact_is_a_paragraph(newsroom: Newsroom) -> None:
    contact = Contact(name="A", title="B", phone="08-000 00 00", email="a@exempel.se")
    page = laid_out(replace(newsroom, contacts=dict.fromkeys(newsroom.contacts, contact)))
    for document in (page.html, page.web):
        (address,) = html.fromstring(document).xpath("//address")
        lines = [line.text_content() for line in address.findall("p")]
        assert lines == ["A", "B", "08-000 00 00", "a@exempel.se"]


def test_boilerplate_is_that_of_the_language_or_left_out(newsroom: Newsroom) -> None:
    english = Boilerplate(heading="About us", text="We are a *municipality*.")
    both = replace(newsroom, boilerplate={**newsroom.boilerplate, "en": english})
    texts = {"sv": "En kommun.", "en": "We are a municipality.", "fi": ""}
    for language, expected in texts.items():
        page = laid_out(both, ARTICLE.replace("lead:", f"language: {language}\nlead:"))
        for document in (page.html, page.web):
            (*about,) = html.fromstring(document).xpath("//*[@class='about']//p[1]")
            assert [each.text_content() for each in about if "www" not in each.text_content()] == (
                [expected] if expected else []
            )


def test_an_embargo_stands_in_both_and_only_where_there_is_one(newsroom: Newsroom) -> None:
    page = laid_out(newsroom)
    assert "embargo" not in page.html.lower()
    held = laid_out(newsroom, ARTICLE.replace("lead:", "embargo: 2018-11-23 10:00\nlead:"))
    for document in (held.html, held.web):
        assert "fredag 23 november 2018 kl. 10.00" in document


# ---- The page and its HTML version -------------------------------------------------


def test_the_colour_of_the_brand_reaches_page_and_web_version(newsroom: Newsroom) -> None:
    page = laid_out(replace(newsroom, brand=Brand(colour="#7a1fa2")))
    for document in (page.html, page.web):
        assert "--brand: #7a1fa2" in html.fromstring(document).get("style").split("; ")
    assert "--tint: #f2e9f6" in html.fromstring(page.html).get("style").split("; ")


EVERYTHING = """\
Priset.[^1] Se [](#scen), [](#tal) och [vår plats](https://www.exempel.se/a?b=1&c=2).

## Bakgrund & "mer" {#bakgrund}

– Vi är *stolta*, säger rektorn.

> Motiveringen.
> -- Juryn

- ett
- två
    1. tre

Ord
: Förklaring.

![Scen](scen.png "Scenen & publiken"){photographer="Exempel" #scen}

Table: Elever {#tal}

| Skola | Antal |
|---|--:|
| Norra | 10 000 |

/// fact | Om priset
Delas ut *varje* år.
///

/// lang | en
In *English*.
///

`{{ kod }}` <mark>märkt</mark> CO<sub>2</sub>

[^1]: En *not*.
"""


def test_page_and_web_version_have_the_same_words(newsroom: Newsroom) -> None:
    picture(newsroom.root, "scen.png", (60, 40))
    page = laid_out(newsroom, with_body(EVERYTHING))

    def said(document: str) -> list[str]:
        """Return the words of what both have; notes stand elsewhere, with their links."""
        (main,) = html.fromstring(document).xpath("//main")
        for note in main.xpath(
            ".//*[@role='doc-noteref' or @class='footnote' or @class='endnotes']"
            " | .//*[@class='download']"
        ):
            note.drop_tree()
        return sorted(re.findall(r"\w+", main.text_content()))

    assert said(page.html) == said(page.web)
    assert "Förklaring" in said(page.web)


def test_the_web_version_needs_nothing_but_itself(newsroom: Newsroom) -> None:
    picture(newsroom.root, "scen.png", (60, 40))
    web = html.fromstring(laid_out(newsroom, with_body(EVERYTHING)).web)
    assert web.xpath("//img")
    for image in web.xpath("//img"):
        head, _comma, data = image.get("src").partition(",")
        assert re.fullmatch(r"data:image/(svg\+xml|png|jpeg);base64", head)
        assert base64.b64decode(data, validate=True)
    assert not web.xpath("//link | //script | //iframe | //object | //embed | //@srcset")
    (style,) = web.xpath("//style/text()")
    assert "@import" not in style
    assert set(re.findall(r'url\("?([^;)]*)', style)) == {"data:font/woff2"}
    (policy,) = web.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; img-src data:; font-src data:;")
    assert "script-src" not in policy


def test_every_link_within_page_and_web_version_leads_somewhere(newsroom: Newsroom) -> None:
    picture(newsroom.root, "scen.png", (60, 40))
    page = laid_out(newsroom, with_body(EVERYTHING))
    for document in (page.html, page.web):
        tree = html.fromstring(document)
        names = tree.xpath("//@id")
        assert len(names) == len(set(names))
        targets = [href[1:] for href in tree.xpath("//@href") if href.startswith("#")]
        assert set(targets) <= set(names)
        assert set(tree.xpath("//@aria-labelledby")) <= set(names)


@pytest.mark.parametrize("text", ["<b>A & B</b>", "{{ 7 * 7 }}", '" onload=x', "</title>"])
def test_what_front_matter_says_is_text_everywhere(text: str, newsroom: Newsroom) -> None:
    front = ARTICLE.replace("Ett pris", f"'{text}'")
    front = front.replace("Kommunen har fått ett pris för sitt arbete.", f"'{text}'")
    contact = Contact(name=text, title=text, email="a@exempel.se")
    newsroom = replace(newsroom, sender=text, contacts={"press": contact})
    page = laid_out(newsroom, front)
    for document in (page.html, page.web):
        tree = html.fromstring(document)
        shown = text.replace('"', "”")
        assert [headline.text_content() for headline in tree.xpath("//h1")] == [shown]
        assert [lead.text_content() for lead in tree.xpath("//*[@class='lead']")] == [shown]
        assert not tree.xpath("//@onload | //b")
        (logo,) = tree.xpath("//*[@class='logo']/img")
        assert logo.get("alt") == text


def test_a_page_names_its_own_stylesheet_and_all_it_uses(newsroom: Newsroom) -> None:
    picture(newsroom.root, "scen.png", (60, 40))
    page = laid_out(newsroom, with_body(EVERYTHING))
    assert set(page.stylesheets) <= set(page.resources)
    used = {HOST + address for address in html.fromstring(page.html).xpath("//img/@src")}
    assert used <= set(page.resources)
    assert str(newsroom.root) not in page.html + page.web + repr(sorted(page.resources))


# ---- Small pictures, and pictures side by side -------------------------------


def test_a_picture_of_few_pixels_is_not_blown_up(newsroom: Newsroom) -> None:
    picture(newsroom.root, "liten.png", (60, 40))
    page = html.fromstring(laid_out(newsroom, with_body(figure("liten.png"))).html)
    image = page.find(".//figure//img")
    assert image.get("style") == "max-width: 20.3mm"
    picture(newsroom.root, "stor.png", (3000, 2000))
    page = html.fromstring(laid_out(newsroom, with_body(figure("stor.png"))).html)
    image = page.find(".//figure//img")
    assert image.get("style") is None


@pytest.mark.parametrize(("count", "pairs", "alone"), [(1, 0, 1), (2, 1, 0), (3, 1, 1), (4, 2, 0)])
def test_pictures_of_half_width_stand_side_by_side(
    newsroom: Newsroom, count: int, pairs: int, alone: int
) -> None:
    picture(newsroom.root, "a.png")
    text = with_body("\n\n".join(["Text.", *[figure("a.png", "half")] * count, "Mer."]))
    body = html.fromstring(laid_out(newsroom, text).html).find(".//div[@class='body']")
    assert len(body.findall("div[@class='pair']")) == pairs
    assert len(body.findall("figure")) == alone
    assert len(body.findall(".//figure")) == count


def test_half_pictures_with_text_between_them_are_no_pair(newsroom: Newsroom) -> None:
    picture(newsroom.root, "a.png")
    text = with_body("\n\n".join([figure("a.png", "half"), "Text.", figure("a.png", "half")]))
    assert 'class="pair"' not in laid_out(newsroom, text).html


# ---- Long words and long lines ------------------------------------------------


@pytest.mark.parametrize("title", ["Kommunen " * 30, "Ä" * 61, "W" * 200])
def test_a_long_headline_is_typeset(newsroom: Newsroom, title: str) -> None:
    text = with_body("Text. " * 900).replace("Ett pris", title.strip())
    pdf = typeset(laid_out(newsroom, text), unseen=Severity.ERROR)
    assert pdf.page_count > 1
    assert [finding for finding in pdf.findings if finding.severity is Severity.ERROR] == []
