"""The command that looks things up in the handbook."""

import shutil
from pathlib import Path

import click

from pressverk import __version__
from pressverk.build import pipeline
from pressverk.build.help_pages import MANUAL, manual_pages
from pressverk.cli.console import has_screen, print_findings, require_libraries, say
from pressverk.i18n import _, message_language
from pressverk.newsroom.handbook import (
    REPORT,
    find_sections,
    handbook_folder,
    manual_folder,
    near_topics,
)

MOST = 3  # sections that are printed whole; of the others, where they are


@click.command(
    "help",
    help=_(
        "Look something up in the handbook.\n\n"
        "TOPIC is the name of a rule, a heading or any words. Without it, the handbook is opened "
        "in the browser in Swedish; in English the pages of the manual are listed."
    ),
)
@click.argument("topic", nargs=-1, metavar=_("[TOPIC]"))
def help_(topic: tuple[str, ...]) -> None:
    """Print what the handbook says of a topic, or open all of it."""
    if not topic:
        _open_handbook() if message_language() == "sv" else _list_manual()
        return
    words = " ".join(topic)
    found = find_sections(words)
    if not found:
        raise click.UsageError(_unknown(words))
    for section in found[:MOST]:
        rules = f" ({', '.join(section.rules)})" if section.rules and not section.page else ""
        say(f"{section.title}{rules}\n\n{section.text}\n")
    if found[MOST:]:
        say(_("see also:"))
    for section in found[MOST:]:
        say(f"  {section.chapter}: {section.title}")


def _unknown(topic: str) -> str:
    near = near_topics(topic)
    if near:
        names = ", ".join(near)
        return _(
            "the handbook has nothing on {topic!r}; did you mean {names}?", topic=topic, names=names
        )
    return _("the handbook has nothing on {topic!r}; pressverk help gives all of it", topic=topic)


def _list_manual() -> None:
    """Print the titles of the manual's pages, in the order of the work."""
    pages = manual_pages("", "")
    for part, names in MANUAL.items():
        say(f"{_(part)}\n" + "".join(f"  {pages[name].title}\n" for name in names))
    say(_("pressverk help TITLE prints a page; all pages are in {folder}", folder=manual_folder()))


def _open_handbook() -> None:
    """Build the handbook's web edition where the user's programs keep things, and open it."""
    require_libraries()
    folder = Path(click.get_app_dir("pressverk")) / f"handbok-{__version__}"
    shutil.copytree(handbook_folder(), folder, dirs_exist_ok=True, ignore=_not_sources)
    source = folder / REPORT / "index.md"
    for outcome in pipeline.build(folder, [source], editions=["web"]):
        print_findings(outcome.findings)
    page = folder / "output" / "handbok.html"
    say(str(page))
    if has_screen():
        click.launch(str(page))


def _not_sources(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in {"output", ".pressverk", "__pycache__"}]
