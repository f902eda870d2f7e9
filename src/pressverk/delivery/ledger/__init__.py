"""The ledger of deliveries, so that nothing is sent twice and nobody is forgotten."""
