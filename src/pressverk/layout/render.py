"""Publication -> Document: the layout's templates rendered, with the pictures embedded.

The standalone HTML version is made from the same templates.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

import pressverk
from pressverk.content.markup.body import render_body
from pressverk.content.typography.refine import refine
from pressverk.errors import NewsroomError, only_errors
from pressverk.formats import direction
from pressverk.i18n import _, words_of
from pressverk.layout.images import EmbeddedImages, as_resource, embed_images, print_pictures
from pressverk.layout.logo import prepare_logo
from pressverk.layout.standalone_html import (
    downloads,
    embed,
    endnotes,
    for_small_windows,
    scrollers,
)
from pressverk.layout.templates import fill
from pressverk.layout.themes import (
    PRINT,
    STYLESHEET,
    WEB,
    Layout,
    find_layout,
    picture_widths,
    resources_of,
)
from pressverk.model import (
    HOST,
    Article,
    Boilerplate,
    Document,
    Finding,
    Newsroom,
    Place,
    Publication,
    Resource,
    Severity,
)
from pressverk.newsroom.paths import NEWSROOM_FILE, from_root


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a report: its name in addresses, its numerals, and the values for its template.

    *source* is the file that findings about it name; by default the publication's own.
    """

    name: str
    context: Mapping[str, Any]
    numerals: str = "decimal"
    source: Path | None = None


def lay_out(
    publication: Publication,
    newsroom: Newsroom,
    *,
    dpi: int = 150,
    extra_stylesheet: str = "",
    cache: Path | None = None,
    web: bool = True,
    pdf: str = "",
    parts: Sequence[Part] = (),
) -> Document:
    """Return *publication* as a document ready to be typeset, in *parts* if there are any.

    *dpi* is the resolution of its pictures, in pixels per inch of the width that the layout gives
    them; *extra_stylesheet* the name of a stylesheet that is added if the layout has it; *cache* a
    folder for prepared pictures. With *web*, the HTML version is made too, one for all parts; *pdf*
    is the address of the PDF that it links to, if there is one.

    Raises:
        LayoutError: for a fault in a template, at its line.
        ArticleError: for pictures that can't be used.
    """
    source = from_root(publication.articles[0].source, newsroom.root)
    layout = find_layout(publication.layout, newsroom.root, Place(file=source))
    logo = prepare_logo(newsroom, publication.language, cache)
    logo_address, logo_resource = as_resource(logo.picture)
    widths = picture_widths(layout, newsroom.root)
    illustrated = {
        article.slug: embed_images(article, widths, dpi=dpi, cache=cache)
        for article in articles_of(publication)
    }
    bodies = {slug: body.body for slug, body in illustrated.items()}
    stylesheets = [each for each in (STYLESHEET, extra_stylesheet) if each and layout.file(each)]
    shown = {
        "logo": logo_address,
        "logo_size": {"width": logo.width, "height": logo.height},
        "pdf": pdf,
    }
    filled = _Templates(layout, publication, newsroom, shown).fill
    document = Document(
        address=f"{HOST}/{quote(publication.slug)}",
        source=source,
        html="" if parts else filled(PRINT, bodies),
        stylesheets=tuple(f"{HOST}/layout/{name}" for name in stylesheets),
        resources=_resources(layout, {logo_address: logo_resource}, illustrated.values()),
        findings=(
            *(finding for body in illustrated.values() for finding in body.findings),
            *logo.findings,
            *_boilerplate_advice(publication, newsroom, Place(file=source)),
        ),
    )
    if web:
        screens = {
            article.slug: print_pictures(article, widths, illustrated[article.slug], cache=cache)
            for article in articles_of(publication)
        }
        html = filled(WEB, _for_screens(screens, publication), *parts)
        document = replace(document, web=embed(html, _embedded(screens, document.resources)))
    made = (_part(document, part, filled(PRINT, bodies, part), newsroom.root) for part in parts)
    return replace(document, parts=tuple(made))


def _resources(
    layout: Layout, logo: Mapping[str, Resource], bodies: Iterable[EmbeddedImages]
) -> dict[str, Resource]:
    """Return all that a document refers to, by address: its pictures, and the layout's files."""
    pictures = dict(logo)
    for body in bodies:
        pictures |= body.resources
    return {
        **{f"{HOST}{address}": picture for address, picture in pictures.items()},
        **resources_of(layout),
    }


@dataclass(frozen=True, slots=True)
class _Templates:
    """A layout's templates, and the values that all of them get for one publication."""

    layout: Layout
    publication: Publication
    newsroom: Newsroom
    logo: Mapping[str, Any]

    def fill(self, name: str, bodies: Mapping[str, str], *parts: Part) -> str:
        """Return the template *name* rendered with *bodies*."""
        context = context_of(self.publication, self.newsroom) | dict(self.logo)
        for part in parts:
            context |= part.context
        return fill(
            name,
            context | {"bodies": _trusted(bodies)},
            folders=self.layout.folders,
            language=self.publication.language,
            root=self.newsroom.root,
        )


def _for_screens(bodies: Mapping[str, EmbeddedImages], publication: Publication) -> dict[str, str]:
    language = publication.language
    return {
        slug: for_small_windows(
            scrollers(
                endnotes(
                    downloads(each.body, each.prints, language) if each.prints else each.body,
                    language,
                ),
                language,
            )
        )
        for slug, each in bodies.items()
    }


def _embedded(
    bodies: Mapping[str, EmbeddedImages], resources: Mapping[str, Resource]
) -> dict[str, Resource]:
    """Return what the HTML version may embed, by address: *resources*, and pictures for print."""
    found = {address.removeprefix(HOST): resource for address, resource in resources.items()}
    for body in bodies.values():
        found |= body.resources
    return found


def _part(document: Document, part: Part, html: str, root: Path) -> Document:
    """Return *part* as a document of its own, with the resources of *document* that it uses."""
    return replace(
        document,
        address=f"{document.address}/{part.name}",
        source=from_root(part.source, root) if part.source else document.source,
        html=html,
        web="",
        resources={
            address: resource
            for address, resource in document.resources.items()
            if not resource.media_type.startswith("image/")
            or address.removeprefix(HOST) in html
            or "/layout/" in address
        },
        findings=(),
        numerals=part.numerals,
    )


def articles_of(publication: Publication) -> tuple[Article, ...]:
    """Return all articles of *publication*, in order."""
    in_sections = (article for section in publication.sections for article in section.articles)
    return (*publication.articles, *in_sections)


def context_of(publication: Publication, newsroom: Newsroom) -> dict[str, Any]:
    """Return the values for all templates of *publication*."""
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
    """Return *bodies*, which are sanitised already, as markup that templates don't escape."""
    return {slug: Markup(body) for slug, body in bodies.items()}  # noqa: S704 - see above
