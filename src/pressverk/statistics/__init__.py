"""Statistics: the data of a report, disclosure control, and tables, charts and numbers from it."""
