"""Document → Pdf, through WeasyPrint.

Nothing outside the page is read: addresses mean what ``document.resources`` says, and fonts
come from Fontconfig under the shipped ``fonts.conf``.
"""

import gc
import logging
import re
import ssl
import traceback
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing.util import Finalize
from shutil import rmtree
from threading import Lock
from urllib.parse import unquote, urldefrag
from urllib.request import DataHandler, Request

import weasyprint
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from pressverk.errors import TypesettingError
from pressverk.i18n import _
from pressverk.model import Document, Finding, Pdf, Place, Resource, Severity
from pressverk.pdf.fill_numbers import BEGIN
from pressverk.pdf.layout_checks import layout_findings
from pressverk.pdf.render import STYLES, Rendering, render
from pressverk.pdf.saving import with_plain_ends
from pressverk.pdf.source_lines import lines_of
from pressverk.pdf.tags.accessible_name import described
from pressverk.pdf.warm_up import shipped_fonts
from pressverk.pdf.weasyprint.internals import Element
from pressverk.pdf.weasyprint.patches import EndlessLayoutError
from pressverk.pdf.weasyprint.speedups import shortcuts
from pressverk.pdf.weasyprint_log import NOT_A_RESOURCE, captured_log, log_findings

# WeasyPrint, and the libraries of its project that it lays out with.
ENGINE = frozenset({"weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2"})
# Layouts in use at once: each with its stylesheets parsed and its fonts loaded.
KEPT_STYLES = 8
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
# Pango's font maps, and the garbage collector's switch, are for one thread at a time.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """HTML as its author wrote it: its tree, the lines of elements, and what became of them.

    *objects* says which element an object of the PDF was written for, by the object's number.
    """

    source: Element
    lines: Mapping[Element, int]
    objects: Mapping[int, Element]


def typeset_written(document: Document) -> tuple[Pdf, Written]:
    """Return *document*, the HTML of which somebody wrote as it is, like `typeset`, and its tree.

    Raises:
        TypesettingError: when WeasyPrint can't lay the page out.
    """
    pdf, rendering, lines = _typeset(document, Severity.ADVICE, lines_of)
    return pdf, Written(source=rendering.source, lines=lines, objects=rendering.objects)


def typeset(document: Document, *, unseen: Severity = Severity.ADVICE) -> Pdf:
    """Return *document* laid out and tagged, as PDF/UA-1 and PDF/A-2a in one file.

    The same document gives the same bytes in every process and folder. Its enclosures are added
    later, by postprocessing. *unseen* is the severity of text or tables without room, and of text
    that can't be read on its background.

    Raises:
        TypesettingError: when WeasyPrint can't lay the page out.
    """
    return _typeset(document, unseen, _no_lines)[0]


Lines = Callable[[str, Element], Mapping[Element, int]]


def _no_lines(_html: str, _root: Element) -> Mapping[Element, int]:
    """Return no lines: the HTML is made of something else, whose lines these would not be."""
    return {}


def _typeset(
    document: Document, unseen: Severity, find_lines: Lines
) -> tuple[Pdf, Rendering, Mapping[Element, int]]:
    place = Place(file=document.source or document.address)
    with _ONE_AT_A_TIME, _collector_paused(), shortcuts(), captured_log() as records:
        try:
            styles = _parsed_styles_of(document)
            rendering = _render(document, styles)
        except Exception as error:  # WeasyPrint fails in many ways on odd content
            if not is_of_the_engine(error):
                raise
            raise TypesettingError(
                [*log_findings(records, place), _cannot_lay_out(error, place)]
            ) from error
    lines = find_lines(document.html, rendering.source)
    found = layout_findings(
        rendering, place, encloses=bool(document.enclosures), unseen=unseen, lines=lines
    )
    findings = (*log_findings([*styles.log, *records], place), *found)
    pdf = Pdf(
        data=with_plain_ends(rendering.data),
        page_count=rendering.page_count,
        findings=findings,
        can_be_filled=rendering.can_be_filled and not any(BEGIN in it.message for it in findings),
    )
    return pdf, rendering, lines


def _html(document: Document) -> weasyprint.HTML:
    return weasyprint.HTML(
        string=document.html, base_url=document.address, url_fetcher=PageFetcher(document.resources)
    )


def _render(document: Document, styles: "_ParsedStyles") -> Rendering:
    return render(
        _html(document),
        stylesheets=[_base_stylesheet(), *styles.stylesheets],
        fonts=styles.fonts,
        counters=styles.counters.copy(),
    )


class PageFetcher(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
    """Serves a page's resources and ``data:`` addresses, and refuses all else."""

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        super().__init__(ssl_context=_NO_TLS, allowed_protocols=(), allow_redirects=False)
        self._resources = resources

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return what *url* means; percent-encoding and fragments make no difference."""
        del headers
        if url[:5].lower() == "data:":
            response = DataHandler().data_open(Request(url))  # noqa: S310  # opens nothing
            return URLFetcherResponse(url, response.read(), response.headers)
        resource = self._resources.get(_plain(url))
        if resource is None:
            raise ValueError(f"{url} {NOT_A_RESOURCE}")
        return URLFetcherResponse(url, _body(resource), {"Content-Type": resource.media_type})


def _plain(address: str) -> str:
    """Return *address* decoded, so that its spellings compare equal.

    >>> _plain("https://newsroom.invalid/sk%C3%A4rg%C3%A5rd%201.png#x")
    'https://newsroom.invalid/skärgård 1.png'
    """
    return unicodedata.normalize("NFC", unquote(urldefrag(address).url))


def _body(resource: Resource) -> bytes:
    if resource.data is not None:
        return resource.data
    if resource.path is None:
        raise ValueError("a resource with neither data nor path")
    return resource.path.read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class _ParsedStyles:
    """Stylesheets parsed together with the fonts and counter styles they declare."""

    stylesheets: tuple[weasyprint.CSS, ...]
    fonts: FontConfiguration
    counters: CounterStyle
    log: tuple[logging.LogRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Styling:
    """What styles are parsed from; *identities* stand for the *resources* they identify."""

    stylesheets: tuple[str, ...]
    identities: tuple[tuple[str, str], ...]
    resources: Mapping[str, Resource] = field(compare=False)


def _parsed_styles_of(document: Document) -> _ParsedStyles:
    """Return the parsed styles of *document*: kept ones, unless the page would add to them."""
    parsed = {
        address: resource
        for address, resource in (document.resources.items() if document.stylesheets else ())
        if address in document.stylesheets
        or resource.media_type.startswith(("text/css", "font/", "application/font"))
    }
    identities = sorted((address, resource.sha256) for address, resource in parsed.items())
    styling = _Styling(
        stylesheets=document.stylesheets, identities=tuple(identities), resources=parsed
    )
    return (
        _new_parsed_styles(styling) if _brings_own_fonts(document) else _kept_parsed_styles(styling)
    )


def _brings_own_fonts(document: Document) -> bool:
    """Return whether the HTML may declare fonts, which would stay on for the pages after it."""
    pattern = r"@font-face|@import|<link\b[^>]*stylesheet"
    return re.search(pattern, document.html, re.IGNORECASE) is not None


def _new_parsed_styles(styling: _Styling) -> _ParsedStyles:
    with shipped_fonts():
        fonts, counters = FontConfiguration(), CounterStyle()
    fetcher = PageFetcher(styling.resources)
    with captured_log() as log:
        stylesheets = tuple(
            weasyprint.CSS(
                url=address, url_fetcher=fetcher, font_config=fonts, counter_style=counters
            )
            for address in styling.stylesheets
        )
    if fonts._folder:  # noqa: SLF001 - worker processes end without deleting objects
        Finalize(fonts, rmtree, args=(fonts._folder, True), exitpriority=0)  # noqa: SLF001
    return _ParsedStyles(stylesheets=stylesheets, fonts=fonts, counters=counters, log=tuple(log))


_kept_parsed_styles = lru_cache(maxsize=KEPT_STYLES)(_new_parsed_styles)


@lru_cache(maxsize=1)
def _base_stylesheet() -> weasyprint.CSS:
    return weasyprint.CSS(string=STYLES)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the garbage collector out of a render, where it would look at millions of boxes."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def is_of_the_engine(error: Exception) -> bool:
    """Return whether *error* is a failure of WeasyPrint over content, and none of our own code.

    The innermost frame that is of either decides whose it is; EndlessLayoutError is ours to raise.
    """
    if isinstance(error, EndlessLayoutError):
        return True
    if isinstance(error, MemoryError):
        return False
    packages = [
        frame.f_globals.get("__name__", "").partition(".")[0]
        for frame, _line in traceback.walk_tb(error.__traceback__)
    ]
    whose = [package for package in packages if package in {"pressverk", *ENGINE}]
    return bool(whose) and whose[-1] in ENGINE


def _cannot_lay_out(error: Exception, place: Place) -> Finding:
    element = None if isinstance(error, EndlessLayoutError) else _failed_at(error)
    said = f"{type(error).__name__}: {error}"
    if element is None:
        message = _(
            "the page can't be laid out ({error}); "
            "remove what was added last, or simplify its styles",
            error=said,
        )
        return Finding(place=place, message=message, rule="layout-failed")
    message = _(
        "WeasyPrint fails at laying out {element} ({error}); simplify its styles or those of what "
        "is around it: position, float, flex, grid, columns",
        element=described(element),
        error=said,
    )
    subject = " ".join("".join(element.itertext()).split())
    return Finding(place=place, message=message, rule="layout-failed", subject=subject)


def _failed_at(error: Exception) -> Element | None:
    """Return the innermost element that WeasyPrint was laying out when it failed, if any."""
    found = None
    for frame, _line in traceback.walk_tb(error.__traceback__):
        for name in ("root_box", "container", "box", "child"):
            element = getattr(frame.f_locals.get(name), "element", None)
            found = element if element is not None else found
    return found
