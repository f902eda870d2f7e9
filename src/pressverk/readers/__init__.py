"""Readers of text formats: each returns values with their places, and each fault at its line."""
