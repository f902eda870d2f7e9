"""Microtypography: small characters and spaces as a typesetter would have them."""
