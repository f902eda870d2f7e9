"""The tag tree: what assistive technology is given of a PDF.

WeasyPrint's own tags pass validators but are misread by assistive technology, so the tree is
built here, from the boxes it laid out and the HTML elements they come from::

    note_source_texts  before layout: what was written, and in which order
    build_tree    after layout: boxes become structure elements
    separate_words, arrange_tables, arrange_links  what only the whole tree shows
    write_tree    after painting: the tree is written into the PDF
"""
