"""Binding: parts that were typeset by themselves made one PDF, with one tag tree."""

from pressverk.binding.book import bind
from pressverk.binding.numbers import extent_of, numbered, settle
from pressverk.binding.rounds import typeset_parts

__all__ = ["bind", "extent_of", "numbered", "settle", "typeset_parts"]
