"""Pages of the reference manual, in plain Markdown, as HTML."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

import markdown
import nh3

TAGS = {
    "a", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h1", "h2", "h3", "h4", "hr", "img",
    "li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "th": {"scope"},
    **{f"h{level}": {"id"} for level in range(1, 5)},
}
PAGE_LINK = re.compile(r'href="(?:docs/)?([a-z-]+)\.md(#[^"]*)?"')
HANDBOOK_LINK = re.compile(r'href="(?:docs/)?handbok/[^"]*"')
ELSEWHERE = re.compile(r'<a href="\.\./[^"]*">(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePage:
    """A page of the manual; *contents* are its headings of the second level, by their ids."""

    title: str
    html: str
    contents: tuple[tuple[str, str], ...]


def render_page(text: str, *, page_address: str, picture_address: str) -> ReferencePage:
    """Return the page written in *text*.

    Links to other pages lead to *page_address*, pictures to *picture_address*, each followed by a
    name. Links to other files are left out.
    """
    converter = markdown.Markdown(extensions=["tables", "fenced_code", "toc", "sane_lists"])
    html = nh3.clean(
        converter.convert(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel=None,
    )
    html = ELSEWHERE.sub(r"\1", html)
    html = HANDBOOK_LINK.sub(f'href="{page_address.removesuffix("/")}"', html)
    html = PAGE_LINK.sub(rf'href="{page_address}\1\2"', html)
    html = html.replace('src="pictures/', f'src="{picture_address}')
    html = html.replace("<th></th>", "<td></td>").replace("<th>", '<th scope="col">')
    tokens: list[dict[str, Any]] = getattr(converter, "toc_tokens", [])
    first: dict[str, Any] = tokens[0] if tokens else {"name": "", "children": []}
    contents = tuple((str(each["id"]), unescape(each["name"])) for each in first["children"])
    return ReferencePage(title=unescape(first["name"]), html=html, contents=contents)
