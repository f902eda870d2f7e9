"""Markdown -> HTML: the dialect that articles are written in.

docs/writing.md describes the dialect, and which HTML each construct becomes.
"""
