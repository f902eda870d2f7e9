"""The reference manual, a page a file; the studio shows it in its help."""
