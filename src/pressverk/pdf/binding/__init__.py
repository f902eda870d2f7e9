"""Binding: parts that were typeset by themselves made one PDF, with one tag tree."""

from pressverk.binding.numbers import extent_of, numbered, settle
from pressverk.binding.rounds import typeset_parts
from pressverk.pdf.merge import bind

__all__ = ["bind", "extent_of", "numbered", "settle", "typeset_parts"]
