"""Drawings, through `prepare_drawing`: what is refused, what is left out, what is kept."""

import base64
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from pressverk.content.pictures.picture import Picture
from pressverk.content.pictures.svg import prepare_drawing
from pressverk.content.pictures.svg_policy import ATTRIBUTES, ELEMENTS, NAMESPACED_ATTRIBUTES
from pressverk.errors import ArticleError
from pressverk.model import Place

PLACE = Place(file="articles/spring/index.md", line=14)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSVERK_LANGUAGE", "en")


def svg(content: str, attributes: str = 'viewBox="0 0 80 60"') -> bytes:
    return f"{HEAD} {attributes}>\n{content}\n</svg>".encode()


def prepared(data: bytes) -> Picture:
    return prepare_drawing(data, name="map.svg", place=PLACE)


def root(data: bytes) -> etree._Element:
    return etree.fromstring(prepared(data).data)


def refusals(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(ArticleError) as caught:
        prepared(data)
    assert {finding.place for finding in caught.value.findings} == {PLACE}
    return [(finding.rule, finding.message) for finding in caught.value.findings]


def rules(data: bytes) -> list[str]:
    return [rule for rule, _message in refusals(data)]


def test_every_fault_is_named_with_its_line() -> None:
    data = svg(
        "<script>alert(1)</script>\n"
        '<rect onload="x()" width="1" height="1"/>\n'
        "<foreignObject/>\n"
        '<image href="https://example.org/a.png"/>\n'
        '<rect style="fill: url(//example.org/b)"/>\n'
        "<style>@import 'more.css';</style>\n"
        '<animate attributeName="x"/>'
    )
    assert refusals(data) == [
        (
            "drawing-script",
            "drawing 'map.svg' has a script (<script>) on line 2; remove it",
        ),
        (
            "drawing-script",
            "drawing 'map.svg' has the event handler 'onload' on line 3; remove it",
        ),
        (
            "drawing-foreign",
            (
                "drawing 'map.svg' has foreign content (<foreignObject>) on line 4; "
                "draw it as shapes and text"
            ),
        ),
        *[
            (
                "drawing-external",
                (
                    f"drawing 'map.svg' refers to {address!r} on line {line}; "
                    "embed it as a JPEG or PNG in the drawing, or remove it"
                ),
            )
            for address, line in [
                ("https://example.org/a.png", 5),
                ("//example.org/b", 6),
                ("more.css", 7),
            ]
        ],
        (
            "drawing-animation",
            "drawing 'map.svg' moves (<animate>) on line 8; remove the animation",
        ),
    ]


@pytest.mark.parametrize(
    "content",
    [
        '<use href="other.svg#a"/>',
        '<use xlink:href="file:///etc/passwd"/>',
        '<a href="javascript:alert(1)"><rect/></a>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
        '<image href="data:text/html,x"/>',
        '<image href="a.png"/>',
        '<image href="#a"/>',
        '<rect fill="url(http://example.org/#a)"/>',
        '<rect filter="url(&quot;http://example.org/#a&quot;)"/>',
        '<rect style="fill: u\\72l(http://example.org/)"/>',
        '<rect fill="\\75 rl(http://example.org/)"/>',
        "<rect style=\"background: image-set('x.png' 1x)\"/>",
        "<style>rect { fill: url(http://example.org/) }</style>",
        "<style>@font-face { font-family: a; src: url(http://example.org/a.woff) }</style>",
        "<style>@media print { @import url(x.css); }</style>",
        "<style><![CDATA[@import url(x.css);]]></style>",
    ],
)
def test_whatever_reaches_outside_is_refused(content: str) -> None:
    assert rules(svg(content)) == ["drawing-external"]


def test_a_style_sheet_instruction_is_refused() -> None:
    data = b'<?xml-stylesheet href="x.css"?>' + svg("")
    assert rules(data) == ["drawing-external"]


@pytest.mark.parametrize(
    "content",
    [
        '<h:script xmlns:h="http://www.w3.org/1999/xhtml">x</h:script>',
        '<handler type="text/ecmascript">x</handler>',
        '<rect ONCLICK="x()"/>',
        '<g onbegin="x()"/>',
    ],
)
def test_scripts_are_refused_in_any_guise(content: str) -> None:
    assert rules(svg(content)) == ["drawing-script"]


def test_a_long_address_is_shortened() -> None:
    ((_rule, message),) = refusals(svg(f'<use href="{"x" * 500}"/>'))
    assert len(message) < 200


def test_what_is_unknown_is_left_out_in_silence() -> None:
    data = svg(
        "<!-- a note to self -->"
        '<metadata><x:RDF xmlns:x="urn:x">Secret</x:RDF></metadata>'
        '<p:namedview xmlns:p="http://sodipodi.sourceforge.net/x" p:docname="/home/Secret"/>'
        '<rect p:label="Secret" data-name="Secret" width="8" xmlns:p="urn:p"/>'
        '<filter id="f"/>'
    )
    drawing = prepared(data).data
    assert b"Secret" not in drawing
    assert b"note" not in drawing
    assert b"filter" not in drawing
    assert b'<rect width="8"/>' in drawing


def test_text_between_left_out_elements_is_kept() -> None:
    drawing = root(svg("<text>one <!-- x -->two <b>x</b>three<tspan>4</tspan>5<b/>6</text>"))
    assert "".join(drawing.itertext()).strip() == "one two three456"


def test_groups_without_meaning_on_paper_stay_groups() -> None:
    drawing = root(svg('<switch><a href="#x"><rect/></a></switch>'))
    assert [element.tag for element in drawing.iter()] == [
        f"{SVG}{name}" for name in ("svg", "g", "g", "rect")
    ]


def test_styles_keep_what_can_be_drawn() -> None:
    drawing = prepared(
        svg(
            "<style>.a { fill: #1f5c6b; behavior: x } @font-face { src: url(data:,x) }</style>"
            '<rect class="a" style="stroke: red; position: fixed"/>'
        )
    ).data
    assert b'<rect fill="#1f5c6b" stroke="red"/>' in drawing
    assert b"style" not in drawing


def test_local_references_are_kept_in_the_modern_way() -> None:
    drawing = prepared(
        svg(
            '<linearGradient id="g"/><circle id="dot" r="2" fill="url(#g)"/>'
            '<use xlink:href="#dot" x="9"/>'
        )
    ).data
    assert b'fill="url(#g)"' in drawing
    assert b'<use x="9" href="#dot"/>' in drawing


def test_an_embedded_picture_loses_its_metadata_too() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    file = BytesIO()
    Image.effect_noise((40, 40), 50).convert("RGB").save(file, format="JPEG", exif=exif)
    assert b"SecretCamera" in file.getvalue()
    payload = base64.encodebytes(file.getvalue()).decode()
    drawing = root(svg(f'<image xlink:href="data:image/jpeg;base64,{payload}" width="9"/>'))
    head, kept = drawing[0].get("href").split(",")
    assert head == "data:image/jpeg;base64"
    assert b"SecretCamera" not in base64.b64decode(kept)


def test_an_embedded_picture_is_not_interpolated_which_pdf_a_forbids() -> None:
    file = BytesIO()
    Image.new("RGB", (4, 4)).save(file, format="PNG")
    payload = base64.b64encode(file.getvalue()).decode()
    image = f'<image image-rendering="auto" href="data:image/png;base64,{payload}"/>'
    assert root(svg(image))[0].get("image-rendering") == "crisp-edges"


@pytest.mark.parametrize("payload", ["AAAA", "!", "A"])
def test_an_embedded_picture_that_is_damaged_is_refused(payload: str) -> None:
    (rule,) = rules(svg(f'<image href="data:image/png;base64,{payload}"/>'))
    assert rule in {"drawing-broken", "picture-broken"}


def test_a_billion_laughs_are_refused_before_they_are_reported() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    data = f'<!DOCTYPE svg [<!ENTITY l0 "ha">{lol}]>{HEAD}><text>&l11;</text></svg>'
    for encoding in ("utf-8", "utf-16"):
        assert refusals(data.encode(encoding)) == [
            (
                "drawing-entity",
                (
                    "drawing 'map.svg' declares entities on line 1; "
                    "save it as plain SVG from the drawing program"
                ),
            )
        ]


def test_a_file_is_never_read_through_an_entity() -> None:
    data = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{HEAD}><text>&x;</text></svg>'
    assert rules(data.encode()) == ["drawing-entity"]


def test_an_old_document_type_is_harmless() -> None:
    doctype = (
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    assert prepared(doctype + svg("")).data.startswith(b"<svg")


def test_a_billion_shapes_are_refused() -> None:
    groups = "".join(
        f'<g id="g{n}">{f"""<use href="#g{n - 1}"/>""" * 10}</g>' for n in range(1, 10)
    )
    assert rules(svg(f'<defs><rect id="g0"/>{groups}</defs><use href="#g9"/>')) == [
        "drawing-endless"
    ]


@pytest.mark.parametrize(
    "content",
    [
        '<g id="a"><use href="#a"/></g>',
        '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
        '<pattern id="a"><rect fill="url(#a)"/></pattern>',
        '<mask id="a" style="mask: url(#a)"/>',
        "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(2000)),
    ],
)
def test_references_that_go_round_or_too_deep_are_refused(content: str) -> None:
    assert rules(svg(content)) == ["drawing-endless"]


def test_a_part_may_be_used_often() -> None:
    dots = '<use href="#dot"/>' * 5000
    assert prepared(svg(f'<circle id="dot" r="1"/>{dots}')).width == 80


@pytest.mark.parametrize(
    ("attributes", "width", "height", "view_box"),
    [
        ('viewBox="0 0 80 60"', "80", "60", "0 0 80 60"),
        ('viewBox="-1,-2 80 60.5" width="100%"', "80", "60.5", "-1 -2 80 60.5"),
        ('viewBox="0 0 80 60" width="25.4mm"', "96", "72", "0 0 80 60"),
        ('viewBox="0 0 80 60" height="30"', "40", "30", "0 0 80 60"),
        ('width="40" height="30pt"', "40", "40", "0 0 40 40"),
        ('viewBox="nonsense" width="4in" height="3in"', "384", "288", "0 0 384 288"),
        ('viewBox="0 0 1e-5 1e-5"', "1e-05", "1e-05", "0 0 1e-05 1e-05"),
    ],
)
def test_size_and_view_box_are_derived_from_each_other(
    attributes: str, width: str, height: str, view_box: str
) -> None:
    drawing = root(svg("<rect/>", attributes))
    assert (drawing.get("width"), drawing.get("height"), drawing.get("viewBox")) == (
        width,
        height,
        view_box,
    )


@pytest.mark.parametrize(
    "attributes",
    ["", 'width="100%" height="100%"', 'viewBox="0 0 0 0"', 'viewBox="0 0 inf 9"', 'width="9"'],
)
def test_a_drawing_without_a_size_is_refused(attributes: str) -> None:
    assert refusals(svg("<rect/>", attributes)) == [
        (
            "drawing-size",
            (
                "drawing 'map.svg' doesn't say how large it is; "
                'give <svg> a viewBox, as in viewBox="0 0 800 600"'
            ),
        )
    ]


def test_broken_markup_is_refused_with_its_line() -> None:
    assert refusals(f"{HEAD}>\n<g>\n</svg>".encode()) == [
        ("drawing-broken", "drawing 'map.svg' is broken on line 3; save it again")
    ]


@pytest.mark.parametrize(
    "data", [b"hello", b"<svg", b"\xff\xfe", b"<svg>\0</svg>", b"<!DOCTYPE svg>"]
)
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    assert rules(data) == ["drawing-broken"]


def test_another_kind_of_document_is_refused() -> None:
    assert refusals(b"<html><body/></html>") == [
        (
            "drawing-broken",
            "drawing 'map.svg' is not an SVG file (it begins with <html>); save it as SVG",
        )
    ]


def test_a_drawing_of_many_megabytes_is_refused() -> None:
    assert refusals(svg(" " * 5_000_000)) == [
        (
            "drawing-too-large",
            "drawing 'map.svg' is over the limit of 5 megabytes; simplify it",
        )
    ]


def test_a_prepared_drawing_stays_as_it_is() -> None:
    once = prepared(svg('<style>a{fill:red}</style><g style="fill:red"><text>å</text></g>'))
    assert prepared(once.data) == once


names = st.sampled_from(["g", "rect", "text", "style", "use", "script", "image", "b", "set"])
values = st.sampled_from(["#a", "url(#a)", "x", "javascript:x", "url(http://x)", "0 0 9 9"])
attributes = st.dictionaries(
    st.sampled_from(["href", "onclick", "fill", "style", "id", "viewBox", "data-x"]), values
)


def _element(
    name: str, attributes_: dict[str, str], children: list[etree._Element]
) -> etree._Element:
    element = etree.Element(f"{SVG}{name}", attributes_)
    element.extend(children)
    return element


elements = st.recursive(
    st.builds(_element, names, attributes, st.just([])),
    lambda inner: st.builds(_element, names, attributes, st.lists(inner, max_size=3)),
    max_leaves=8,
)


@given(content=elements)
def test_nothing_but_the_vocabulary_survives(content: etree._Element) -> None:
    drawing = etree.Element(f"{SVG}svg", viewBox="0 0 9 9")
    drawing.append(content)
    try:
        kept = etree.fromstring(prepared(etree.tostring(drawing)).data)
    except ArticleError:
        return
    for element in kept.iter():
        assert etree.QName(element).localname in ELEMENTS
        assert set(element.keys()) <= ATTRIBUTES | NAMESPACED_ATTRIBUTES | {
            "href",
            "image-rendering",
        }
        assert element.get("href", "#").startswith("#")
        assert not any("http" in value for value in element.values())
