"""The graphics state of a page while it is painted (ISO 32000-2, 8.4), as reading needs it."""

from dataclasses import dataclass
from typing import Any

from pressverk.accessibility.reader import objects
from pressverk.accessibility.reader.fonts import Font
from pressverk.accessibility.reader.geometry import IDENTITY, Matrix
from pressverk.accessibility.reader.model import Colour

BLACK: Colour = (0.0, 0.0, 0.0)
UNSEEN_MODES = (3, 7)  # neither filled nor stroked (9.3.6)


@dataclass(slots=True, kw_only=True)
class GraphicsState:
    """The state that ``q`` saves and ``Q`` restores."""

    matrix: Matrix = IDENTITY
    colour: Colour | None = BLACK
    alpha: float = 1.0
    font: Font | None = None
    size: float = 0.0
    character_space: float = 0.0
    word_space: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0

    @property
    def is_visible(self) -> bool:
        """Whether text that is shown in this state is visible."""
        return self.mode not in UNSEEN_MODES and self.alpha > 0


def colour_of(operands: list[Any]) -> Colour | None:
    """Return the colour of one, three or four components; None for a pattern."""
    parts = [objects.number(part) for part in operands]
    values = [min(max(part, 0.0), 1.0) for part in parts if part is not None]
    if len(values) != len(parts):
        return None
    if len(values) == 1:
        return (values[0], values[0], values[0])
    if len(values) == 3:
        return (values[0], values[1], values[2])
    if len(values) == 4:
        cyan, magenta, yellow, black = values
        return ((1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black))
    return None
