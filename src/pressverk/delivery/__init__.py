"""Delivery: editions as email, their recipients, and what became of each message."""
