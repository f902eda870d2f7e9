"""What a process imports before its first document, and what it leaves until it is needed."""

import subprocess
import sys

SCRIPT = """
import sys
from pressverk.pdf.warm_up import warm_up
warm_up()
print("fontTools.subset" in sys.modules, "fontTools.varLib.instancer" in sys.modules)
from weasyprint.pdf import fonts
fonts.harfbuzz_subset = None
from pressverk.model import Document
from pressverk.pdf.typesetting import typeset
html = '<html lang="en"><title>One</title><p>One'
pdf = typeset(Document(address="https://newsroom.invalid/one", html=html))
print("fontTools.subset" in sys.modules, len(pdf.data) < 40_000)
"""


def test_what_subsets_fonts_is_imported_only_where_harfbuzz_cannot() -> None:
    printed = subprocess.check_output([sys.executable, "-c", SCRIPT], text=True)
    assert printed.splitlines() == ["False False", "True True"]
