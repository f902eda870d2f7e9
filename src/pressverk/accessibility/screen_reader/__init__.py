"""Transcripts: what a screen reader says of a tagged PDF.

``announce`` returns a ``Transcript``, which is written as text, JSON or an HTML page, and is
compared with the approved one.
"""

from pressverk.accessibility.screen_reader.announcing import announce
from pressverk.accessibility.screen_reader.approval import approved_path, compare
from pressverk.accessibility.screen_reader.formats import as_json, as_text, missed
from pressverk.accessibility.screen_reader.model import Kind, Part, Passage, Role, Spot, Transcript
from pressverk.accessibility.screen_reader.web_page import as_page

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
