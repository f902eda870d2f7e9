"""Layout: Publication and templates -> Document."""
