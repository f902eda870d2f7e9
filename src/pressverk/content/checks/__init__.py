"""Checks of articles before they are built."""
