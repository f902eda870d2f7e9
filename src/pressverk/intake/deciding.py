"""Comments that ask a person to decide; ``newsroom.undecided`` finds them."""

from pressverk.i18n import _
from pressverk.intake.markdown.escaping import comment


def undecided(rule: str, message: str) -> str:
    """Return the comment that asks a person to decide.

    >>> from pressverk.newsroom.undecided import undecided_in
    >>> next(undecided_in(undecided("credit", "say who took it"))).message
    'say who took it'
    """
    return comment(undecided_key(rule, message))


def undecided_key(rule: str, message: str) -> str:
    """Return the same for front matter, without its number sign."""
    word = _("decide")
    return f"{word} ({rule}): {' '.join(message.split())}"
