"""The message of an article that isn't saved yet, for those who write it."""

from pressverk.build.preview.model import PreviewRequest
from pressverk.content import embargo
from pressverk.content.files import unsaved
from pressverk.delivery.message.compose import compose_letter, with_pictures
from pressverk.i18n import messages_in, words_of
from pressverk.model import Newsroom


def preview_unsaved(request: PreviewRequest, newsroom: Newsroom) -> str:
    """Return the text in *request* as the letter that those get who read its language.

    Called in a worker.

    Raises:
        PressverkError: when it can't be read, or the newsroom sends no mail.
    """
    from pressverk.build.preview.views import publication_of  # noqa: PLC0415 - workers alone typeset

    with messages_in(request.language), unsaved(request.file, request.text):
        publication = publication_of(request, newsroom)
        current = embargo.as_of(publication, embargo.building_time()).articles[0].embargo
        words = words_of(publication.language)
        html, _text, pictures = compose_letter(publication, newsroom, words, current)
        return with_pictures(html, pictures)
