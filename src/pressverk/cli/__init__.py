"""The command line: the only wing that prints and that exits."""
