"""What is done in a worker of the preview: a text becomes pages, a page a picture.

The functions are those of the build. Left out is what can't be seen: the validation of the PDF and
the checks of its tags, which ``check_pdf`` does when the pages are shown. A text with faults is
typeset too, as far as it can be, for whoever writes must see what they are doing.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

from pressverk.build.page_numbers import Numbering, fill_page_numbers
from pressverk.build.prepare import PreparedSource, is_report, lay_out_edition
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
from pressverk.errors import ArticleError, PressverkError
from pressverk.html import parse, serialise
from pressverk.i18n import messages_in, words_of
from pressverk.model import Article, Document, Finding, Newsroom, Pdf, Publication
from pressverk.newsroom.paths import STATE, from_root
from pressverk.pdf.typesetting import typeset
from pressverk.pdf.validation import violations
from pressverk.pdf.warm_up import warm_up
from pressverk.studio.preview.model import Preview, PreviewRequest, TextMeasures, Typeset
from pressverk.studio.preview.page_images import lines_of, pages_of
from pressverk.studio.preview.places import find_places

EDITION, WEB = "email", "web"


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


def digest_of(text: str) -> str:
    """Return what a text is known by.

    >>> digest_of("Lekpark")[:8]
    '8e3c2f26'
    """
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _of_article(
    request: PreviewRequest, opened: ArticleFile, newsroom: Newsroom, preview: Preview
) -> Typeset:
    draft = draft_of(opened, newsroom)
    files, faults = find_pictures(draft.pictures, opened.path.parent, newsroom.root)
    findings = tuple(sorted(dict.fromkeys((*draft.findings, *faults)), key=reading_order))
    preview = replace(preview, findings=findings)
    if draft.article is None:
        return Typeset(preview=preview)
    article = _with_pictures(draft.article, files)
    characters, lix = measure_text(article)
    preview = replace(preview, measures=TextMeasures(characters=characters, lix=lix))
    return _typeset(request, compose(article), newsroom, preview)


def _with_pictures(article: Article, files: dict[str, Path]) -> Article:
    """Return *article* with the pictures that there are; the others are told by findings."""
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
    from pressverk.content.reports.reading import report_of  # with charts, which take memory

    publication, findings, _asked = report_of(opened, newsroom)
    return _typeset(request, publication, newsroom, replace(preview, findings=findings))


def _typeset(
    request: PreviewRequest, publication: Publication, newsroom: Newsroom, preview: Preview
) -> Typeset:
    """Return the pages of *publication*; of a report, those that the text of *request* is on."""
    try:
        document = _laid_out(publication, newsroom)
        findings = document.findings
        if document.parts:
            document = _part_of(request, document, newsroom)
        pdf = _pdf_of(document)
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


def _laid_out(publication: Publication, newsroom: Newsroom) -> Document:
    document = lay_out_edition(
        _prepared(publication),
        newsroom,
        EDITION,
        cache=_pictures(newsroom),
        now=embargo.building_time(),
    )
    return replace(document, web="")


def _prepared(publication: Publication) -> PreparedSource:
    return PreparedSource(
        publication=publication, findings=(), asked=(EDITION,), inputs={}, taken=0, data=b""
    )


def _pictures(newsroom: Newsroom) -> Path:
    return newsroom.root / STATE / "pictures"


def _part_of(request: PreviewRequest, document: Document, newsroom: Newsroom) -> Document:
    """Return the part of a report that the text of *request* is in; the first when it is none."""
    file = from_root(request.file, newsroom.root)
    part = next((each for each in document.parts if each.source == file), document.parts[0])
    return fill_page_numbers(part, Numbering())


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


def show_as_html(request: PreviewRequest, newsroom: Newsroom) -> str:
    """Return the text in *request* as its HTML version.

    Raises:
        PressverkError: when it can't be read or laid out.
    """
    with messages_in(request.language), unsaved(request.file, request.text):
        publication = _publication(request, newsroom)
        prepared = _prepared(publication)
        document = lay_out_edition(
            prepared, newsroom, WEB, cache=_pictures(newsroom), now=embargo.building_time()
        )
        return document.web


def show_as_mail(request: PreviewRequest, newsroom: Newsroom) -> str:
    """Return the text in *request* as the letter that those get who read its language.

    Raises:
        PressverkError: when it can't be read, or the layout has no letter.
    """
    from pressverk.delivery.message.bodies import forms_of
    from pressverk.delivery.message.compose import attachment_name, mail_settings

    with messages_in(request.language), unsaved(request.file, request.text):
        publication = _publication(request, newsroom)
        mail_settings(newsroom)
        told = embargo.as_of(publication, embargo.building_time()).articles[0].embargo
        context = {
            "embargo": told,
            "correction": None,
            "attachment": attachment_name(publication),
        }
        words = words_of(publication.language)
        return forms_of(publication, newsroom, words, context)[0]


def show_as_heard(pdf: bytes, name: str, language: str) -> str:
    """Return what a listener hears of *pdf*, a passage a line.

    Raises:
        PressverkError: when it can't be read.
    """
    from pressverk.accessibility import screen_reader
    from pressverk.accessibility.reader import read_tagged_pdf

    with messages_in(language):
        return screen_reader.as_text(screen_reader.announce(read_tagged_pdf(pdf, name)))


def _publication(request: PreviewRequest, newsroom: Newsroom) -> Publication:
    opened = open_article(request.source, newsroom.root)
    if is_report(opened, newsroom.root):
        from pressverk.content.reports.reading import report_of

        return report_of(opened, newsroom)[0]
    draft = draft_of(opened, newsroom)
    if draft.article is None:
        raise ArticleError(draft.findings)
    files, _faults = find_pictures(draft.pictures, opened.path.parent, newsroom.root)
    return compose(_with_pictures(draft.article, files))
