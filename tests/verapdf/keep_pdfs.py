"""A pytest plugin: every PDF that tests/pdf typeset is kept, for a second validator to judge."""

import hashlib
import os
from pathlib import Path
from typing import Any

from pressverk.model import Document, Pdf
from pressverk.pdf import typesetting

_typeset = typesetting.typeset


def pytest_configure() -> None:
    setattr(typesetting, "typeset", keep)  # noqa: B010 - before any test imports it by name


def keep(page: Document, **options: Any) -> Pdf:
    pdf = _typeset(page, **options)
    if os.environ.get("PYTEST_CURRENT_TEST", "").startswith("tests/pdf/"):
        folder = Path(os.environ["PRESSVERK_KEEP_PDFS"])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{hashlib.sha256(pdf.data).hexdigest()[:16]}.pdf").write_bytes(pdf.data)
    return pdf
