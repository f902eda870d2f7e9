"""The guard: an upgrade of WeasyPrint that moves what the tag tree leans on fails here."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydyf
import pytest
import weasyprint
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.layout import layout_document
from weasyprint.pdf.stream import Stream

import pressverk
from pressverk.pdf.weasyprint import internals

PDF = Path(pressverk.__file__).parent / "pdf"
NAMES = [(owner, name) for owner, names in internals.LEANED_ON.items() for name in names]


def test_the_installed_series_is_the_supported_one() -> None:
    assert weasyprint.__version__.startswith(internals.SUPPORTED_SERIES)


@pytest.mark.parametrize(("owner", "name"), NAMES, ids=[f"{o.__name__}.{n}" for o, n in NAMES])
def test_every_name_leaned_on_is_there(owner: Any, name: str) -> None:
    assert hasattr(owner, name) or f"self.{name} =" in inspect.getsource(owner)


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (
            weasyprint.Document._build_layout_context,
            "html font_config counter_style color_profiles options",
        ),
        (
            build_formatting_structure,
            (
                "element_tree style_for get_image_from_uri base_url target_collector counter_style"
                " footnotes"
            ),
        ),
        (layout_document, "html root_box context max_loops"),
        (
            weasyprint.Document,
            "pages metadata url_fetcher font_config color_profiles output_intent",
        ),
        (Page.paint, "self stream scale"),
        (internals.rectangle_aabb, "matrix pos_x pos_y width height"),
        (internals.get_link, "url base_url"),
        (internals.SVG, "tree url font_config"),
        (internals.SVG.draw, "self stream concrete_width concrete_height base_url context"),
        (internals.SVGImage.draw, "self stream concrete_width concrete_height"),
        (
            Stream,
            "fonts page_rectangle resources images tags color_profiles output_intent",
        ),
        (internals.parse_url, "string base_url allow_relative"),
        (internals.layout.make_all_pages, "context root_box html pages"),
        (
            internals.block.table_layout,
            (
                "context table bottom_space skip_stack containing_block page_is_empty"
                " absolute_boxes fixed_boxes"
            ),
        ),
        (
            internals.page.block_level_layout,
            (
                "context box bottom_space skip_stack containing_block page_is_empty"
                " absolute_boxes fixed_boxes adjoining_margins"
            ),
        ),
        (internals.block.block_level_page_break, "sibling_before sibling_after"),
        (internals.block.avoid_page_break, "page_break context"),
        (internals.block.remove_placeholders, "context box_list absolute_boxes fixed_boxes"),
        (internals.layout.LayoutContext.unlayout_footnote, "self footnote"),
    ],
)
def test_functions_take_what_they_are_given(function: Any, parameters: str) -> None:
    assert [*inspect.signature(function).parameters][: len(parameters.split())] == (
        parameters.split()
    )


def test_the_layout_of_a_block_begins_with_its_box_and_where_it_goes_on() -> None:
    results = []
    step = internals.page.block_level_layout

    def noting(*arguments: Any, **options: Any) -> Any:
        results.append(step(*arguments, **options))
        return results[-1]

    with internals.replaced(internals.page, block_level_layout=noting):
        weasyprint.HTML(
            string="<p>a<table><tr><td>b</table><p style='break-before: page'>c"
        ).render()
    parts = [(type(box).__name__, resume_at) for box, resume_at, *_rest in results]
    assert ("BlockBox", {0: {1: None}}) in parts
    assert {len(result) for result in results} == {6}


def test_a_copied_box_carries_what_was_noted_on_it() -> None:
    box = boxes.TextBox.__new__(boxes.TextBox)
    box.text, box.reading_order = "a", 7
    assert box.copy_with_text("b").reading_order == 7


def test_marked_content_is_written_as_tag_property_list_and_operator() -> None:
    stream = Stream({}, (0, 0, 1, 1), {}, {}, {}, {}, None)
    box = object()
    with stream.marked(box, "Span"):
        pass
    assert stream._tags[box]["mcid"] == 0
    tag, properties, operator, end = stream.stream
    assert (tag, operator, end) == ("/Span", b"BDC", b"EMC")
    assert properties == {"MCID": 0}


def test_text_is_written_as_glyph_codes_in_an_array() -> None:
    stream = pydyf.Stream()
    stream.set_font_size("ABC", 12)
    stream.show_text("<00010002>-5<0003>")
    assert stream.stream == [b"/ABC 12 Tf", b"[<00010002>-5<0003>] TJ"]


def test_nothing_else_of_pressverk_imports_weasyprint() -> None:
    outside = [path for path in PDF.parent.rglob("*.py") if not path.is_relative_to(PDF)]
    assert not set(_importing(outside, "import weasyprint", "from weasyprint"))


def test_only_one_place_of_the_structure_leans_on_internals() -> None:
    assert set(_importing([*PDF.rglob("*.py")], "from weasyprint")) <= {
        "typesetting.py",
        "internals.py",
    }


def _importing(modules: list[Path], *beginnings: str) -> Iterator[str]:
    """Yield the names of the *modules* with a line that begins so."""
    for path in modules:
        if any(line.startswith(beginnings) for line in path.read_text("utf-8").splitlines()):
            yield path.name
