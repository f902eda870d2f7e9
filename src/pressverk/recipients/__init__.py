"""Lists of recipients: CSV files in the newsroom's folder ``contacts``."""
