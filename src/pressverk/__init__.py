"""Accessible press releases and reports from Markdown, as PDF."""

__version__ = "0.1.0"
