"""Data of a report: CSV files with schemas, queries over them, and how values are written."""
