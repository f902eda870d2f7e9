"""Short messages to colleagues by the newsroom's mail server, outside of all campaigns."""

import datetime as dt

from pressverk.delivery.campaigns.release import secret_of, settings_of, signed
from pressverk.delivery.message.notice import notice_to
from pressverk.delivery.sender.sending import send_test
from pressverk.delivery.smtp.outcomes import Verdict
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Newsroom, Place


def send_notice(
    address: str, subject: str, text: str, newsroom: Newsroom, now: dt.datetime
) -> None:
    """Send *text* to *address*, signed as all mail of *newsroom* is.

    Raises:
        MailError: when the newsroom has no settings for mail, or *address* can't be written to.
        DeliveryError: when the mail server can't be reached, or doesn't take it.
    """
    settings = settings_of(newsroom)
    [message] = signed([notice_to(address, subject, text, settings, now)], settings)
    outcome = send_test(message, settings, secret=secret_of(settings))
    if outcome.verdict is not Verdict.ACCEPTED:
        said = f"{outcome.code or ''} {outcome.text}".strip()
        fault = _("the mail server didn't take it: {reply}", reply=said)
        raise DeliveryError(
            [Finding(place=Place(file=address), message=fault, rule="mail-refused")]
        )
