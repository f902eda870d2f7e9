"""Lines found by the places of letters must be those that WeasyPrint finds."""

from collections import Counter
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressverk.model import Document
from pressverk.pdf.typesetting import typeset
from pressverk.pdf.weasyprint import speedups
from pressverk.pdf.weasyprint.line_breaking import LineBreaker

WORDS = (
    "kommunfullmäktige",
    "och",
    "i",
    "samverkansöverenskommelse",
    "(AVTAL",
    "nr",
    "17–19)",
    "Väg",
    "To",
    "”office”",
    "fjord",
    "affär",
    "KS-2018/0417,",
    "e-tjänst",
    "–",
    "§ 12",
    "3 500 kr.",
    "ändå",
    "https://www.exempel.se/kommun/beslut?id=12",
    "arbetsmarknads- och",
    "m.m.",
    "A/B",
    "…",
    "Ł—żółw",
    "skydds\u00adombud",
    "مرحبا",
    "漢字",
    "🙂",
)
STYLES = (
    "hyphens: auto",
    "hyphens: auto; hyphenate-limit-zone: 8%; hyphenate-limit-chars: 8 4 4",
    "hyphens: manual",
    "hyphens: auto; overflow-wrap: anywhere",
    "hyphens: none; font-family: 'Source Sans 3'",
    "hyphens: auto; text-decoration: underline",
    "hyphens: auto; letter-spacing: .1em",
    "hyphens: auto; word-spacing: 2px",
    "hyphens: auto; text-align: justify",
    "white-space: nowrap",
    "white-space: pre-line",
    "font: italic 600 14pt 'Source Serif 4'; font-variant-numeric: oldstyle-nums",
    "font-kerning: none",
    "word-break: break-all",
)


class Compared(LineBreaker):
    """A line breaker that compares each line with that of WeasyPrint, and counts its own."""

    count: ClassVar[Counter[str]] = Counter()

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Return the first line of a text."""
        theirs = self._split(*arguments, **options)
        split, self._split = self._split, self._counted(theirs)
        ours = super().__call__(*arguments, **options)
        self._split = split
        self.count["all"] += 1
        assert _plain(ours) == _plain(theirs), arguments[0]
        return ours

    def _counted(self, line: Any) -> Any:
        def split(*_arguments: Any, **_options: Any) -> Any:
            self.count["theirs"] += 1
            return line

        return split


def _plain(line: Any) -> tuple[Any, ...]:
    layout, *rest = line
    return vars(layout), *rest


def _page(body: str) -> Document:
    html = f'<html lang="sv"><title>x</title><body>{body}</body></html>'
    return Document(address="https://newsroom.invalid/x", html=html)


TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=60).map(" ".join)


@settings(max_examples=25, deadline=None)
@given(TEXTS, st.sampled_from(STYLES), st.integers(15, 160), st.sampled_from([9, 10.5, 13.3]))
def test_lines_are_those_that_weasyprint_finds(
    text: str, style: str, width: int, size: float
) -> None:
    body = (
        f"<div style=\"font-family: 'Source Serif 4'; font-size: {size}pt; width: {width}mm\">"
        f'<p style="{style}">{text} <em>{text}</em> {text}</p></div>'
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(speedups, "LineBreaker", Compared)
        typeset(_page(body))


def test_most_lines_of_common_text_are_found_without_weasyprint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(speedups, "LineBreaker", Compared)
    Compared.count.clear()
    text = "Kommunfullmäktige beslutade i går om en samverkansöverenskommelse med regionen. "
    typeset(_page(f"<p style=\"font-family: 'Source Serif 4'; hyphens: auto\">{text * 12}</p>"))
    assert Compared.count["all"] > 10
    assert Compared.count["theirs"] < Compared.count["all"] / 4


def test_words_that_letters_of_two_fonts_are_in_are_left_to_weasyprint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(speedups, "LineBreaker", Compared)
    Compared.count.clear()
    typeset(_page(f"<p>{'Välkommen 漢字 till kommunen ' * 12}</p>"))
    assert Compared.count["theirs"] > 5
