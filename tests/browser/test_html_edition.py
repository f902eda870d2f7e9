"""What holds of the HTML edition in a browser, at the widths and in the colours of its readers."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
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
WIDTHS = (360, 800, 1400)


@pytest.fixture
def open_edition(newsroom: Newsroom, chromium: Browser) -> Iterator[OpenEdition]:
    """Return what opens a built report of two chapters, at a width and in a colour scheme."""
    source = write_report(newsroom.root, CHAPTER, CHAPTER)
    write_data(newsroom.root)
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
    assert breaks == ["page", "page"]
