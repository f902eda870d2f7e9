"""What a worker process runs; what it makes of a page is tested room by room."""

import subprocess
import sys
from pathlib import Path

import pytest
from repository import ROOT

FIRST = """
import os, sys
from subprocess import Popen

class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "weasyprint":
            print(os.environ.get("FONTCONFIG_FILE"))

def refuse(process, command, **options):
    print("started:", command)
    raise OSError

sys.meta_path.insert(0, Watch())
Popen.__init__ = refuse
from pressverk.build import worker
from pressverk.model import Document
html = '<html lang="en"><title>One</title><p>One'
worker.{first}(Document(address="https://newsroom.invalid/one", html=html){rest})
"""
FONTS = ROOT / "fonts" / "fonts.conf"


@pytest.mark.parametrize(
    ("first", "rest"),
    [("typeset_document", ", 'one.pdf'"), ("typeset_part", "")],
)
def test_whoever_prints_first_imports_weasyprint_with_the_shipped_fonts_and_asks_no_compiler(
    first: str, rest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    script = FIRST.format(first=first, rest=rest)
    printed = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert Path(printed.strip()).samefile(FONTS)
