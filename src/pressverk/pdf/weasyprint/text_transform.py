"""What was written of a text that ``text-transform`` shows in other letters."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pressverk.pdf.weasyprint.internals import boxes, replaced


class Shown(str):
    """Text as a style shows it, that remembers how it was *written*."""

    __slots__ = ("written",)
    written: str

    def replace(self, *arguments: Any) -> "Shown":
        """Return the text with the same replaced in both."""
        return _shown(super().replace(*arguments), self.written.replace(*arguments))


def _shown(text: str, written: str) -> Shown:
    shown = Shown(text)
    shown.written = written
    return shown


def written(text: str) -> str:
    """Return how *text* was written; what is longer in capitals counts as it is."""
    found = text.written if isinstance(text, Shown) else text
    return found if len(found) == len(text) else str(text)


@contextmanager
def text_transform_patch() -> Iterator[None]:
    """Let boxes remember the text that ``text-transform`` changes.

    Capitals are a way of showing: a reader that gets them may spell them out.
    """
    transform = boxes.transform

    def remembering(function: str, text: str, lang_code: str) -> Shown:
        return _shown(transform(function, text, lang_code), text)

    with replaced(boxes, transform=remembering):
        yield
