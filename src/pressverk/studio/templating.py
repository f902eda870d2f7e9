"""The screens' templates: Jinja2, autoescape, texts by the catalogue of the caller's language."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pressverk import i18n


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
        self.environment.globals |= {"_": i18n._, "ngettext": i18n.ngettext}

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
