"""Readers of text formats: each gives values with their place, and every fault at its line."""
