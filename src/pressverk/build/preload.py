"""Imported only by the process that workers are forked from."""

from contextlib import suppress

from pressverk.pdf.warm_up import warm_up

with suppress(OSError):  # a missing library is reported with the first document
    warm_up()
