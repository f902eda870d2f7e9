"""SMTP, driven phase by phase, so that what became of a message is known and never guessed."""
