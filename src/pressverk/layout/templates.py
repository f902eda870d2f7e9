"""A layout's templates, rendered by Jinja2 in a language."""

import re
import traceback
from functools import cache, partial
from pathlib import Path
from typing import Any

import jinja2

from pressverk.colour import legible_on_dark, tint
from pressverk.errors import LayoutError
from pressverk.formats import direction, in_words, moment_in_words
from pressverk.i18n import _, catalogue, in_our_words, reason_of
from pressverk.layout.opening import opening
from pressverk.model import Finding, Place
from pressverk.newsroom.paths import from_root

DARK = "#161715"  # the ground of the HTML version's dark scheme


def fill(
    name: str, context: dict[str, Any], *, folders: tuple[Path, ...], language: str, root: Path
) -> str:
    """Return the template *name*, from the first of *folders* that has it, rendered with *context*.

    Its texts are translated to *language*. *root* is the newsroom's folder, for places of faults.

    Raises:
        LayoutError: for a fault in the template, at its line.
    """
    environment = _environment(folders, language)
    try:
        return environment.get_template(name).render(context)
    except jinja2.TemplateSyntaxError as error:
        place = Place(file=from_root(Path(error.filename or name), root), line=error.lineno)
        message = _(
            "the template can't be read ({reason}); fix it",
            reason=in_our_words(error.message or ""),
        )
        finding = Finding(place=place, message=message, rule="template-syntax")
        raise LayoutError([finding]) from error
    except MemoryError:  # no fault of the template
        raise
    except Exception as error:  # filters and calls in a template can raise anything
        file, line = _template_line(error, folders)
        message = _("the template stops ({reason}); fix it", reason=reason_of(error))
        place = Place(file=from_root(Path(file or name), root), line=line)
        raise LayoutError([Finding(place=place, message=message, rule="template-fault")]) from error


@cache
def _environment(folders: tuple[Path, ...], language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folders),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined] # added by the extension
    environment.filters |= {
        "in_words": partial(in_words, language=language),
        "moment_in_words": partial(moment_in_words, language=language),
        "direction": direction,
        "opening": opening,
        "tint": tint,
        "on_dark": partial(legible_on_dark, dark=DARK),
        "digits": lambda text: re.sub(r"[^\d+]", "", text),
    }
    return environment


def _template_line(error: BaseException, folders: tuple[Path, ...]) -> tuple[str, int | None]:
    """Return the innermost template line in the traceback of *error*."""
    found: tuple[str, int | None] = ("", None)
    for frame, line in traceback.walk_tb(error.__traceback__):
        if Path(frame.f_code.co_filename).parent in folders:
            found = frame.f_code.co_filename, line
    return found
