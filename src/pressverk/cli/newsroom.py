"""Commands that create newsrooms and articles."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from pressverk.cli.console import root_here, say
from pressverk.i18n import _
from pressverk.layout.themes import find_layout, is_for_reports
from pressverk.model import Place
from pressverk.newsroom.config import read_newsroom
from pressverk.newsroom.paths import from_root
from pressverk.newsroom.scaffold import new_article, new_newsroom, new_report, slugify
from pressverk.validation import LANGUAGE_TAG


class Day(click.ParamType[dt.date]):
    """A day in ISO 8601 format."""

    name = "day"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Return the day, or fail with the expected format."""
        try:
            return dt.datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - only its day
        except ValueError:
            self.fail(_("{value!r} is not a day; write it YYYY-MM-DD", value=value))


@click.command(
    help=_(
        "Create an article.\n\n"
        "LAYOUT is a layout's name, such as press-release, and TITLE the headline. Import "
        "existing text with: pressverk import FILE."
    )
)
@click.argument("layout", metavar=_("LAYOUT"))
@click.argument("title", metavar=_("TITLE"))
@click.option(
    "--language", metavar=_("TAG"), help=_("The article's language; the newsroom's if left out.")
)
@click.option("--contact", metavar=_("KEY"), help=_("A key of newsroom.toml's [contacts]."))
@click.option(
    "--date",
    "day",
    type=Day(),
    metavar=_("YYYY-MM-DD"),
    help=_("The day of publication; today if left out."),
)
def new(
    layout: str, title: str, language: str | None, contact: str | None, day: dt.date | None
) -> None:
    """Create an article."""
    newsroom = read_newsroom(root_here())
    if not slugify(title):
        raise click.BadParameter(
            _("give a title with letters a–z or digits"), param_hint=_("TITLE")
        )
    if language and not LANGUAGE_TAG.fullmatch(language):
        raise click.BadParameter(_("a language tag such as sv or en"), param_hint="--language")
    if contact and contact not in newsroom.contacts:
        known = ", ".join(newsroom.contacts)
        raise click.BadParameter(_("known are {known}", known=known), param_hint="--contact")
    found = find_layout(layout, newsroom.root, Place(file=layout))
    begin = new_report if is_for_reports(found, newsroom.root) else new_article
    paths = begin(
        newsroom.root,
        layout,
        title,
        language=language or newsroom.language,
        contact=contact or next(iter(newsroom.contacts)),
        day=day or dt.datetime.now().astimezone().date(),
    )
    for path in paths:
        say(from_root(path, newsroom.root))


@click.command(help=_("Create a newsroom.\n\nDIR is the folder it is made in."))
@click.argument("folder", metavar=_("DIR"), type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Create a newsroom."""
    for path in new_newsroom(folder):
        say(str(path))
