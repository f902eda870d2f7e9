"""What the studio itself remembers: people, sessions, versions, comments, and who did what.

Whatever reads or writes it raises a ``StoreError`` when that can't be done.
"""
