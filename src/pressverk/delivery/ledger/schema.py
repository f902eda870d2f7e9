"""The ledger's tables: one tuple of statements for each version of the schema."""

# A version that has been released is never changed.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE campaigns (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            slug TEXT NOT NULL,
            list_name TEXT NOT NULL,
            edition_sha256 TEXT NOT NULL,
            corrects_sha256 TEXT,
            created TEXT NOT NULL,
            created_by TEXT NOT NULL,
            not_before TEXT NOT NULL,
            deadline TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL DEFAULT '',
            UNIQUE (edition_sha256, list_name, kind)
        ) STRICT
        """,
        """
        CREATE TABLE approvals (
            campaign_id INTEGER NOT NULL REFERENCES campaigns,
            fingerprint TEXT NOT NULL,
            approved_by TEXT NOT NULL,
            approved TEXT NOT NULL,
            PRIMARY KEY (campaign_id, fingerprint)
        ) STRICT
        """,
        # What all recipients of one text share, stored once.
        "CREATE TABLE bodies (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
        """
        CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY,
            campaign_id INTEGER NOT NULL REFERENCES campaigns,
            edition_sha256 TEXT NOT NULL,
            address TEXT NOT NULL,
            domain TEXT NOT NULL,
            recipient TEXT NOT NULL,
            message_id TEXT NOT NULL UNIQUE,
            subject TEXT NOT NULL,
            head BLOB NOT NULL,
            body_sha256 TEXT NOT NULL REFERENCES bodies,
            sha256 TEXT NOT NULL,
            needs_smtputf8 INTEGER NOT NULL,
            state TEXT NOT NULL,
            changed TEXT NOT NULL,
            next_try TEXT NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0,
            token INTEGER NOT NULL DEFAULT 0,
            worker TEXT,
            lease TEXT,
            phase TEXT NOT NULL DEFAULT '',
            code INTEGER,
            reply TEXT NOT NULL DEFAULT '',
            UNIQUE (edition_sha256, address)
        ) STRICT
        """,
        """
        CREATE INDEX waiting ON deliveries (campaign_id, next_try, id)
        WHERE state IN ('queued', 'deferred')
        """,
        """
        CREATE INDEX in_hand ON deliveries (state) WHERE state IN ('claimed', 'data_started')
        """,
        # All steps; a delivery's own columns are only the last of them.
        """
        CREATE TABLE steps (
            id INTEGER PRIMARY KEY,
            delivery_id INTEGER NOT NULL REFERENCES deliveries,
            token INTEGER NOT NULL,
            at TEXT NOT NULL,
            event TEXT NOT NULL,
            state TEXT NOT NULL,
            phase TEXT NOT NULL,
            code INTEGER,
            reply TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX steps_of_delivery ON steps (delivery_id)",
        # For the rate limit: one row for each attempt, with the time that its text was begun.
        """
        CREATE TABLE departures (
            delivery_id INTEGER NOT NULL REFERENCES deliveries,
            token INTEGER NOT NULL,
            campaign_id INTEGER NOT NULL,
            domain TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (delivery_id, token)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX departures_of_campaign ON departures (campaign_id, at)",
        "CREATE INDEX departures_to_domain ON departures (domain, at)",
    ),
    (),  # repaired data of a schema before the first release
    (
        # Values of the newsroom: its secret, and when its timer last ran.
        "CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
        # What a correction says was wrong, NULL if it isn't a correction.
        "ALTER TABLE campaigns ADD COLUMN correction TEXT",
        # What the approver saw, to show later changes; without addresses.
        """
        CREATE TABLE approved (
            id INTEGER PRIMARY KEY,
            campaign_id INTEGER NOT NULL REFERENCES campaigns,
            approved_by TEXT NOT NULL,
            approved TEXT NOT NULL,
            seen TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX deliveries_to ON deliveries (address)",
    ),
)
