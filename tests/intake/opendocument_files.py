"""OpenDocument texts made of their XML."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

NAMES = {
    "office": "office:1.0", "style": "style:1.0", "text": "text:1.0", "table": "table:1.0",
    "draw": "drawing:1.0", "fo": "xsl-fo-compatible:1.0", "svg": "svg-compatible:1.0",
    "meta": "meta:1.0", "manifest": "manifest:1.0",
}  # fmt: skip
DECLARED = " ".join(
    [
        *(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}"' for k, v in NAMES.items()),
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ]
)
STYLES = f"""<office:document-styles {DECLARED}><office:styles>
<style:default-style style:family="paragraph"><style:text-properties fo:font-size="12pt"
 fo:language="sv" fo:country="SE"/></style:default-style>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph"/>
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Quotations" style:family="paragraph"/>
</office:styles><office:master-styles><style:master-page style:name="S"><style:header>
<text:p>Exempelstads kommun</text:p></style:header></style:master-page></office:master-styles>
</office:document-styles>"""
AUTOMATIC = """<office:automatic-styles>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/>
</style:style>
<style:style style:name="E" style:family="text"><style:text-properties fo:language="en"/>
</style:style>
<style:style style:name="D" style:family="text"><style:text-properties text:display="none"/>
</style:style>
<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"/>
<text:list-level-style-number text:level="2" style:num-format="a"/></text:list-style>
<text:list-style style:name="U"><text:list-level-style-bullet text:level="1"/></text:list-style>
</office:automatic-styles>"""


def odt(path: Path, body: str, *, parts: Mapping[str, bytes | str] | None = None) -> Path:
    """Write a text with *body* to *path*; *parts* are more files in it."""
    content = (
        f"<office:document-content {DECLARED}>{AUTOMATIC}<office:body><office:text>{body}"
        "</office:text></office:body></office:document-content>"
    )
    files: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "styles.xml": STYLES,
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def p(text: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>'
