"""Build: which editions are stale, what workers do, and what is on disk."""
