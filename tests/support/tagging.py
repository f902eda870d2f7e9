"""Typeset small HTML and read its tags back, having asked the validator first."""

import base64
from typing import Any

import page as validator
import weasyprint
from tag_reader import TagDocument, read

from pressverk.model import Document, Pdf, Resource
from pressverk.pdf.typesetting import typeset
from pressverk.pdf.weasyprint.patches import layout_patches

BASE = "https://newsroom.invalid/"
# Colours are no concern of the tags.
JUDGED_ELSEWHERE = {"low-contrast"}
PICTURE = Resource(
    media_type="image/png",
    sha256="picture",
    data=base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
        "rkJggg=="
    ),
)


def html_page(body: str, css: str = "", head: str = "", lang: str = "sv") -> Document:
    html = (
        f'<!doctype html><html lang="{lang}"><head><title>Exempel</title>{head}'
        f"<style>{css}</style></head><body>{body}</body></html>"
    )
    return Document(
        address=f"{BASE}exempel.html", html=html, resources={f"{BASE}bild.png": PICTURE}
    )


def faults(pdf: Pdf) -> list[str]:
    """Return what the validator holds against *pdf*, for both profiles."""
    return [
        f"{profile}: {failure.message}"
        for profile in ("ua1", "2a")
        for failure in validator.validate_pdf_bytes(pdf.data, profile=profile).failures
    ]


def tagged(body: str, css: str = "", head: str = "", lang: str = "sv") -> TagDocument:
    """Return the tags of *body*; it must typeset without findings and pass both profiles."""
    pdf = typeset(html_page(body, css, head, lang))
    assert [finding for finding in pdf.findings if finding.rule not in JUDGED_ELSEWHERE] == []
    assert faults(pdf) == []
    document = read(pdf.data)
    assert document.unmarked == []
    assert document.unread == []
    return document


def shape(body: str, css: str = "") -> str:
    """Return the tags of *body* on one line."""
    return tagged(body, css).root.shape.removeprefix("Document(").removesuffix(")")


def laid_out(body: str, css: str = "") -> list[Any]:
    """Return the boxes of the pages of *body*."""
    html = weasyprint.HTML(string=f"<html lang=sv><style>{css}</style><body>{body}")
    with layout_patches(html.etree_element):
        return [found._page_box for found in html.render().pages]
