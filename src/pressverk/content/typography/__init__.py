"""Microtypography: quotation marks, dashes and spaces as in typeset text."""
