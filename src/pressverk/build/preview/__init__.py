"""Pages of a text while it is written: set by warm workers, drawn one by one, saved or not."""
