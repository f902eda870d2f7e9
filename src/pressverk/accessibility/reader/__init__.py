"""The tags of any PDF, as assistive technology gets them.

``read_tagged_pdf`` returns a ``TaggedPdf``, whatever program made the file: the structure tree with
its text, languages, alternatives and attributes, the page and area of each content item, and what
is painted outside of the tree.
"""

from pressverk.accessibility.reader.model import (
    Annotation,
    Area,
    Artifact,
    Bookmark,
    Content,
    PageBox,
    Run,
    Tag,
    TaggedPdf,
)
from pressverk.accessibility.reader.reading import UnreadablePdfError, read_tagged_pdf
from pressverk.accessibility.reader.words import contents_of, normalised, pages_of, text_of, walk

__all__ = [
    "Annotation",
    "Area",
    "Artifact",
    "Bookmark",
    "Content",
    "PageBox",
    "Run",
    "Tag",
    "TaggedPdf",
    "UnreadablePdfError",
    "contents_of",
    "normalised",
    "pages_of",
    "read_tagged_pdf",
    "text_of",
    "walk",
]
