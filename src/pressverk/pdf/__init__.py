"""PDF: documents are typeset, tagged, merged and validated."""
