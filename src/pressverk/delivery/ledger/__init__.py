"""The record of deliveries, kept so that nothing is sent twice and nobody is forgotten."""
