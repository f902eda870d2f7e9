"""WeasyPrint: its internals, the patches of it, and what speeds it up."""
