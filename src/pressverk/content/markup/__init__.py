"""Markdown -> HTML: the dialect that articles are written in.

docs/writing.md tells the dialect, and which HTML each construct becomes.
"""
