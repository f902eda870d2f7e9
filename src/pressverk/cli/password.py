"""The command that stores the mail server's password."""

import click

from pressverk.cli.console import ask_secret, root_here
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.credentials import keep_mail_secret
from pressverk.newsroom.paths import NEWSROOM_FILE


@click.command(
    help=_(
        "Store the mail server's password.\n\n"
        "It goes to the system's keyring and never to a file of the newsroom."
    )
)
def password() -> None:
    """Store the password."""
    mail = read_newsroom(root_here()).mail
    if mail is None or mail.smtp.username is None:
        message = _("names no user of a mail server; write [mail.smtp] with a username")
        place = Place(file=NEWSROOM_FILE)
        raise DeliveryError([Finding(place=place, message=message, rule="no-mail-user")])
    user, host = mail.smtp.username, mail.smtp.host
    question = _("Password of {user} at {host}", user=user, host=host)
    keep_mail_secret(user, host, ask_secret(question))
