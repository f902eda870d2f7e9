"""Commands that begin newsrooms and articles."""

import datetime as dt
from pathlib import Path

import click

from pressverk.cli.console import explained, root_here
from pressverk.errors import DeliveryError
from pressverk.i18n import _
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import NEWSROOM_FILE, from_root


@click.command(
    help=_(
        "Begin a new article.\n\n"
        "LAYOUT is a layout's name, such as press-release, and TITLE the headline. "
        "Text that is written already is taken in with: pressverk import FILE."
    )
)
@click.argument("layout")
@click.argument("title")
@click.option(
    "--language", default=None, help=_("The article's language; the newsroom's if left out.")
)
@click.option("--contact", default=None, help=_("A key of newsroom.toml's [contacts]."))
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help=_("The day of publication; today if left out."),
)
@explained
def new(
    layout: str, title: str, language: str | None, contact: str | None, day: dt.datetime | None
) -> None:
    """Begin a new article."""
    from pressverk.layout.themes import find_layout
    from pressverk.newsroom.config import read_newsroom
    from pressverk.newsroom.scaffold import new_article, slugify
    from pressverk.validation import LANGUAGE_TAG

    newsroom = read_newsroom(root_here())
    if not slugify(title):
        raise click.BadParameter(_("give a title with letters a–z or digits"), param_hint="TITLE")
    if language and not LANGUAGE_TAG.fullmatch(language):
        raise click.BadParameter(_("a language tag such as sv or en"), param_hint="--language")
    if contact and contact not in newsroom.contacts:
        known = ", ".join(newsroom.contacts)
        raise click.BadParameter(_("known are {known}", known=known), param_hint="--contact")
    find_layout(layout, newsroom.root, Place(file=layout))
    path = new_article(
        newsroom.root,
        layout,
        title,
        language=language or newsroom.language,
        contact=contact or next(iter(newsroom.contacts)),
        day=(day or dt.datetime.now().astimezone()).date(),
    )
    click.echo(from_root(path, newsroom.root))


@click.command(help=_("Make a newsroom of your own.\n\nDIR is the folder it is made in."))
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@explained
def init(folder: Path) -> None:
    """Make a newsroom."""
    from pressverk.newsroom.scaffold import new_newsroom

    for path in new_newsroom(folder):
        click.echo(str(path))


@click.command(
    help=_(
        "Keep the mail server's password.\n\n"
        "It goes to the system's keyring and never to a file of the newsroom."
    )
)
@explained
def password() -> None:
    """Keep the password."""
    from pressverk.newsroom.config import read_newsroom
    from pressverk.newsroom.credentials import keep_mail_secret

    mail = read_newsroom(root_here()).mail
    if mail is None or mail.smtp.username is None:
        message = _("names no user of a mail server; write [mail.smtp] with a username")
        place = Place(file=NEWSROOM_FILE)
        raise DeliveryError([Finding(place=place, message=message, rule="no-mail-user")])
    user, host = mail.smtp.username, mail.smtp.host
    prompt = _("Password of {user} at {host}", user=user, host=host)
    keep_mail_secret(user, host, click.prompt(prompt, hide_input=True))
