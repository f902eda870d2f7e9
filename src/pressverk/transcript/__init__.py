"""What a listener hears of a tagged PDF.

``announce`` gives a ``Transcript``, which becomes text, JSON or an HTML page, and is compared
with the one that was approved.
"""

from pressverk.transcript.announcing import announce
from pressverk.transcript.approval import approved_path, compare
from pressverk.transcript.machine_form import as_json
from pressverk.transcript.missed import missed
from pressverk.transcript.model import Kind, Part, Passage, Role, Spot, Transcript
from pressverk.transcript.text import as_text
from pressverk.transcript.web_page import as_page

__all__ = [
    "Kind",
    "Part",
    "Passage",
    "Role",
    "Spot",
    "Transcript",
    "announce",
    "approved_path",
    "as_json",
    "as_page",
    "as_text",
    "compare",
    "missed",
]
