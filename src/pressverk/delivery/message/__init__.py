"""An edition as email: one message to each recipient, and the same bytes every time."""
