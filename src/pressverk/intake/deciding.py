"""Writes the marks of what a person must decide; ``pressverk.undecided`` finds them again."""

from pressverk.intake.markdown.escaping import comment
from pressverk.translation import _


def undecided(rule: str, message: str) -> str:
    """Return the comment that asks a person to decide.

    >>> from pressverk.undecided import undecided_in
    >>> next(undecided_in(undecided("credit", "say who took it"))).message
    'say who took it'
    """
    return comment(undecided_key(rule, message))


def undecided_key(rule: str, message: str) -> str:
    """Return the same for front matter, without its number sign."""
    word = _("decide")
    return f"{word} ({rule}): {' '.join(message.split())}"
