"""Typeset small HTML and ask what the rules of meaning say about it."""

from collections.abc import Callable
from io import BytesIO

import pikepdf

from pressverk.accessibility.checks import examine_meaning
from pressverk.model import Document, Finding
from pressverk.pdf.typesetting import typeset

FILE = "exempel.pdf"


def pdf_of(body: str, css: str = "", lang: str = "sv", title: str = "Exempel på en text") -> bytes:
    html = (
        f'<!doctype html><html lang="{lang}"><head><title>{title}</title>'
        f"<style>{css}</style></head><body>{body}</body></html>"
    )
    return typeset(Document(address="https://newsroom.invalid/exempel.html", html=html)).data


def findings(body: str, css: str = "", **options: str) -> list[Finding]:
    return examine_meaning(pdf_of(body, css, **options), FILE)


def rules(body: str, css: str = "", **options: str) -> list[str]:
    return [finding.rule for finding in findings(body, css, **options)]


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> list[Finding]:
    """Return what the rules say about *data* after *change*."""
    target = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(target)
    return examine_meaning(target.getvalue(), FILE)
