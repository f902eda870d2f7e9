"""The C declarations of WeasyPrint that are read beforehand, and what happens when they change."""

import subprocess
import sys
from pathlib import Path

from pressverk.pdf.weasyprint import c_declarations, declarations

SCRIPT = """
import sys
from pressverk.pdf.weasyprint import c_declarations, declarations
{spoiled}
from pressverk.pdf.warm_up import warm_up
warm_up()
from weasyprint.text.ffi import ffi
print(type(ffi).__name__, "pycparser" in sys.modules)
from pressverk.model import Document
from pressverk.pdf.typesetting import typeset
html = '<html lang="sv"><title>Ett</title><p>Ett stycke med åäö'
pdf = typeset(Document(address="https://newsroom.invalid/one", html=html))
print(pdf.page_count, __import__("hashlib").sha256(pdf.data).hexdigest())
"""


def _printed(spoiled: str = "") -> list[str]:
    script = SCRIPT.format(spoiled=spoiled)
    return subprocess.check_output([sys.executable, "-c", script], text=True).split()


def test_what_was_read_is_what_weasyprint_declares() -> None:
    kept = Path(c_declarations.__file__).read_text("utf-8")
    assert kept == declarations.written(), "run: python -m pressverk.pdf.weasyprint.declarations"


def test_declarations_are_not_parsed_and_pages_are_the_same_as_with_those_that_are() -> None:
    assert _printed()[:2] == ["ReadBefore", "False"]
    parsed = _printed("c_declarations.SHA256 = 'another'")
    assert parsed[:2] == ["FFI", "True"]
    assert _printed()[2:] == parsed[2:]
