"""The pages of a text that is being written, typeset by warm workers and drawn by PDFium."""
