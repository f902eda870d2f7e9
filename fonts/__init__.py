"""The fonts that ship with Pressverk, one folder a family."""
