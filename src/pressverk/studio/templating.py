"""The screens' templates: Jinja2, autoescape, texts by the catalogue of the caller's language."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pressverk import i18n

# What findings tell to type into a terminal or a file, where the studio has buttons.
COMMAND = re.compile(
    r"(?: (?:with|med))?[:,;]? pressverk [a-z-]+(?: \S+)*$"
    r"|; (?:then delete the comment|ta sedan bort kommentaren)$"
    r"|: --[a-z]+ .*$|,? (?:or|eller) --[a-z-]+[^;,]*|[,;]? (?:with|med) --[a-z-]+[^;,]*"
)
# The page of an article, or of the newsroom, where that is done in the studio.
PAGES_OF_RULES = {
    "older-edition": "sending",
    "changed-article": "sending",
    "changed-pdf": "sending",
    "nothing-waits": "sending",
    "no-readers": "sending",
    "no-password": "settings",
    "on-no-list": "recipients",
}


def without_commands(text: str) -> str:
    """Return the message *text* without what is typed into a terminal.

    >>> without_commands("an older edition was sent; correct it: pressverk correct lekpark")
    'an older edition was sent; correct it'
    """
    return COMMAND.sub("", text)


class Templates:
    """The environment of all templates."""

    def __init__(self) -> None:
        self.environment = Environment(
            loader=PackageLoader("pressverk.studio", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters["without_commands"] = without_commands
        self.environment.globals |= {
            "pages_of_rules": PAGES_OF_RULES,
            "_": i18n._,
            "ngettext": i18n.ngettext,
        }

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """Return what *template* makes of *values*."""
        return self.environment.get_template(template).render(values)


def static_url(prefix: str, name: str) -> str:
    """Return the address of the file *name* below ``static``, another when it is another file."""
    return f"{prefix}/static/{name}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    data = files("pressverk.studio").joinpath("static", name).read_bytes()
    return hashlib.sha256(data).hexdigest()[:12]
