"""Binding: parts that were typeset by themselves made one PDF, with one tag tree."""

from pressverk.build.numbers import extent_of, numbered, settle
from pressverk.build.page_numbers import typeset_parts
from pressverk.pdf.merge import bind

__all__ = ["bind", "extent_of", "numbered", "settle", "typeset_parts"]
