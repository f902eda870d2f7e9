"""Publication -> Page, and its twin for the web: the layout's templates filled in."""

import hashlib
import mimetypes
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

import pressverk
from pressverk.errors import LayoutError, NewsroomError, only_errors
from pressverk.folders import NEWSROOM_FILE, from_root
from pressverk.illustration import as_resource, illustrate
from pressverk.languages import direction
from pressverk.markup import render_body
from pressverk.model import (
    HOST,
    Article,
    Boilerplate,
    Finding,
    Newsroom,
    Page,
    Place,
    Publication,
    Resource,
    Severity,
)
from pressverk.pictures import prepare_picture
from pressverk.templates import fill
from pressverk.translation import _, words_of
from pressverk.twin import embed, endnotes
from pressverk.typography import refine

PRINT, WEB, STYLESHEET = "print.html.j2", "web.html.j2", "print.css"
SETTINGS = "layout.toml"
BASE = "base"  # what layouts share
A4_WIDTH = 210.0  # mm
FONT_URL = re.compile(r"""url\(\s*["']?/fonts/([^"')]+)["']?\s*\)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A layout's folders, its own before what layouts share, the newsroom's before the shipped."""

    name: str
    folders: tuple[Path, ...]
    fonts: tuple[Path, ...]

    def file(self, name: str) -> Path | None:
        """Return the first file called *name*."""
        return _first(self.folders, name)

    def font(self, name: str) -> Path | None:
        """Return the font file called *name*, a path below a ``fonts`` folder."""
        return _first(self.fonts, name)


def find_layout(name: str, root: Path, place: Place) -> Layout:
    """Return the layout called *name*, asked for at *place*, as the newsroom at *root* sees it.

    Raises:
        LayoutError: when there is none.
    """
    shipped, own = Path(str(files("pressverk.layouts"))), root / "layouts"
    folders = _folders(name, own, shipped)
    if not folders:
        known = sorted({p.parent.name for f in (own, shipped) for p in f.glob(f"*/{PRINT}")})
        near = get_close_matches(name, known, n=1)
        message = (
            _("unknown layout {name!r}; did you mean {near!r}?", name=name, near=near[0])
            if near
            else _("unknown layout {name!r}; known are {known}", name=name, known=", ".join(known))
        )
        raise LayoutError([Finding(place=place, message=message, rule="unknown-layout")])
    folders += _folders(BASE, own, shipped)
    for file in (PRINT, WEB, STYLESHEET):
        if _first(folders, file) is None:
            message = _("layout {name!r} lacks the file {file!r}; add it", name=name, file=file)
            raise LayoutError([Finding(place=place, message=message, rule="layout-incomplete")])
    fonts = (root / "fonts", Path(str(files("pressverk.fonts"))))
    return Layout(name=name, folders=folders, fonts=fonts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a report: its name in addresses, its numerals, and what its template is given.

    *source* is the file that findings about it name, the publication's own if left out.
    """

    name: str
    context: Mapping[str, Any]
    numerals: str = "decimal"
    source: Path | None = None


def _folders(name: str, *parents: Path) -> tuple[Path, ...]:
    return tuple(parent / name for parent in parents if (parent / name).is_dir())


def lay_out(
    publication: Publication,
    newsroom: Newsroom,
    *,
    dpi: int = 150,
    sheet: str = "",
    cache: Path | None = None,
    parts: Sequence[Part] = (),
) -> Page:
    """Return *publication* as a page ready to be typeset, in *parts* when there are some.

    *dpi* is the resolution of its pictures, in pixels per inch of the width that the layout
    gives them; *sheet* a stylesheet of the layout, if it has one of that name, that comes after
    its own; *cache* a folder where prepared pictures are kept. The twin is one, and is
    given what all parts are.

    Raises:
        LayoutError: for a fault in a template, at its line.
        ArticleError: for pictures that can't be used.
    """
    source = from_root(publication.articles[0].source, newsroom.root)
    layout = find_layout(publication.layout, newsroom.root, Place(file=source))
    logo, logo_resource = as_resource(
        prepare_picture(newsroom.logo, width=1000, place=Place(file=NEWSROOM_FILE), cache=cache)
    )
    widths = _picture_widths(layout, newsroom.root)
    illustrated = {
        article.slug: illustrate(article, newsroom.root, widths, dpi=dpi, cache=cache)
        for article in articles_of(publication)
    }
    bodies = {slug: body.body for slug, body in illustrated.items()}
    pictures = {logo: logo_resource}
    for body in illustrated.values():
        pictures |= body.resources
    filled = _Templates(layout, publication, newsroom, logo).fill
    page = Page(
        address=f"{HOST}/{quote(publication.slug)}",
        source=source,
        html="" if parts else filled(PRINT, bodies),
        web=embed(filled(WEB, _with_endnotes(bodies, publication), *parts), pictures),
        stylesheets=tuple(
            f"{HOST}/layout/{name}" for name in (STYLESHEET, sheet) if name and layout.file(name)
        ),
        resources={
            **{f"{HOST}{address}": picture for address, picture in pictures.items()},
            **_layout_resources(layout),
        },
        findings=(
            *(finding for body in illustrated.values() for finding in body.findings),
            *_boilerplate_advice(publication, newsroom, Place(file=source)),
        ),
    )
    made = (_part(page, part, filled(PRINT, bodies, part), newsroom.root) for part in parts)
    return replace(page, parts=tuple(made))


@dataclass(frozen=True, slots=True)
class _Templates:
    """A layout's templates, and what all of them are given of one publication."""

    layout: Layout
    publication: Publication
    newsroom: Newsroom
    logo: str

    def fill(self, name: str, bodies: Mapping[str, str], *parts: Part) -> str:
        """Return the template *name*, given what *parts* are."""
        context = context_of(self.publication, self.newsroom) | {"logo": self.logo}
        for part in parts:
            context |= part.context
        return fill(
            name,
            context | {"bodies": _trusted(bodies)},
            folders=self.layout.folders,
            language=self.publication.language,
            root=self.newsroom.root,
        )


def _with_endnotes(bodies: Mapping[str, str], publication: Publication) -> dict[str, str]:
    return {slug: endnotes(body, publication.language) for slug, body in bodies.items()}


def _part(page: Page, part: Part, html: str, root: Path) -> Page:
    """Return *part* of *page* by itself, with the pictures that it shows."""
    return replace(
        page,
        address=f"{page.address}/{part.name}",
        source=from_root(part.source, root) if part.source else page.source,
        html=html,
        web="",
        resources={
            address: resource
            for address, resource in page.resources.items()
            if not resource.media_type.startswith("image/")
            or address.removeprefix(HOST) in html
            or "/layout/" in address
        },
        findings=(),
        numerals=part.numerals,
    )


def articles_of(publication: Publication) -> tuple[Article, ...]:
    """Return all the articles that *publication* is made of, in its order."""
    in_sections = (article for section in publication.sections for article in section.articles)
    return (*publication.articles, *in_sections)


def context_of(publication: Publication, newsroom: Newsroom) -> dict[str, Any]:
    """Return what all templates of *publication* are given."""
    language = publication.language
    boilerplate = newsroom.boilerplate.get(language)
    return {
        "publication": publication,
        "article": publication.articles[0],
        "newsroom": newsroom,
        "about": _about(boilerplate, language) if boilerplate else None,
        "direction": direction(language),
        "words": "" if language.lower().startswith(words_of(language)) else words_of(language),
        "program": f"Pressverk {pressverk.__version__}",
    }


def _boilerplate_advice(
    publication: Publication, newsroom: Newsroom, place: Place
) -> tuple[Finding, ...]:
    if publication.language in newsroom.boilerplate or not newsroom.boilerplate:
        return ()
    message = _(
        "no text about the sender in {language!r}; add [boilerplate.{language}] to newsroom.toml",
        language=publication.language,
    )
    severity = Severity.ADVICE
    return (Finding(place=place, message=message, rule="no-boilerplate", severity=severity),)


@cache
def _about(boilerplate: Boilerplate, language: str) -> dict[str, str]:
    body = render_body(boilerplate.text, language=language, file=NEWSROOM_FILE)
    if faults := only_errors(body.findings):
        place = Place(file=f"{NEWSROOM_FILE} [boilerplate.{language}]")
        raise NewsroomError([replace(fault, place=place) for fault in faults])
    text = Markup(refine(body.html, language=language))  # noqa: S704 - markup has sanitised it
    return {"heading": boilerplate.heading, "text": text}


def _trusted(bodies: Mapping[str, str]) -> dict[str, Markup]:
    """Return *bodies*, which markup has sanitised, as what templates don't escape."""
    return {slug: Markup(body) for slug, body in bodies.items()}  # noqa: S704 - see above


def _picture_widths(layout: Layout, root: Path) -> Mapping[str, float]:
    """Return how wide the layout's figures are at the most, in millimetres, by their class."""
    table = _settings(layout, root)
    try:
        widths = {str(name): float(width) for name, width in table.get("pictures", {}).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise _unreadable_settings(layout, root, error) from error
    return {"column": A4_WIDTH, **widths}


def is_for_reports(layout: Layout, root: Path) -> bool:
    """Tell whether *layout* is one for reports, as its ``layout.toml`` says.

    Raises:
        LayoutError: when that file can't be read.
    """
    return _settings(layout, root).get("publication") == "report"


def _settings(layout: Layout, root: Path) -> dict[str, Any]:
    path = layout.file(SETTINGS)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path else {}
    except ValueError as error:
        raise _unreadable_settings(layout, root, error) from error


def _unreadable_settings(layout: Layout, root: Path, error: Exception) -> LayoutError:
    message = _(
        "is no table of widths ({reason}); write [pictures] and lines such as column = 116",
        reason=error,
    )
    place = Place(file=from_root(layout.file(SETTINGS) or Path(SETTINGS), root))
    return LayoutError([Finding(place=place, message=message, rule="layout-toml")])


def _layout_resources(layout: Layout) -> dict[str, Resource]:
    """Return the layout's stylesheet, what lies beside it, and the fonts it names."""
    found = {
        f"{HOST}/layout/{path.name}": _on_disk(path)
        for folder in reversed(layout.folders)
        for path in sorted(folder.iterdir())
        if path.suffix in {".css", ".svg", ".png", ".jpg"}
    }
    for address in [address for address in found if address.endswith(".css")]:
        path = found[address].path
        for name in FONT_URL.findall(path.read_text("utf-8", "replace") if path else ""):
            if font := layout.font(name):
                found[f"{HOST}/fonts/{name}"] = _on_disk(font)
    return found


def _on_disk(path: Path) -> Resource:
    status = path.stat()
    media_type = mimetypes.guess_type(path.name)[0] or f"font/{path.suffix[1:]}"
    return Resource(
        media_type=media_type, sha256=_digest(path, status.st_mtime_ns, status.st_size), path=path
    )


@cache
def _digest(path: Path, _modified: int, _size: int) -> str:
    """Return the SHA-256 of the file, read again only when its time or size has changed."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _first(folders: tuple[Path, ...], name: str) -> Path | None:
    return next((folder / name for folder in folders if (folder / name).is_file()), None)
