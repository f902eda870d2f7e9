"""Campaigns on their way: claims, transmissions, and what the ledger is told of them."""
