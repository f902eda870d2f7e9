"""What a text opens with: a picture over the whole page and key figures, apart from the rest."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pressverk.html import parse, serialise


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The HTML of a body in parts: its first *picture* and *figures*, empty if it lacks them."""

    picture: Markup
    figures: Markup
    rest: Markup


def opening(body: str) -> Opening:
    """Return *body*, which is trusted, with what it opens with set apart.

    >>> opening('<dl class="key-figures"></dl><p>Text</p>').rest
    Markup('<p>Text</p>')
    """
    root = parse(body)
    picture = _taken(root, "figure-page")
    figures = _taken(root, "key-figures")
    return Opening(picture=picture, figures=figures, rest=Markup(serialise(root).lstrip()))  # noqa: S704 - markup has sanitised it


def _taken(root: Any, name: str) -> Markup:
    """Return the first element of *root* and take it out, if it has the class *name*."""
    first = next(iter(root), None)
    if (root.text or "").strip() or first is None or name not in first.get("class", "").split():
        return Markup("")
    root.text, first.tail = first.tail, None
    root.remove(first)
    whole = parse("")
    whole.append(first)
    return Markup(serialise(whole))  # noqa: S704 - markup has sanitised it
