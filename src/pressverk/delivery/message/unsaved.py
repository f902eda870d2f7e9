"""The message of an article that isn't saved yet, for those who write it."""

from pressverk.build.preview.model import PreviewRequest
from pressverk.content import embargo
from pressverk.content.files import unsaved
from pressverk.delivery.message.bodies import forms_of
from pressverk.delivery.message.compose import attachment_name, mail_settings
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
        mail_settings(newsroom)
        current = embargo.as_of(publication, embargo.building_time()).articles[0].embargo
        name = attachment_name(publication)
        context = {"embargo": current, "correction": None, "attachment": name}
        return forms_of(publication, newsroom, words_of(publication.language), context)[0]
