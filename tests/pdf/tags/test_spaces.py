import io

import pikepdf
import pytest
from tagging import tagged

from pressverk.model import Document
from pressverk.pdf.typesetting import typeset


def maps(html: str) -> list[bytes]:
    """Return the ToUnicode maps of the PDF's fonts."""
    page = Document(
        address="https://newsroom.invalid/a",
        html=f'<html lang="sv"><title>x</title><h1>Rubrik</h1>{html}</html>',
    )
    with pikepdf.open(io.BytesIO(typeset(page).data)) as pdf:
        return [
            font["/ToUnicode"].read_bytes().lower()
            for font in pdf.objects
            if isinstance(font, pikepdf.Dictionary) and "/ToUnicode" in font
        ]


def test_a_space_is_copied_as_a_space_though_a_fixed_one_was_painted_first() -> None:
    texts = b"".join(maps("<p>–&nbsp;Ett tal: 10&nbsp;000 och mer.</p>"))
    assert b"<0020>" in texts
    assert b"<00a0>" not in texts


@pytest.mark.parametrize(
    "code",
    [
        "x\n        }\n    }\n}\n",
        "a {\n    b {\n    }\n}\nz\n",
        "- ett\n- två\n  - två\n  - två\n",
        "\n\n  }\n\n  }\n}",
        "| a |\n| a |\n | a |",
    ],
)
def test_lines_of_code_that_end_as_the_line_before_are_read(code: str) -> None:
    root = tagged(f"<pre>{code}</pre>", "pre { white-space: pre-wrap }").root
    assert "".join(root.text.split()) == "".join(code.split())
