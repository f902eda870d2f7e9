"""Statistics: data beside a report, what may be shown of it, and what it is shown as."""
