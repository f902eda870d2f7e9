"""The newsroom: its folder, its settings, its passwords, and what a new one begins with."""
