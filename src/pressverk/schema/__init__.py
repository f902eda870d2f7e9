"""What may stand in front matter and in newsroom.toml, and the faults of what does."""
