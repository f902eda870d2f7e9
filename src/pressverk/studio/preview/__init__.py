"""The pages of a text that is being written."""
