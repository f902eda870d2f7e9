"""The layouts that ship with Pressverk, one folder a layout."""
