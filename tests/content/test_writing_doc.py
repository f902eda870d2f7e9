"""docs/writing.md is read as what it is: a promise."""

import re

import pytest
from repository import ROOT

from pressverk.content.markup.body import render_body
from pressverk.content.markup.dialect import BLOCKS

PAGE = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")
FENCED = re.compile(
    r"^(?P<fence>`{3,})(?P<kind>\w+)\n(?P<text>.*?)\n(?P=fence)$", re.MULTILINE | re.DOTALL
)
EXAMPLES = [(match["kind"], match["text"]) for match in FENCED.finditer(PAGE)]
PAIRS = list(zip(EXAMPLES[::2], EXAMPLES[1::2], strict=True))
SOURCES = [
    path
    for path in ROOT.glob("src/pressverk/**/*.py")
    if path.parent.name == "markup" or path == ROOT / "src/pressverk/content/checks/article.py"
]
RULE = re.compile(r"\b_?(error|advice)\(\s*\"([a-z-]+)\"")


@pytest.mark.parametrize(("markdown", "html"), PAIRS, ids=[pair[0][1][:30] for pair in PAIRS])
def test_every_example_becomes_the_html_beside_it(
    markdown: tuple[str, str], html: tuple[str, str]
) -> None:
    assert (markdown[0], html[0]) == ("markdown", "html")
    body = render_body(markdown[1], language="en", file="docs/writing.md")
    assert body.html == html[1]
    assert body.findings == ()


def test_every_block_has_an_example() -> None:
    written = "\n".join(text for kind, text in EXAMPLES if kind == "markdown")
    assert set(BLOCKS) <= set(re.findall(r"^/+ ([\w-]+)", written, re.MULTILINE))


def test_the_table_lists_every_rule_with_its_severity() -> None:
    listed = set(re.findall(r"^\| `([a-z-]+)` \| (error|advice) \|", PAGE, re.MULTILINE))
    known = {
        (name, severity)
        for path in SOURCES
        for severity, name in RULE.findall(path.read_text(encoding="utf-8"))
    }
    assert listed == known
