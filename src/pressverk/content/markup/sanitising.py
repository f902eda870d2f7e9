"""Lets through only the HTML on a list, and says what it kept out."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import nh3

from pressverk.content.markup import attributes
from pressverk.content.markup.context import Context, error
from pressverk.content.markup.preprocess import LOOSE
from pressverk.i18n import _
from pressverk.model import Edit, Finding

SCHEMES = frozenset({"http", "https", "mailto", "tel"})
GLOBAL = frozenset({"id", "class", "lang", "title", "dir"})
PLAIN_TAGS = """
    abbr aside b bdi bdo blockquote br caption cite code dd del dfn div dl dt em footer
    h1 h2 h3 h4 h5 h6 hr i ins kbd li mark p pre q s samp section small span strong sub sup
    tbody tfoot thead tr u ul var wbr
"""
TAGS: dict[str, frozenset[str]] = {
    **dict.fromkeys(PLAIN_TAGS.split(), frozenset[str]()),
    **dict.fromkeys(("span", "h2", "h3", "h4", "h5", "h6"), frozenset({"index"})),
    "a": frozenset({"href"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "img": frozenset({"src", "alt", "photographer", "illustrator", "width", "height"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "table": frozenset(),
    "td": frozenset({"colspan", "rowspan", "headers", "align"}),
    "th": frozenset({"colspan", "rowspan", "headers", "align", "scope", "abbr"}),
    "time": frozenset({"datetime"}),
}
CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={"*": set(GLOBAL), **{tag: set(names) for tag, names in TAGS.items()}},
    url_schemes=set(SCHEMES),
    link_rel=None,
)
ALLOWED_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|#).", re.IGNORECASE)
WITHOUT_SCHEME = re.compile(
    r"www\.[\w-]+\.|[\w.+-]+@[\w-]+\.|(?:[\w-]+\.)+[a-z]{2,6}/|(?:[\w-]+\.)+(?:se|com|org|eu)$",
    re.IGNORECASE,
)
DEEPEST = 60
FOLDED = frozenset({"details", "summary"})
# An attribute in an attribute list or an element.
WRITTEN = r"(?:\{{[^{{}}\n]*?|<[^<>]*?\s)(?<![\w-])((?i:{name}))(?=[\s=}}>/])"
VOID_TAGS = "area base br col embed hr img input link meta param source track wbr"
VOID = frozenset(VOID_TAGS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What the HTML of a body holds before it is sanitised: addresses of pictures, and faults."""

    addresses: tuple[str, ...]
    findings: tuple[Finding, ...]
    too_deep: bool


def _whole(address: str) -> str:
    """Return *address* with what it begins with, which was left out."""
    return f"mailto:{address}" if "@" in address.partition("/")[0] else f"https://{address}"


def sanitise(html: str) -> str:
    """Return *html* with nothing in it that isn't on the list."""
    return CLEANER.clean(html)


def inspect(html: str, context: Context) -> Inspection:
    """Return what *sanitise* would take away, as findings, and the addresses of all pictures."""
    inspector = _Inspector(context)
    try:
        inspector.feed(html)
        inspector.close()
    except AssertionError:  # Python's parser, for <![ (CVE-2025-69534)
        inspector.report_tag("![")
    return Inspection(
        addresses=tuple(inspector.addresses),
        findings=tuple(inspector.findings),
        too_deep=inspector.deepest > DEEPEST,
    )


class _Inspector(HTMLParser):
    def __init__(self, context: Context) -> None:
        super().__init__()
        self.tags = context.cursor()
        self.attributes = context.cursor()
        self.links = context.cursor()
        self.classes = context.cursor()
        self.findings: list[Finding] = []
        self.addresses: list[str] = []
        self.depth = self.deepest = 0

    # The three below are called by the parser.
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.depth += 1
            self.deepest = max(self.depth, self.deepest)
        if tag not in TAGS:
            self.report_tag(tag)
            return
        for name, value in attrs:
            if name not in GLOBAL | TAGS[tag]:
                self.report_attribute(tag, name)
            elif name == "class":
                self.report_classes(tag, value or "")
            elif name == "src":
                self.addresses.append((value or "").strip())
            elif name == "href":
                self.report_address((value or "").strip().replace(LOOSE, "<"))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in VOID:
            return
        self.depth -= 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.depth = max(0, self.depth - 1)

    def handle_decl(self, decl: str) -> None:
        self.report_tag(f"!{decl.partition(' ')[0]}")

    def handle_pi(self, data: str) -> None:
        self.report_tag(f"?{data.partition(' ')[0]}")

    def report_tag(self, tag: str) -> None:
        offset = self.tags.search(rf"(?i:<{re.escape(tag)})(?![\w-])")
        place = self.tags.source.place(offset)
        if tag.lower() in FOLDED:
            message = _(
                "HTML element {element} isn't allowed here and is left out: nothing opens on "
                "paper; write a box: /// fact | Title, its text, and /// on a line of its own",
                element=f"<{tag}>",
            )
            self.findings.append(error("forbidden-html", place, message))
            return
        message = _(
            "HTML element {element} isn't allowed here and is left out; write it as Markdown, or "
            "a character {character} as {escaped}",
            element=f"<{tag}>",
            character="<",
            escaped=r"\<",
        )
        self.findings.append(error("forbidden-html", place, message))

    def report_classes(self, tag: str, names: str) -> None:
        for name in attributes.refused(names, tag):
            offset = self.classes.search(attributes.WRITTEN_CLASS.format(name=re.escape(name)))
            place = self.classes.source.place(offset)
            self.findings.append(error("class", place, attributes.refusal(name, tag)))

    def report_address(self, address: str) -> None:
        if ALLOWED_ADDRESS.match(address):
            return
        offset = self.links.link(address)
        source = self.links.source
        place = source.place(offset) if offset is not None else self.links.place("href")
        message = _unfollowed(repr(address))
        edits: tuple[Edit, ...] = ()
        if WITHOUT_SCHEME.match(address):
            whole = _whole(address)
            edits = source.edit_of(address, whole, offset)
            message = _(
                "link address {address} is not complete; write {whole}",
                address=repr(address),
                whole=whole,
            )
        self.findings.append(error("link-address", place, message, edits))

    def report_attribute(self, tag: str, name: str) -> None:
        offset = self.attributes.search(WRITTEN.format(name=re.escape(name)))
        place = self.attributes.source.place(offset)
        message = _(
            "attribute {name} isn't allowed on {element} and is left out; remove it",
            name=repr(name),
            element=f"<{tag}>",
        )
        self.findings.append(error("forbidden-html", place, message))


def _unfollowed(address: str) -> str:
    return _(
        "link address {address} can't be followed from a printed page; give one that begins"
        " with https://, mailto:, tel: or #",
        address=address,
    )
