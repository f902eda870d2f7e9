"""Data beside a report: CSV files with schemas, what is asked of them, numbers in words."""
