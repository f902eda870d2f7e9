"""Bundles for the registrar: what was sent, to whom, and what became of it."""
