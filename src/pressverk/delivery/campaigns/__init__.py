"""Campaigns: an edition and those it is for become messages in the ledger, and nothing else."""
