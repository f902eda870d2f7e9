"""The tag tree: what assistive technology is given of a PDF."""
