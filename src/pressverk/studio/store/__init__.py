"""What the studio itself remembers: people, sessions, versions, comments, and who did what."""
