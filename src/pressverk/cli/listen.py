"""The command that prints what a screen reader says."""

from pathlib import Path

import click

from pressverk.accessibility import screen_reader
from pressverk.accessibility.reader import read_tagged_pdf
from pressverk.build import built_editions
from pressverk.cli.console import (
    ArticleOrPdfArgument,
    print_findings,
    read_pdf,
    root_of,
    safe_json,
    say,
    shown,
)
from pressverk.files import write_whole
from pressverk.i18n import _
from pressverk.newsroom.paths import SUFFIX


@click.command(
    help=_(
        "Print what a listener hears.\n\n"
        "FILE is a PDF, or an article whose edition is built. It is printed as a screen reader "
        "announces it: headings, lists, tables cell by cell, descriptions of pictures."
    )
)
@click.argument("file", type=ArticleOrPdfArgument())
@click.option("--json", "as_json", is_flag=True, help=_("Print it as JSON, with places."))
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar=_("FILE.html"),
    help=_("Write a web page with the pages' pictures beside the words."),
)
@click.option("--pages", is_flag=True, help=_("Say where each page begins."))
@click.option(
    "--approve",
    is_flag=True,
    help=_("Store the transcript beside the article as approved; check --transcript compares."),
)
def listen(file: Path, page: Path | None, *, as_json: bool, pages: bool, approve: bool) -> None:
    """Print what a listener hears."""
    is_article = file.suffix.lower() == SUFFIX
    if approve and not is_article:
        raise click.BadParameter(_("name the article, not its PDF"), param_hint="--approve")
    if is_article:
        edition, data = built_editions.find_edition(file, root_of([file]))
    else:
        edition, data = file, read_pdf(file)
    pdf = read_tagged_pdf(data, shown(edition))
    heard = screen_reader.announce(pdf)
    print_findings((*pdf.findings, *screen_reader.missed(pdf, heard, shown(edition))))
    if page:
        write_whole(page, screen_reader.as_page(heard, pdf.pages, data, shown(edition)).encode())
        say(str(page))
    if approve:
        path = screen_reader.approved_path(file)
        write_whole(path, screen_reader.as_text(heard).encode())
        say(shown(path))
    if as_json:
        say(safe_json(screen_reader.as_json(heard)))
    elif not page and not approve:
        say(screen_reader.as_text(heard, pages=pages), newline=False)
