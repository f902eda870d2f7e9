"""Imported by the process that workers are forked from, and by nothing else."""

from contextlib import suppress

from pressverk.pdf.warm_up import warm_up

with suppress(OSError):  # a library that is missing is told with the first document
    warm_up()
