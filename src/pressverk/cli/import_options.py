"""What the commands for imports have in common on their command lines."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from pressverk.i18n import _

Command = TypeVar("Command", bound=Callable[..., object])

AS_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print what was done as JSON."))


def files_argument(*, dir_okay: bool) -> Callable[[Command], Command]:
    """Return the argument for the files to import, at least one; folders only if *dir_okay*."""
    return click.argument(
        "files",
        nargs=-1,
        required=True,
        type=click.Path(exists=True, dir_okay=dir_okay, path_type=Path),
        metavar=_("FILES"),
    )


def folder_option(words: str) -> Callable[[Command], Command]:
    """Return the option for the folder to write to, with *words* as its help."""
    return click.option(
        "--to",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        metavar=_("DIR"),
        help=words,
    )
