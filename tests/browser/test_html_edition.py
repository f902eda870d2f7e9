"""What holds of the HTML edition in a browser, at the widths and in the colours of its readers."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page
from report import write_data, write_report

from pressverk.build import pipeline
from pressverk.model import Newsroom

OpenEdition = Callable[..., Page]
WIDE = (
    "| "
    + " | ".join(f"Column{n}" for n in range(9))
    + " |\n"
    + "|---" * 9
    + "|\n"
    + ("| " + " | ".join(["1000000"] * 9) + " |\n") * 3
)
CHAPTER = f"""Text.

Table: Wide

{WIDE}

```
{"word_without_end = " * 12}
```

## Kommunfullmäktigeledamotsutbildningsprogrammet

Text.[^a]

## Two

## Three

## Four

[^a]: Note.
"""
SHOWN = """
```chart
id: pupils
kind: line
data: pupils
x: year
y: pupils
series: school
caption: Pupils by school
```

![A grey square](square.png "A square"){photographer="Exempel"}

Figure [](#pupils) shows it.
"""
WIDTHS = (360, 800, 1400)


@pytest.fixture
def open_edition(newsroom: Newsroom, chromium: Browser) -> Iterator[OpenEdition]:
    """Return what opens a built report of two chapters, at a width and in a colour scheme."""
    source = write_report(newsroom.root, SHOWN + CHAPTER, CHAPTER)
    write_data(newsroom.root)
    picture = Image.linear_gradient("L").resize((2000, 1000)).convert("RGB")
    picture.save(source.parent / "chapters" / "square.png")
    (outcome,) = pipeline.build(newsroom.root, [source], jobs=1, editions=["web"])
    assert outcome.edition is not None, outcome.findings
    assert outcome.edition.web is not None
    address = outcome.edition.web.as_uri()
    contexts = []

    def opened(*, width: int = 800, scheme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            bypass_csp=True,  # axe is a script, and the edition allows none
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


def test_axe_finds_nothing_in_an_edition(open_edition: OpenEdition) -> None:
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            found = Axe().run(open_edition(width=width, scheme=scheme))
            assert found.violations_count == 0, (width, scheme, found.generate_report())


def test_nothing_widens_the_page_of_a_small_window(open_edition: OpenEdition) -> None:
    page = open_edition(width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_wide_tables_and_code_are_moved_by_keys_and_have_names(open_edition: OpenEdition) -> None:
    page = open_edition(width=320)
    for name in ("Wide", "Code"):
        frame = page.get_by_role("group", name=name).first
        assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth"), name
        frame.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.scrollLeft > 0")


def test_chapters_begin_on_new_pages_when_printed(open_edition: OpenEdition) -> None:
    page = open_edition()
    page.emulate_media(media="print")
    breaks = page.locator(".opener").evaluate_all(
        "all => all.map(each => getComputedStyle(each).breakBefore)"
    )
    assert breaks == ["page"] * 3  # the data of the chart are an appendix
    cover = page.locator("header.cover")
    assert cover.evaluate("cover => getComputedStyle(cover).printColorAdjust") == "exact"


def test_charts_and_logos_keep_a_light_ground_in_the_dark(open_edition: OpenEdition) -> None:
    page = open_edition(scheme="dark")
    ground = "each => getComputedStyle(each).backgroundColor"
    assert page.locator("html").evaluate(ground) == "rgb(22, 23, 21)"
    for shown in (page.locator(".chart img").first, page.locator(".logo img").first):
        assert shown.evaluate(ground) == "rgb(255, 255, 255)"


def test_contents_stay_beside_the_text_of_a_wide_window(open_edition: OpenEdition) -> None:
    page = open_edition(width=1400)
    contents = page.locator("nav.contents")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert page.evaluate("window.scrollY") > 500
    beside = contents.bounding_box()
    text = page.locator("section.chapter").first.bounding_box()
    assert beside
    assert text
    assert beside["y"] == 0
    assert beside["x"] + beside["width"] <= text["x"]
    narrow = open_edition(width=800).locator("nav.contents")
    assert narrow.evaluate("each => getComputedStyle(each).position") == "static"


def test_text_is_set_in_the_fonts_that_the_edition_brings(open_edition: OpenEdition) -> None:
    page = open_edition()
    loaded = page.evaluate(
        """document.fonts.ready.then(all =>
            [...all].filter(each => each.status == "loaded").map(each => each.family))"""
    )
    assert {"Pressverk Serif", "Pressverk Sans"} <= set(loaded)


def test_a_picture_is_downloaded_as_it_is_printed(open_edition: OpenEdition) -> None:
    page = open_edition()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the picture for print: PNG, 1370 × 685").click()
    assert started.value.suggested_filename == "square.png"
    with Image.open(started.value.path()) as picture:
        assert picture.size == (1370, 685)
