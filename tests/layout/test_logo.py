"""Logos of any shape look equally large, and are told of where they can't be seen."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sample_newsroom import NEWSROOM_TOML

from pressverk.layout.logo import Logo, prepare_logo, size_of
from pressverk.model import Newsroom
from pressverk.newsroom.config import parse_newsroom

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="90">{body}</svg>'
DARK = '<path fill="#1f5c6b" d="M0 0h9v3z"/>'
PALE = '<g fill="#fff"><path d="M0 0h9v3z"/><circle r="2" fill="#fefefe"/></g>'


def logo(newsroom: Newsroom, body: str, size: str = "90 30") -> Logo:
    newsroom.logo.write_text(SVG.format(size=size, body=body), encoding="utf-8")
    return prepare_logo(newsroom, "sv", None)


def rules(found: Logo) -> list[str]:
    return [finding.rule for finding in found.findings]


@pytest.mark.parametrize("ratio", [1 / 5, 1, 3, 5, 15, 60])
def test_a_logo_keeps_its_shape_and_has_room(ratio: float) -> None:
    width, height = size_of(ratio)
    assert width / height == pytest.approx(ratio, rel=0.02)
    assert width <= 70
    assert height <= 16


def test_common_logos_cover_the_same_area() -> None:
    assert {round(width * height, -1) for width, height in map(size_of, (1.5, 2, 3, 5))} == {360}


def test_a_dark_logo_is_not_reported(newsroom: Newsroom) -> None:
    assert rules(logo(newsroom, DARK)) == []


def test_a_white_logo_is_reported(newsroom: Newsroom) -> None:
    assert rules(logo(newsroom, PALE)) == ["logo-pale"]
    assert rules(logo(newsroom, PALE + DARK)) == []


def test_words_in_a_font_are_reported(newsroom: Newsroom) -> None:
    assert rules(logo(newsroom, f'{DARK}<text x="1" y="9">Ort</text>')) == ["logo-text"]


@pytest.mark.parametrize(("colour", "told"), [("#ffffff", ["logo-pale"]), ("#1f5c6b", [])])
def test_a_logo_may_be_a_png(newsroom: Newsroom, colour: str, told: list[str]) -> None:
    file = newsroom.root / "logo.png"
    Image.new("RGBA", (300, 100), colour).save(file)
    found = prepare_logo(replace(newsroom, logo=file), "sv", None)
    assert rules(found) == told
    assert (found.width, found.height) == (33.0, 11.0)


def test_a_newsroom_takes_a_png_for_its_logo(root: Path) -> None:
    Image.new("RGB", (30, 10)).save(root / "logo.png")
    assert parse_newsroom(NEWSROOM_TOML.replace("logo.svg", "logo.png"), root).logo.name == (
        "logo.png"
    )
