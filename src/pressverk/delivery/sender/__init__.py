"""The sender: claims deliveries of campaigns, transmits them, and records the results."""
