"""Markdown -> HTML: the dialect that articles are written in.

docs/writing.md tells the dialect, and which HTML each construct becomes.
"""

from pressverk.markup.body import Body, PictureUse, render_body

__all__ = ["Body", "PictureUse", "render_body"]
