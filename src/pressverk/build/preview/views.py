"""The other forms of a text that is being written: as HTML, as it is heard."""

from pressverk.accessibility.reader import read_tagged_pdf
from pressverk.accessibility.screen_reader.announcing import announce
from pressverk.accessibility.screen_reader.formats import as_text
from pressverk.build.prepare import is_report
from pressverk.build.preview.model import PreviewRequest
from pressverk.build.preview.worker import laid_out, with_pictures
from pressverk.content.articles import compose, draft_of, find_pictures, open_article
from pressverk.content.files import unsaved
from pressverk.errors import ArticleError
from pressverk.i18n import messages_in
from pressverk.model import Newsroom, Publication

WEB = "web"


def show_as_html(request: PreviewRequest, newsroom: Newsroom) -> str:
    """Return the text in *request* as its HTML version.

    Raises:
        PressverkError: when it can't be read or laid out.
    """
    with messages_in(request.language), unsaved(request.file, request.text):
        return laid_out(publication_of(request, newsroom), newsroom, WEB).web


def show_as_heard(pdf: bytes, name: str, language: str) -> str:
    """Return what a listener hears of *pdf*, a passage a line.

    Raises:
        PressverkError: when it can't be read.
    """
    with messages_in(language):
        return as_text(announce(read_tagged_pdf(pdf, name)))


def publication_of(request: PreviewRequest, newsroom: Newsroom) -> Publication:
    """Return what the text in *request* publishes, as far as it can be read."""
    opened = open_article(request.source, newsroom.root)
    if is_report(opened, newsroom.root):
        from pressverk.content.reports.reading import report_of

        return report_of(opened, newsroom)[0]
    draft = draft_of(opened, newsroom)
    if draft.article is None:
        raise ArticleError(draft.findings)
    files, _faults = find_pictures(draft.pictures, opened.path.parent, newsroom.root)
    return compose(with_pictures(draft.article, files))
