"""Deferred page numbers written into the pages of a PDF; see ``deferred_numbers``.

Nothing here imports WeasyPrint: the process that merges parts doesn't typeset.
"""

import re
from collections.abc import Callable

BEGIN, END = "\ue000", "\ue001"  # private use (Unicode, 23.5): no text has them
DESCRIBED = re.compile(f"{BEGIN}(.*?){END}")
FOLIO = ""  # instead of an id: the number of the page itself
COMMENT = b"%pressverk-number "
NUMBER = re.compile(COMMENT + rb"<([0-9a-f]*)> ([0-9a-f]{40})\n([^\n]*)")
CODE = re.compile(rb"(?<=[<0-9a-f])[0-9a-f]{4}(?=(?:[0-9a-f]{4})*>)")


def fill_numbers(content: bytes, folio: int, label: Callable[[str], str]) -> bytes:
    """Return the *content* stream with its deferred numbers written: *folio* is its page's own."""

    def filled(match: re.Match[bytes]) -> bytes:
        name, codes, shown = match.groups()
        number = label(bytes.fromhex(name.decode()).decode()) if name else str(folio)
        return _with_digits(shown, codes, number)

    return NUMBER.sub(filled, content) if COMMENT in content else content


def _with_digits(shown: bytes, codes: bytes, number: str) -> bytes:
    """Return the operator *shown* with *number* for its digits, given the *codes* of all digits."""
    digits = _each(codes)
    written = iter(number)
    filled = CODE.sub(
        lambda match: digits[int(next(written))] if match[0] in digits else match[0], shown
    )
    if next(written, None) is not None:
        raise ValueError(number)
    return filled


def _each(codes: bytes) -> list[bytes]:
    return [codes[start : start + 4] for start in range(0, len(codes), 4)]


def digits_in(shown: bytes, codes: bytes) -> int:
    """Return how many digits the operator *shown* shows, given the *codes* of all digits."""
    digits = _each(codes)
    return sum(code in digits for code in CODE.findall(shown))


def fill_description(text: str, label: Callable[[str], str]) -> str:
    """Return the description *text* of a link with its deferred numbers written."""
    return DESCRIBED.sub(lambda match: label(match[1]), text)
