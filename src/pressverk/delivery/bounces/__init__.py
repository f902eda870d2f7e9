"""What mail servers report later (RFC 3464)."""
