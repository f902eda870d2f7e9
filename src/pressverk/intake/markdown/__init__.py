"""HTML blocks to Markdown: what ``convert`` is made of."""
