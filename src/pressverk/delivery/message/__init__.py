"""An edition as email: one message to each recipient, with reproducible bytes."""
