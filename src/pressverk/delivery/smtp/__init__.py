"""SMTP, one phase at a time, so that the outcome of each message is known."""
