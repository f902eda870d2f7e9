"""Publication -> Page, and its twin for the web: the layout's templates filled in."""

import base64
import datetime as dt
import hashlib
import mimetypes
import re
import tomllib
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, partial
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import babel
import babel.dates
import jinja2
from lxml import html
from lxml.html.builder import E
from markupsafe import Markup

import pressverk
from pressverk.errors import LayoutError
from pressverk.folders import NEWSROOM_FILE, from_root
from pressverk.markup import render_body
from pressverk.model import Article, Finding, Newsroom, Page, Place, Publication, Resource
from pressverk.pictures import Picture, advise_resolution, find_picture, prepare_picture
from pressverk.translation import _, catalogue
from pressverk.typography import refine

HOST = "https://newsroom.invalid"  # reserved: it can never be looked up (RFC 2606)
PRINT, WEB, STYLESHEET = "print.html.j2", "web.html.j2", "print.css"
MM_PER_INCH = 25.4
A4_WIDTH = 210.0
FONT_URL = re.compile(r"""url\(\s*["']?/fonts/([^"')]+)["']?\s*\)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A layout's folders, the newsroom's own before the shipped one, file by file."""

    name: str
    folders: tuple[Path, ...]
    fonts: tuple[Path, ...]

    def file(self, name: str) -> Path | None:
        """Return the first file called *name*."""
        return _first(self.folders, name)

    def font(self, name: str) -> Path | None:
        """Return the font file called *name*, a path below a ``fonts`` folder."""
        return _first(self.fonts, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Illustrated:
    """A body whose pictures are in place, those pictures by their addresses, and advice."""

    body: str
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def find_layout(name: str, root: Path, place: Place) -> Layout:
    """Return the layout called *name*, asked for at *place*, as the newsroom at *root* sees it.

    Raises:
        LayoutError: when there is none.
    """
    shipped, own = Path(str(files("pressverk.layouts"))), root / "layouts"
    folders = tuple(folder for folder in (own / name, shipped / name) if folder.is_dir())
    if not folders:
        known = sorted({p.parent.name for f in (own, shipped) for p in f.glob(f"*/{PRINT}")})
        near = get_close_matches(name, known, n=1)
        message = (
            _("unknown layout {name!r}; did you mean {near!r}?", name=name, near=near[0])
            if near
            else _("unknown layout {name!r}; known are {known}", name=name, known=", ".join(known))
        )
        raise LayoutError([Finding(place=place, message=message, rule="unknown-layout")])
    fonts = (root / "fonts", Path(str(files("pressverk.fonts"))))
    return Layout(name=name, folders=folders, fonts=fonts)


def lay_out(
    publication: Publication, newsroom: Newsroom, *, dpi: int = 150, cache: Path | None = None
) -> Page:
    """Return *publication* as a page ready to be typeset.

    *dpi* is the resolution of its pictures, in pixels per inch of the width that the layout
    gives them; *cache* a folder where prepared pictures are kept.

    Raises:
        LayoutError: for a fault in a template, at its line.
        ArticleError: for pictures that can't be used.
    """
    source = from_root(publication.articles[0].source, newsroom.root)
    layout = find_layout(publication.layout, newsroom.root, Place(file=source))
    widths = _picture_widths(layout)
    logo_place = Place(file=NEWSROOM_FILE)
    logo = prepare_picture(newsroom.logo, width=1000, place=logo_place, cache=cache)
    pictures = {_address(logo): logo}
    bodies: dict[str, str] = {}
    findings: list[Finding] = []
    for article in publication.articles:
        placed = _place_pictures(article, newsroom.root, widths, dpi=dpi, cache=cache)
        pictures |= placed.pictures
        findings += placed.findings
        bodies[article.slug] = placed.body
    context = _context(publication, newsroom) | {"logo": _address(logo)}
    fill = partial(_fill, layout, publication.language, newsroom.root)
    web = fill(WEB, context | {"bodies": _trusted({k: endnotes(b) for k, b in bodies.items()})})
    return Page(
        address=f"{HOST}/{quote(publication.slug)}",
        source=source,
        html=fill(PRINT, context | {"bodies": _trusted(bodies)}),
        web=_embed(web, pictures),
        stylesheets=(f"{HOST}/layout/{STYLESHEET}",),
        resources={
            **{f"{HOST}{address}": _in_memory(picture) for address, picture in pictures.items()},
            **_layout_resources(layout),
        },
        findings=tuple(findings),
    )


def endnotes(body: str) -> str:
    """Return *body* with its footnotes moved to the end, as links can reach them on a screen.

    >>> endnotes('<p>Text<span class="footnote" id="note-1">Note.</span></p>').count("<li")
    1
    """
    root = html.fragment_fromstring(body, create_parent="div")
    notes = root.xpath('.//span[@class="footnote"]')
    if not notes:
        return body
    listing = E.ol({"class": "endnotes", "role": "doc-endnotes"})
    for number, note in enumerate(notes, 1):
        name = note.get("id") or f"note-{number}"
        call = E.a(str(number), {"href": f"#{name}", "id": f"call-{number}", "role": "doc-noteref"})
        back = E.a("↩", {"href": f"#call-{number}", "role": "doc-backlink"})
        item = E.li({"id": name})
        item.text, item[:] = note.text, list(note)
        item.append(back)
        _space_before(back)
        listing.append(item)
        reference = E.sup(call)
        reference.tail = note.tail
        note.getparent().replace(note, reference)
    root.append(listing)
    return _inner_html(root)


def in_words(day: dt.date, language: str) -> str:
    """Return *day* as it is written in running text.

    >>> in_words(dt.date(2018, 11, 23), "sv"), in_words(dt.date(2018, 11, 23), "en")
    ('23 november 2018', '23 November 2018')
    """
    return babel.dates.format_date(day, "d MMMM y", locale=_locale(language))


def moment_in_words(moment: dt.datetime, language: str) -> str:
    """Return *moment* as an embargo is written.

    >>> moment_in_words(dt.datetime(2018, 11, 23, 10, 0), "sv")
    'fredag 23 november 2018 kl. 10.00'
    """
    day = babel.dates.format_date(moment, "EEEE d MMMM y", locale=_locale(language))
    return (
        catalogue(language)
        .gettext("{day} at {hour}:{minute}")
        .format(day=day, hour=f"{moment:%H}", minute=f"{moment:%M}")
    )


def _locale(language: str) -> babel.Locale:
    try:
        return babel.Locale.parse("en-GB" if language == "en" else language, sep="-")
    except (babel.UnknownLocaleError, ValueError):
        return babel.Locale("sv")


def _context(publication: Publication, newsroom: Newsroom) -> dict[str, Any]:
    language = publication.language
    boilerplate = newsroom.boilerplate.get(language)
    about = None
    if boilerplate:
        body = render_body(boilerplate.text, language=language, file=NEWSROOM_FILE)
        text = Markup(refine(body.html, language=language))  # noqa: S704 - sanitised
        about = {"heading": boilerplate.heading, "text": text}
    return {
        "publication": publication,
        "article": publication.articles[0],
        "newsroom": newsroom,
        "about": about,
        "program": f"Pressverk {pressverk.__version__}",
    }


def _trusted(bodies: Mapping[str, str]) -> dict[str, Markup]:
    """Return *bodies*, which markup has sanitised, as what templates don't escape."""
    return {slug: Markup(body) for slug, body in bodies.items()}  # noqa: S704 - see above


def _fill(layout: Layout, language: str, root: Path, name: str, context: dict[str, Any]) -> str:
    environment = _environment(layout.folders, language)
    try:
        return environment.get_template(name).render(context)
    except jinja2.TemplateSyntaxError as error:
        place = Place(file=from_root(Path(error.filename or name), root), line=error.lineno)
        message = _("the template can't be read ({reason}); mend it", reason=error.message)
        finding = Finding(place=place, message=message, rule="template-syntax")
        raise LayoutError([finding]) from error
    except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        file, line = _template_line(error, layout)
        message = _("the template stops ({reason}); mend it", reason=error)
        place = Place(file=from_root(Path(file or name), root), line=line)
        raise LayoutError([Finding(place=place, message=message, rule="template-fault")]) from error


@cache
def _environment(folders: tuple[Path, ...], language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined] # added by the extension
    environment.filters |= {
        "in_words": partial(in_words, language=language),
        "moment_in_words": partial(moment_in_words, language=language),
        "digits": lambda text: re.sub(r"[^\d+]", "", text),
    }
    return environment


def _template_line(error: BaseException, layout: Layout) -> tuple[str, int | None]:
    """Return the innermost line of a template that *error* came through."""
    found: tuple[str, int | None] = ("", None)
    for frame, line in traceback.walk_tb(error.__traceback__):
        if Path(frame.f_code.co_filename).parent in layout.folders:
            found = frame.f_code.co_filename, line
    return found


def _picture_widths(layout: Layout) -> Mapping[str, float]:
    """Return how wide the layout's figures are at the most, in millimetres, by their class."""
    path = layout.file("layout.toml")
    table = tomllib.loads(path.read_text(encoding="utf-8")) if path else {}
    return {"column": A4_WIDTH, **table.get("pictures", {})}


def _place_pictures(
    article: Article, root: Path, widths: Mapping[str, float], *, dpi: int, cache: Path | None
) -> _Illustrated:
    """Return the article's body with its pictures' addresses and sizes, and those pictures."""
    if not article.pictures:
        return _Illustrated(body=article.body)
    tree = html.fragment_fromstring(article.body, create_parent="div")
    pictures: dict[str, Picture] = {}
    findings: list[Finding] = []
    for image in tree.iter("img"):
        name = image.get("src", "")
        place = article.pictures[name]
        path = find_picture(name, folder=article.source.parent, root=root, place=place)
        width = round(_width_of(image, widths) / MM_PER_INCH * dpi)
        picture = prepare_picture(path, width=width, place=place, cache=cache)
        findings += advise_resolution(picture, name=name, width=width, place=place)
        pictures[_address(picture)] = picture
        _place(image, picture)
    return _Illustrated(body=_inner_html(tree), pictures=pictures, findings=tuple(findings))


def _place(image: html.HtmlElement, picture: Picture) -> None:
    image.set("src", _address(picture))
    image.set("width", str(picture.width))
    image.set("height", str(picture.height))
    figure = next(image.iterancestors("figure"), None)
    if figure is not None and picture.height > picture.width:
        figure.set("class", f"{figure.get('class', '')} portrait".strip())


def _width_of(image: html.HtmlElement, widths: Mapping[str, float]) -> float:
    figure = next(image.iterancestors("figure"), None)
    classes = (figure.get("class") if figure is not None else "") or ""
    named = [name.removeprefix("figure-") for name in classes.split()]
    return next((widths[name] for name in named if name in widths), widths["column"])


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
        for name in FONT_URL.findall(path.read_text(encoding="utf-8") if path else ""):
            if font := layout.font(name):
                found[f"{HOST}/fonts/{name}"] = _on_disk(font)
    return found


def _embed(web: str, pictures: Mapping[str, Picture]) -> str:
    """Return *web* with every picture's address replaced by the picture itself."""
    for address, picture in pictures.items():
        data = base64.b64encode(picture.data).decode("ascii")
        web = web.replace(f'"{address}"', f'"data:{picture.media_type};base64,{data}"')
    return web


def _address(picture: Picture) -> str:
    suffix = {"image/svg+xml": "svg", "image/png": "png"}.get(picture.media_type, "jpg")
    return f"/pictures/{hashlib.sha256(picture.data).hexdigest()[:20]}.{suffix}"


def _in_memory(picture: Picture) -> Resource:
    digest = hashlib.sha256(picture.data).hexdigest()
    return Resource(media_type=picture.media_type, sha256=digest, data=picture.data)


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


def _inner_html(element: html.HtmlElement) -> str:
    parts = [escape(element.text or "")]
    parts += [html.tostring(child, encoding="unicode") for child in element]
    return "".join(parts)


def _space_before(element: html.HtmlElement) -> None:
    before = element.getprevious()
    if before is not None:
        before.tail = f"{before.tail or ''}\N{NO-BREAK SPACE}"
    else:
        parent = element.getparent()
        parent.text = f"{parent.text or ''}\N{NO-BREAK SPACE}"
