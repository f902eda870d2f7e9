"""What is done in a worker of the preview: a text becomes pages, a page a picture.

The functions are those of the build. Left out is what can't be seen: the validation of the PDF and
the checks of its tags, which ``check_pdf`` does when the pages are shown. A text with faults is
typeset too, as far as it can be, for writers must see what they are doing.
"""

from dataclasses import replace
from pathlib import Path

from pressverk.build.page_numbers import fill_page_numbers
from pressverk.build.prepare import PreparedSource, is_report, lay_out_edition
from pressverk.build.preview.model import Preview, PreviewRequest, TextMeasures, Typeset, digest_of
from pressverk.build.preview.page_images import lines_of, pages_of
from pressverk.build.preview.places import find_places
from pressverk.build.report_parts import likely_numbering
from pressverk.build.worker import listening_findings
from pressverk.content import embargo
from pressverk.content.articles import (
    ArticleFile,
    compose,
    draft_of,
    find_pictures,
    open_article,
    reading_order,
)
from pressverk.content.checks.article import measure_text
from pressverk.content.files import unsaved
from pressverk.errors import PressverkError
from pressverk.html import parse, serialise
from pressverk.i18n import messages_in
from pressverk.model import Article, Document, Finding, Newsroom, Pdf, Publication
from pressverk.newsroom.paths import STATE, from_root, slug_of
from pressverk.pdf.typesetting import typeset
from pressverk.pdf.validation import violations
from pressverk.pdf.warm_up import warm_up

EDITION = "email"


def make_preview(request: PreviewRequest, newsroom: Newsroom) -> Typeset:
    """Return the pages of the text in *request*, or what keeps it from having any."""
    preview = Preview(text=digest_of(request.text))
    try:
        with messages_in(request.language), unsaved(request.file, request.text):
            opened = open_article(request.source, newsroom.root)
            if is_report(opened, newsroom.root):
                return _of_report(request, opened, newsroom, preview)
            return _of_article(request, opened, newsroom, preview)
    except PressverkError as error:
        return Typeset(preview=replace(preview, findings=error.findings))


def _of_article(
    request: PreviewRequest, opened: ArticleFile, newsroom: Newsroom, preview: Preview
) -> Typeset:
    draft = draft_of(opened, newsroom)
    files, faults = find_pictures(draft.pictures, opened.path.parent, newsroom.root)
    findings = tuple(sorted(dict.fromkeys((*draft.findings, *faults)), key=reading_order))
    preview = replace(preview, findings=findings)
    if draft.article is None:
        return Typeset(preview=preview)
    article = with_pictures(draft.article, files)
    characters, lix = measure_text(article)
    preview = replace(preview, measures=TextMeasures(characters=characters, lix=lix))
    return _typeset(request, compose(article), newsroom, preview)


def with_pictures(article: Article, files: dict[str, Path]) -> Article:
    """Return *article* with the pictures that there are; findings report the others."""
    missing = set(article.pictures) - set(files)
    if not missing:
        return replace(article, picture_files=files)
    tree = parse(article.body)
    for image in [*tree.iter("img")]:
        if image.get("src") in missing:
            element = next(image.iterancestors("figure"), image)
            element.drop_tree()
    return replace(article, picture_files=files, body=serialise(tree))


def _of_report(
    request: PreviewRequest, opened: ArticleFile, newsroom: Newsroom, preview: Preview
) -> Typeset:
    from pressverk.content.reports.reading import report_draft  # with charts, which take memory

    publication, findings, _asked = report_draft(opened, newsroom)
    sections = (
        replace(
            each, articles=tuple(with_pictures(it, dict(it.picture_files)) for it in each.articles)
        )
        for each in publication.sections
    )
    publication = replace(publication, sections=tuple(sections))
    return _typeset(request, publication, newsroom, replace(preview, findings=findings))


def _typeset(
    request: PreviewRequest, publication: Publication, newsroom: Newsroom, preview: Preview
) -> Typeset:
    """Return the pages of *publication*; of a report, those that the text of *request* is on."""
    try:
        document = laid_out(publication, newsroom)
        findings = document.findings
        if document.parts:
            document = _part_of(request, document, newsroom)
        pdf = _pdf_of(replace(document, web=""))
    except PressverkError as error:
        return Typeset(preview=replace(preview, findings=preview.findings + error.findings))
    return Typeset(
        pdf=pdf.data,
        preview=replace(
            preview,
            pages=pages_of(pdf.data),
            places=tuple(find_places(lines_of(pdf.data), request.text)),
            findings=tuple(dict.fromkeys(preview.findings + findings + pdf.findings)),
        ),
    )


def laid_out(publication: Publication, newsroom: Newsroom, edition: str = EDITION) -> Document:
    """Return *publication* laid out for *edition*.

    Raises:
        PressverkError: for pictures that can't be used, and faults in the layout.
    """
    prepared = PreparedSource(
        publication=publication, findings=(), asked=(edition,), inputs={}, read_at=0
    )
    cache, now = newsroom.root / STATE / "pictures", embargo.building_time()
    return lay_out_edition(prepared, newsroom, edition, cache=cache, now=now)


def _part_of(request: PreviewRequest, document: Document, newsroom: Newsroom) -> Document:
    """Return the part of a report that the text of *request* is in; the first when it is none.

    It has the page numbers that the last build gave, and estimates of what is new.
    """
    file = from_root(request.file, newsroom.root)
    part = next((each for each in document.parts if each.source == file), document.parts[0])
    kept = newsroom.root / STATE / "parts" / slug_of(request.source, newsroom.root) / EDITION
    return fill_page_numbers(part, likely_numbering(document.parts, kept))


def _pdf_of(document: Document) -> Pdf:
    warm_up()
    return typeset(document)


def check_pdf(pdf: bytes, source: Path, newsroom: Newsroom, language: str) -> tuple[Finding, ...]:
    """Return where *pdf* breaks its profiles, and what its tags mean wrongly."""
    file = from_root(source, newsroom.root)
    with messages_in(language):
        return (
            *violations(pdf, file),
            *listening_findings(pdf, source, newsroom.root, by_ear=False),
        )
