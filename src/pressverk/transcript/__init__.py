"""What a listener hears of a tagged PDF.

``announce`` gives a ``Transcript``, which becomes text, JSON or an HTML page.
"""

from pressverk.transcript.announcing import announce
from pressverk.transcript.model import Kind, Part, Passage, Role, Spot, Transcript
from pressverk.transcript.text import as_text, as_unheard

__all__ = [
    "Kind",
    "Part",
    "Passage",
    "Role",
    "Spot",
    "Transcript",
    "announce",
    "as_text",
    "as_unheard",
]
