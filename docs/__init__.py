"""The handbook, a page a file; the studio shows it as its help."""
