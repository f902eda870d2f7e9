"""Build: which editions are stale, what workers make, and what lies on disk."""
