"""Delivery: editions as email, whom they go to, and what became of each."""
