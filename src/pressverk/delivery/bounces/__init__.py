"""Delivery status notifications of mail servers (RFC 3464)."""
