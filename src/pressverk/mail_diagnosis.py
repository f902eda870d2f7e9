"""Whether mail can be sent, and whether others will believe who it is from."""
