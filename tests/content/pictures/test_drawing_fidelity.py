"""Drawings come out as they were drawn: as vectors, or as pixels where that can't be."""

import base64
from io import BytesIO

import pytest
from lxml import etree
from PIL import Image

from pressverk.content.pictures.picture import Picture, advise_pixels
from pressverk.content.pictures.svg import prepare_drawing
from pressverk.errors import ArticleError
from pressverk.model import Place

PLACE = Place(file="articles/spring/index.md", line=14)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SANS = "'Source Sans 3', sans-serif"
SERIF = "'Source Serif 4', serif"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSVERK_LANGUAGE", "en")


def prepared(content: str, *, language: str = "sv", doctype: str = "", width: int = 400) -> Picture:
    data = f'{doctype}{HEAD} viewBox="0 0 200 100">{content}</svg>'.encode()
    return prepare_drawing(data, name="map.svg", place=PLACE, language=language, width=width)


def vectors(content: str, *, language: str = "sv", doctype: str = "") -> etree._Element:
    picture = prepared(content, language=language, doctype=doctype)
    assert picture.media_type == "image/svg+xml"
    return etree.fromstring(picture.data)


def pixels(content: str) -> Image.Image:
    """Return the picture that *content* becomes, on white, two pixels for each of its units."""
    picture = prepared(content)
    assert picture.media_type == "image/png"
    assert (picture.width, picture.height) == (200, 100)
    drawn = Image.open(BytesIO(picture.data)).convert("RGBA")
    assert drawn.size == (400, 200)
    paper = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(paper, drawn).convert("L")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Return how many pixels of *image* are dark within *box*, in units of the drawing."""
    part = image.crop(tuple(2 * edge for edge in box))  # type: ignore[arg-type]  # four edges
    return sum(part.histogram()[:128])


def rule_of(content: str, doctype: str = "") -> str:
    with pytest.raises(ArticleError) as caught:
        prepared(content, doctype=doctype)
    (finding,) = caught.value.findings
    assert finding.place == PLACE
    return finding.rule


@pytest.mark.parametrize(
    "content",
    [
        '<text style="font: italic bold 20px/1.2 Helvetica">a</text>',
        "<style>.a{font:italic bold 20px Arial}</style><text class='a'>a</text>",
        '<text font="italic bold 20px  Liberation Sans, serif">a</text>',
    ],
)
def test_the_shorthand_for_fonts_is_understood(content: str) -> None:
    text = vectors(content)[0]
    assert text.get("font-size") == "20px"
    assert text.get("font-weight") == "bold"
    assert text.get("font-style") == "italic"
    assert text.get("font-family") == SANS


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("Arial", SANS),
        ("'Helvetica Neue', Helvetica, sans-serif", SANS),
        ("Times New Roman", SERIF),
        ("Georgia, serif", SERIF),
        ("Courier New", "'Source Code Pro', monospace"),
        ("Exempelgrotesk", f"'Exempelgrotesk', {SANS}"),
        ("Source Serif 4", SERIF),
        ("sans-serif", SANS),
        ("serif", SERIF),
        ("Noto Sans Hebrew", f"'Noto Sans Hebrew', {SANS}"),
    ],
)
def test_fonts_become_the_shipped_ones_that_are_most_like_them(family: str, expected: str) -> None:
    assert vectors(f'<text font-family="{family}">a</text>')[0].get("font-family") == expected


def test_variables_are_replaced_by_what_they_stand_for() -> None:
    css = ":root{--c:#060;--d:var(--c)} .a{fill:var(--d);stroke:var(--none, orange)}"
    group = vectors(f'<style>{css}</style><g style="--c:red"><rect class="a"/></g>')[0]
    assert dict(group[0].attrib) == {"fill": "#060", "stroke": "orange"}
    plain = vectors('<rect style="fill:var(--missing)"/>')[0]
    assert not plain.attrib


def test_variables_that_multiply_or_go_round_are_no_values() -> None:
    steps = ";".join(f"--v{n}:{f'var(--v{n - 1}) ' * 8}" for n in range(1, 9))
    css = f":root{{--v0:{'x' * 100};{steps};--a:var(--b);--b:var(--a)}}"
    empty = ";".join(f"--e{n}:" + f"var(--e{n - 1})" * 9 for n in range(1, 200))
    css += f":root{{--e0: ;{empty}}}"
    drawing = vectors(f'<style>{css}</style><rect fill="var(--v8)" stroke="var(--a)"/>')
    assert not drawing[0].attrib


def test_the_weightier_rule_wins() -> None:
    css = "rect{fill:red!important} #a{fill:green} .b{stroke:blue}"
    rect = vectors(f'<style>{css}</style><rect id="a" class="b" fill="white" stroke="black"/>')[0]
    assert rect.get("fill") == "red"
    assert rect.get("stroke") == "blue"


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "svenska"), ("en-GB", "English"), ("fi", "other")]
)
def test_one_branch_of_a_switch_is_drawn(language: str, words: str) -> None:
    drawing = vectors(
        '<switch><text systemLanguage="sv">svenska</text>'
        '<text systemLanguage="de, en">English</text><text>other</text></switch>',
        language=language,
    )
    assert "".join(drawing.itertext()) == words


def test_what_a_drawing_program_keeps_for_itself_is_left_out() -> None:
    doctype = '<!DOCTYPE svg [<!ENTITY ns_ai "http://ns.example.org/AI/10.0/">]>'
    drawing = vectors(
        '<switch><foreignObject requiredExtensions="&ns_ai;" width="1" height="1"/>'
        '<g><rect width="9"/></g></switch>',
        doctype=doctype,
    )
    assert [etree.QName(each).localname for each in drawing.iter()] == ["svg", "g", "g", "rect"]


def test_entities_are_replaced_where_they_stand() -> None:
    doctype = '<!DOCTYPE svg [<!ENTITY town "Storköping"><!ENTITY green "#060">]>'
    text = vectors('<text fill="&green;">&town;!</text>', doctype=doctype)[0]
    assert (text.text, text.get("fill")) == ("Storköping!", "#060")


@pytest.mark.parametrize(
    ("attribute", "element"),
    [
        ('use href CDATA "https://x.invalid/a.svg#x"', "<use/>"),
        ('image xlink:href CDATA "x.png"', "<image/>"),
        ('image href CDATA "data:image/svg+xml;base64,AAAA"', "<image/>"),
        ('rect style CDATA "fill:url(https://x.invalid/)"', "<rect/>"),
    ],
)
def test_attributes_that_a_document_type_gives_are_seen(attribute: str, element: str) -> None:
    assert rule_of(element, doctype=f"<!DOCTYPE svg [<!ATTLIST {attribute}>]>") == (
        "drawing-external"
    )


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE svg [<!ENTITY % a SYSTEM "x.dtd"> %a;]>',
        '<!DOCTYPE svg [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>',
        '<!DOCTYPE svg [<!ENTITY a "<script>alert(1)</script>">]>',
        f'<!DOCTYPE svg [<!ENTITY a "{"long " * 1000}">]>',
    ],
)
def test_entities_that_reach_out_or_multiply_are_refused(doctype: str) -> None:
    assert rule_of("", doctype=doctype) == "drawing-entity"


def test_an_entity_that_is_declared_nowhere_is_reported() -> None:
    doctype = '<!DOCTYPE svg SYSTEM "https://example.org/svg.dtd">'
    assert rule_of("<text>&town;</text>", doctype=doctype) == "drawing-broken"


def test_text_on_a_path_is_drawn_to_its_end() -> None:
    drawn = pixels(
        '<path id="p" d="M10 50H190" fill="none"/>'
        '<text font-size="14"><textPath href="#p">Text längs en väg till ändarna</textPath></text>'
    )
    assert ink(drawn, (10, 30, 40, 60)) > 100
    assert ink(drawn, (150, 30, 180, 60)) > 100


def test_hebrew_stands_from_right_to_left() -> None:
    word = '<text x="{}" y="50" font-size="40" {}>{}</text>'
    both = pixels(word.format(10, "", "שו"))
    # Shin is wide and comes first, so it stands to the right of vav.
    first = pixels(word.format(10, "", "ו"))
    assert ink(both, (10, 10, 22, 60)) == pytest.approx(ink(first, (10, 10, 22, 60)), rel=0.4)


def test_letters_of_an_arabic_word_are_joined() -> None:
    joined = pixels('<text x="10" y="50" font-size="40">ببب</text>')
    columns = [ink(joined, (x, 30, x + 1, 60)) > 0 for x in range(100)]
    written = "".join("x" if column else " " for column in columns).strip()
    assert written
    assert " " not in written


@pytest.mark.parametrize(
    "effect",
    ['<feGaussianBlur stdDeviation="4"/>', '<feDropShadow dx="30" dy="30" stdDeviation="1"/>'],
)
def test_filters_are_drawn(effect: str) -> None:
    rect = '<rect x="20" y="20" width="40" height="40" style="filter:url(#f)"/>'
    big = 'x="-1" y="-1" width="3" height="3"'
    drawn = pixels(f'<filter id="f" {big}>{effect}</filter>{rect}')
    around = drawn.crop((126, 126, 136, 136)).histogram()
    assert sum(around[:250]) > 0


def test_a_filter_that_nothing_uses_costs_no_sharpness() -> None:
    drawing = vectors('<filter id="f"><feFlood/></filter><rect filter="none"/>')
    assert [etree.QName(each).localname for each in drawing.iter()] == ["svg", "rect"]
    assert not drawing[0].attrib


def test_colours_that_multiply_are_drawn() -> None:
    drawn = pixels(
        '<rect width="100" height="100" fill="#ff0000"/>'
        '<rect width="100" height="100" fill="#00ff00" style="mix-blend-mode:multiply"/>'
    )
    assert drawn.getpixel((50, 50)) == 0


@pytest.mark.parametrize(
    "content",
    [
        '<text direction="rtl">a</text>',
        '<text text-decoration="underline">a</text>',
        '<text>x<tspan baseline-shift="super">2</tspan></text>',
        '<text word-spacing="9">a b</text>',
        '<text style="writing-mode: vertical-rl">a</text>',
        "<text>ẹ̀kọ́</text>",
        '<rect mask="url(#m)"/><mask id="m"><rect fill="white"/></mask>',
        '<clipPath id="c"><text>a</text></clipPath><rect clip-path="url(#c)"/>',
        '<rect style="paint-order:stroke"/>',
    ],
)
def test_what_the_page_engine_passes_over_is_drawn_as_pixels(content: str) -> None:
    assert prepared(content).media_type == "image/png"


@pytest.mark.parametrize(
    "content",
    [
        "<text>Åmål, Łódź – “x” 12 %</text>",
        '<text text-anchor="middle"><tspan>a</tspan></text>',
        '<clipPath id="c"><rect/></clipPath><rect clip-path="url(#c)"/>',
        '<rect mask="none" filter="none" style="mix-blend-mode:normal;direction:ltr"/>',
    ],
)
def test_what_can_be_vectors_stays_so(content: str) -> None:
    assert prepared(content).media_type == "image/svg+xml"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('<text text-decoration="underline">a</text>', "text-decoration"),
        ("<text>مرحبا</text>", "'مرحبا'"),
        ('<clipPath id="c"><text>a</text></clipPath><rect clip-path="url(#c)"/>', "<clipPath>"),
        ("<text>a</text>", ""),
    ],
)
def test_what_becomes_pixels_says_for_what(content: str, what: str) -> None:
    picture = prepared(content)
    assert picture.pixels_for == what
    advice = advise_pixels(picture, name="map.svg", dpi=300, place=PLACE)
    assert [finding.place for finding in advice] == [PLACE] * bool(what)
    assert all(f"300 dpi, because there are no vectors for {what};" in f.message for f in advice)


def test_a_letter_that_no_font_has_is_reported() -> None:
    assert rule_of('<text direction="rtl">\U00013000</text>') == "drawing-letter"


@pytest.mark.parametrize("name", ["flowRoot", "meshgradient", "hatch", "tref", "solidColor"])
def test_what_nobody_draws_is_reported(name: str) -> None:
    assert rule_of(f"<{name}/>") == "drawing-undrawn"


def test_a_picture_that_is_fetched_by_a_filter_is_reported() -> None:
    assert rule_of('<filter id="f"><feImage href="#a"/></filter>') == "drawing-undrawn"


@pytest.mark.parametrize(
    "size",
    [
        'viewBox="0 0 1e-300 1e300" width="100"',
        'viewBox="0 0 1e300 1e-300" height="100"',
        'viewBox="0 0 1 100000"',
        'width="1e-9" height="1e-9"',
        'viewBox="0 0 9 9" width="1e12"',
    ],
)
def test_a_size_that_no_paper_has_is_reported(size: str) -> None:
    with pytest.raises(ArticleError) as caught:
        prepare_drawing(f"{HEAD} {size}/>".encode(), name="map.svg", place=PLACE)
    assert [finding.rule for finding in caught.value.findings] == ["drawing-size"]


def test_thousands_of_attributes_are_refused() -> None:
    attributes = " ".join(f'a{n}="x"' for n in range(50_000))
    assert rule_of(f"<rect {attributes}/>") == "drawing-endless"


def test_deep_nesting_is_refused() -> None:
    assert rule_of("<g>" * 5000 + "</g>" * 5000) == "drawing-endless"


def test_a_marker_counts_at_each_corner() -> None:
    corners = " ".join("1 1" for _corner in range(10_000))
    marker = f'<marker id="m">{"<rect/>" * 100}</marker>'
    line = f'<polyline points="{corners}" {{}}/>'
    assert rule_of(marker + line.format('marker-mid="url(#m)"')) == "drawing-endless"
    assert prepared(marker + line.format('marker-end="url(#m)"')).data
    styled = marker + "<style>polyline{marker:url(#m)}</style>" + line.format("")
    assert rule_of(styled) == "drawing-endless"


def test_clips_that_clip_each_other_by_style_are_counted() -> None:
    clips = "".join(
        f'<clipPath id="c{n}">{f"""<rect class="c{n - 1}"/>""" * 10}</clipPath>'
        for n in range(1, 12)
    )
    css = "".join(f".c{n}{{clip-path:url(#c{n})}}" for n in range(1, 12))
    assert rule_of(f"<style>{css}</style>{clips}<rect class='c11'/>") == "drawing-endless"


@pytest.mark.parametrize(
    "selector", ["rect", "*", ".a", "g .a", "#x", "rect:nth-child(2)", ":has(a)", "g ~ rect"]
)
def test_rules_times_elements_are_bounded(selector: str) -> None:
    css = f"{selector}{{fill:red}}" * 5000
    rects = '<rect class="a" id="x"/>' * 5000
    assert rule_of(f"<style>{css}</style>{rects}") == "drawing-endless"


@pytest.mark.parametrize(
    "content",
    [
        f'<rect fill="{"(" * 10_000}"/>',
        f"<style>a{{fill:{'(' * 10_000}}}</style>",
        f"<style>{':not(' * 10_000}{{}}</style>",
        f"<style>{'.a{}' * 100_000}</style>",
    ],
)
def test_styles_that_are_deep_or_long_are_refused(content: str) -> None:
    assert rule_of(content) == "drawing-endless"


def test_many_classes_on_many_shapes_are_usual() -> None:
    css = "".join(f".st{n}{{fill:red}}" for n in range(500))
    rects = "".join(f'<rect class="st{n % 500}"/>' for n in range(5000))
    assert len(vectors(f"<style>{css}</style>{rects}")) == 5000


def test_pictures_that_are_large_together_are_refused() -> None:
    file = BytesIO()
    Image.new("1", (5000, 5000)).save(file, format="PNG")
    payload = base64.b64encode(file.getvalue()).decode()
    image = f'<image href="data:image/png;base64,{payload}"/>'
    assert rule_of(image * 60) == "drawing-too-large"


@pytest.mark.parametrize(
    "content",
    ['<text x="NaN" y="9">a</text>', '<rect width="9" height="inf"/>', '<circle r="1e400"/>',
     '<path d="M0 0L9 -Infinity"/>', '<text font-size="1e309">a</text>'],
)  # fmt: skip
def test_a_number_that_is_none_is_reported_with_its_drawing(content: str) -> None:
    assert rule_of(content) == "drawing-size"


def test_large_numbers_and_names_are_no_fault() -> None:
    prepared('<path id="nan" d="M0 0L9e2 1.5e+1"/><rect class="inf" width="1e1" height="9"/>')


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<use href="#gone"/>', "refers to '#gone' on line 1, which isn't in it"),
        ('<rect width="9" height="9" fill="url(#gone)"/>', "refers to '#gone'"),
        (
            '<rect width="9" height="9" style="fill: color-mix(in srgb, red, blue)"/>',
            "has fill 'color-mix(in srgb, red, blue)' on line 1, which would be black",
        ),
        ('<rect width="9" height="9" stroke="light-dark(red, blue)"/>', "has stroke 'light-dark"),
        ('<rect width="9" height="9" fill="oklch(60% 0.2 30)"/>', "has fill 'oklch(60% 0.2 30)'"),
        (
            '<text style="text-shadow: 1px 1px red">a</text>',
            "has text-shadow '1px 1px red' on line 1, which can't be drawn",
        ),
        (
            '<style>.a { text-transform: uppercase }</style><g class="a"><text>a</text></g>',
            "has text-transform 'uppercase' on line 1, which can't be drawn",
        ),
    ],
)
def test_what_would_be_missing_or_black_is_told(content: str, said: str) -> None:
    with pytest.raises(ArticleError) as caught:
        prepared(content)
    (finding,) = caught.value.findings
    assert (finding.rule, finding.place) == ("drawing-undrawn", PLACE)
    assert said in finding.message


@pytest.mark.parametrize(
    "content",
    [
        '<rect width="9" height="9" fill="url(#gone) red"/>',
        '<rect width="9" height="9" fill="#c00 icc-color(cmyk, 1, 0, 0, 0)"/>',
        '<defs><use href="#gone"/></defs><rect width="9" height="9" fill="hsl(9 50% 50%)"/>',
    ],
)
def test_what_is_drawn_as_meant_is_not(content: str) -> None:
    assert vectors(content).tag.endswith("svg")


def test_a_text_from_right_to_left_ends_where_it_begins() -> None:
    attributes = 'x="150" y="50" font-size="20"'
    drawn = pixels(f'<text {attributes} direction="rtl">שלום!</text>')
    assert ink(drawn, (60, 30, 150, 60)) > 100
    assert ink(drawn, (152, 30, 200, 60)) == 0
    other = pixels(f'<g style="direction:rtl"><text {attributes} text-anchor="end">שלום</text></g>')
    assert ink(other, (0, 30, 148, 60)) == 0
    assert ink(other, (150, 30, 200, 60)) > 100
