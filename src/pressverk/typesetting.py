"""Page → Pdf, through WeasyPrint; importing this module is what makes a process warm.

Nothing outside the page is read: addresses mean what ``page.resources`` says, and fonts
come from Fontconfig under the shipped ``fonts.conf``.
"""

import gc
import logging
import os
import re
import ssl
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import unquote, urldefrag
from urllib.request import DataHandler, Request

os.environ["FONTCONFIG_FILE"] = str(files("pressverk.fonts") / "fonts.conf")

# Fontconfig reads its file once, while weasyprint is imported.
import weasyprint
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from pressverk import structure
from pressverk.errors import TypesettingError
from pressverk.model import Finding, Page, Pdf, Place, Resource, Severity
from pressverk.translation import _

PARSED_STYLESHEETS = 16
_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def typeset(page: Page) -> Pdf:
    """Return *page* laid out and tagged, as PDF/UA-1 and PDF/A-2a in one file.

    The same page gives the same bytes in every process and folder.

    Raises:
        TypesettingError: when WeasyPrint can't lay the page out.
    """
    place = Place(file=page.address)
    with _collector_paused(), _complaints() as records:
        try:
            data, page_count = _render(page)
        except Exception as error:  # WeasyPrint fails in many ways on odd content
            finding = Finding(
                place=place,
                message=_(
                    "the page can't be laid out ({error}); "
                    "take away what was added last, or simplify its styles",
                    error=f"{type(error).__name__}: {error}",
                ),
                rule="layout-failed",
            )
            raise TypesettingError([*_findings(records, place), finding]) from error
    return Pdf(data=data, page_count=page_count, findings=_findings(records, place))


def _render(page: Page) -> tuple[bytes, int]:
    fetcher = PageFetcher(page.resources)
    case = _type_case(_stylesheet_keys(page), _Resources(page.resources))
    if _brings_own_fonts(page):
        case = _load_type_case(page.stylesheets, page.resources)
    html = weasyprint.HTML(string=page.html, base_url=page.address, url_fetcher=fetcher)
    rendering = structure.render(
        html,
        stylesheets=list(case.stylesheets),
        fonts=case.fonts,
        counters=CounterStyle(case.counters),
    )
    return rendering.data, rendering.page_count


class PageFetcher(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
    """Serves a page's resources and ``data:`` addresses, and refuses all else."""

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        super().__init__(ssl_context=_NO_TLS, allowed_protocols=("data",), allow_redirects=False)
        self._resources = {_plain(address): found for address, found in resources.items()}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """Return what *url* means; percent-encoding and fragments make no difference."""
        del headers
        if url.lower().startswith("data:"):
            response = DataHandler().data_open(Request(url))  # noqa: S310  # opens nothing
            return URLFetcherResponse(url, response.read(), response.headers)
        resource = self._resources.get(_plain(url))
        if resource is None:
            raise ValueError(f"{url} is not among the page's resources")
        body = _body(resource)
        return URLFetcherResponse(url, body, {"Content-Type": resource.media_type})


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
class _TypeCase:
    """Stylesheets parsed together with the fonts and counter styles they declare."""

    stylesheets: tuple[weasyprint.CSS, ...]
    fonts: FontConfiguration
    counters: CounterStyle


class _Resources:
    """Resources carried past the cache: their identity is in the key beside them."""

    def __init__(self, mapping: Mapping[str, Resource]) -> None:
        self.mapping = mapping

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Resources)

    def __hash__(self) -> int:
        return 0


StylesheetKeys = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]


def _stylesheet_keys(page: Page) -> StylesheetKeys:
    """Return what parsing the page's stylesheets depends on."""
    used = (
        (address, resource.sha256)
        for address, resource in page.resources.items()
        if address in page.stylesheets
        or resource.media_type.startswith(("text/css", "font/", "application/font"))
    )
    return page.stylesheets, tuple(sorted(used))


@lru_cache(maxsize=PARSED_STYLESHEETS)
def _type_case(keys: StylesheetKeys, resources: _Resources) -> _TypeCase:
    return _load_type_case(keys[0], resources.mapping)


def _load_type_case(addresses: Iterable[str], resources: Mapping[str, Resource]) -> _TypeCase:
    fonts, counters = FontConfiguration(), CounterStyle()
    fetcher = PageFetcher(resources)
    stylesheets = tuple(
        weasyprint.CSS(url=address, url_fetcher=fetcher, font_config=fonts, counter_style=counters)
        for address in addresses
    )
    return _TypeCase(stylesheets=stylesheets, fonts=fonts, counters=counters)


def _brings_own_fonts(page: Page) -> bool:
    """Return whether the HTML may declare fonts, which would stay on in a shared type case."""
    return re.search(r"@font-face|@import|<link\b[^>]*stylesheet", page.html, re.IGNORECASE) is not None


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


class _Listener(logging.Handler):
    """Keeps the records of one thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self.thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.records.append(record)


@contextmanager
def _complaints() -> Iterator[list[logging.LogRecord]]:
    """Yield a list that fills with what WeasyPrint and its font library log."""
    listener = _Listener()
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    propagated = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.addHandler(listener)
        logger.propagate = False
    try:
        yield listener.records
    finally:
        for logger, propagate in zip(loggers, propagated, strict=True):
            logger.removeHandler(listener)
            logger.propagate = propagate


def _findings(records: Iterable[logging.LogRecord], place: Place) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(_finding(record, place) for record in records))


def _finding(record: logging.LogRecord, place: Place) -> Finding:
    severity = Severity.ERROR if record.levelno >= logging.ERROR else Severity.ADVICE
    return Finding(
        place=place,
        message=_("WeasyPrint says: {message}", message=record.getMessage()),
        rule="weasyprint",
        severity=severity,
    )
