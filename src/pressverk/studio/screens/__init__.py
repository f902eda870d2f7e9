"""The screens, one module each: its routes, and what it shows and does."""
