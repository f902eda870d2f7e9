"""Campaigns: an edition and its recipients become messages in the ledger."""
