"""Word documents (Office Open XML, ISO/IEC 29500) -> SourceDocument.

Read from the XML itself: languages, numbering, outline levels, equations, charts and tracked
changes are what libraries for it leave out. The tests compare the words with what mammoth reads.
"""
