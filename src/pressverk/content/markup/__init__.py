"""Markdown -> HTML: the dialect that articles are written in.

docs/writing.md tells the dialect, and which HTML each construct becomes.
"""

from pressverk.content.markup.body import Body, PictureUse, render_body
from pressverk.content.markup.context import STANDALONE, Embedding, Setting, Suggestions
from pressverk.content.markup.data_references import written_blocks, written_numbers
from pressverk.content.markup.references import PENDING, name_of, refer
from pressverk.content.markup.tables import label_table

__all__ = [
    "PENDING",
    "STANDALONE",
    "Body",
    "Embedding",
    "PictureUse",
    "Setting",
    "Suggestions",
    "label_table",
    "name_of",
    "refer",
    "render_body",
    "written_blocks",
    "written_numbers",
]
