"""The newsroom: its folder, settings and passwords, and scaffolds for new ones."""
