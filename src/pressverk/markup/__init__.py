"""Markdown -> HTML: the dialect that articles are written in.

docs/writing.md tells the dialect, and which HTML each construct becomes.
"""

from pressverk.markup.body import Body, PictureUse, render_body
from pressverk.markup.manuscript import ALONE, Scope, Setting, suggestion
from pressverk.markup.references import PENDING, name_of, refer

__all__ = [
    "ALONE",
    "PENDING",
    "Body",
    "PictureUse",
    "Scope",
    "Setting",
    "name_of",
    "refer",
    "render_body",
    "suggestion",
]
