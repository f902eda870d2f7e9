"""An export of WordPress (WXR) -> a document for each post and page."""

import html as entities
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pressverk.errors import IntakeError
from pressverk.i18n import _, ngettext
from pressverk.intake.feed import CONTENT, DUBLIN, Entry, document_of
from pressverk.intake.files import fault
from pressverk.intake.model import Note, NoteKind, SourceDocument
from pressverk.intake.notes import Notes
from pressverk.intake.xml_stream import read_elements

# The namespace ends with the version of the format, 1.0 to 1.2.
WP = "{http://wordpress.org/export/"
ARTICLES = frozenset(
    {"post", "page", "press-release", "pressrelease", "pressmeddelande", "nyhet", "news"}
)
THROWN_AWAY = frozenset({"trash", "auto-draft", "inherit"})
NOT_ARTICLES = re.compile(
    r"attachment|revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request"
    r"|wp_\w+|acf-\w+|.*_(?:template|font|library)|feedback"
)
LEADS = frozenset({"ingress", "lead", "preamble", "intro", "excerpt", "sammanfattning"})
LONGEST_CODED = 2_000_000  # it would take too long to look for shortcodes in more
BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|ul|ol|li|table|blockquote|figure|pre|section|hr)\b", re.IGNORECASE
)
CAPTION = re.compile(
    r"\[(?:wp_)?caption\b[^\]]{0,500}\]\s*((?:<a\b[^>]{0,2000}>)?\s*<img\b[^>]{0,5000}>\s*(?:</a>)?)"
    r"(.{0,2000}?)\[/(?:wp_)?caption\]",
    re.DOTALL | re.IGNORECASE,
)
# A bracket is a shortcode when it has attributes, a closing one, or a name that WordPress knows.
SHORTCODE = re.compile(
    r"\[/?(?:gallery|embed|video|audio|playlist|contact-form-7|vc_\w+|et_pb_\w+)\b[^\]]{0,2000}\]"
    r"|\[[a-z][\w-]{1,40}(?:\s+[\w-]{1,40}=(?:\"[^\"\]]{0,500}\"|'[^'\]]{0,500}'|[^\s\]]{1,200}))+\s*/?\]"
    r"|\[/[a-z][\w-]{1,40}\]",
    re.IGNORECASE,
)


def read_wordpress(path: Path) -> Iterator[SourceDocument]:
    """Yield the posts and pages of the export *path*, one at a time.

    Raises:
        IntakeError: when it isn't well-formed, declares a DTD, or has neither posts nor pages.
    """
    names: dict[str, str] = {}
    is_empty = True
    authors = frozenset(f"{WP}{version}/}}author" for version in ("1.0", "1.1", "1.2"))
    for element in read_elements(path, authors | {"item"}):
        if element.tag != "item":
            names[_wp(element, "author_login")] = _wp(element, "author_display_name")
        elif _is_article(element):
            is_empty = False
            yield _document(path, element, names)
    if is_empty:
        message = _("has neither posts nor pages; export all content from WordPress")
        raise IntakeError([fault(path, "no-posts", message)])


def _document(path: Path, item: Any, names: dict[str, str]) -> SourceDocument:
    notes = Notes()
    creator = (item.findtext(f"{DUBLIN}creator") or "").strip()
    summary = next((each.text or "" for each in item if _is(each, "encoded", "excerpt")), "")
    status = _wp(item, "status")
    if status not in {"publish", ""}:
        message = _("was not published ({status}); check that it may be", status=status)
        notes.decide("not-published", message, "")
    summary = summary.strip() or _custom_fields(item, notes)
    entry = Entry(
        title=entities.unescape(item.findtext("title") or ""),
        html=_html(item.findtext(CONTENT) or "", notes),
        summary=summary,
        link=(item.findtext("link") or "").strip(),
        published=_wp(item, "post_date") or item.findtext("pubDate") or "",
        updated=_wp(item, "post_modified"),
        author=names.get(creator) or creator,
        keywords=tuple(
            each.text
            for each in item.iter("category")
            if each.get("domain") == "post_tag" and each.text
        ),
        name=unquote(_wp(item, "post_name")),
    )
    if count := sum(_is(each, "comment", "") for each in item):
        # Visitors' names and words are personal data: they aren't written anywhere.
        message = ngettext(
            "{count} comment by a visitor is left out, and not kept",
            "{count} comments by visitors are left out, and not kept",
            count,
        )
        notes.found.append(Note(kind=NoteKind.LEFT_OUT, rule="comments", message=message))
    return document_of(path, entry, notes)


def _is_article(item: Any) -> bool:
    """Return whether *item* is text for readers that nobody threw away."""
    kind, status = _wp(item, "post_type"), _wp(item, "status")
    if status in THROWN_AWAY or NOT_ARTICLES.fullmatch(kind):
        return False
    return kind in ARTICLES or bool((item.findtext(CONTENT) or "").strip())


def _is(element: Any, name: str, namespace: str) -> bool:
    """Return whether *element* is *name* of one of the export's own namespaces."""
    return str(element.tag).startswith(WP) and str(element.tag).endswith(f"{namespace}/}}{name}")


def _wp(item: Any, name: str) -> str:
    """Return the text of WordPress's own element *name* in *item*, of any version."""
    found = (
        each.text
        for each in item
        if str(each.tag).startswith(WP) and each.tag.endswith(f"}}{name}")
    )
    text = (next(found, "") or "").strip()
    return "" if text.startswith("0000-00-00") else text


def _custom_fields(item: Any, notes: Notes) -> str:
    """Return the lead if a field of the newsroom's own holds it; note what others say."""
    lead = ""
    for meta in [each for each in item if _is(each, "postmeta", "")]:
        key, value = _wp(meta, "meta_key"), _wp(meta, "meta_value")
        is_text = re.search(r"[^\W\d_]{2}", value) and not re.match(
            r"[aOsbid]:\d+[:;]|\{|field_", value
        )
        if key.startswith("_") or not is_text:
            continue
        if key.lower() in LEADS and not lead:
            lead = value
        else:
            notes.left_out("custom-field", f"{key}: {value}")
    return lead


def _html(content: str, notes: Notes) -> str:
    """Return *content* as HTML: shortcodes read or noted, blank lines as paragraphs."""
    if len(content) > LONGEST_CODED:
        return content
    html = content
    if "[/caption]" in content or "[/wp_caption]" in content:
        html = CAPTION.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", content)
    for match in SHORTCODE.finditer(html):
        notes.left_out("shortcode", match[0])
    html = SHORTCODE.sub("", html)
    return html if "<!-- wp:" in html or re.search(r"<p[\s>]", html) else _paragraphs(html)


def _paragraphs(text: str) -> str:
    r"""Return *text* of the classic editor, which keeps paragraphs as blank lines.

    >>> _paragraphs("Ett\ntvå\n\n<h2>Tre</h2>")
    '<p>Ett<br>två</p>\n<h2>Tre</h2>'
    """
    parts = re.split(r"(?:[ \t]*\r?\n){2,}", text.strip())
    return "\n".join(
        part if BLOCK.match(part.strip()) else f"<p>{_broken(part)}</p>"
        for part in parts
        if part.strip()
    )


def _broken(text: str) -> str:
    return re.sub(r"\r?\n", "<br>", text.strip())
