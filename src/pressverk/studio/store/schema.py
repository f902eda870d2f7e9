"""The tables of the studio's store; each entry of MIGRATIONS brings it one version on."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # A login is an issuer's name for somebody; "local" issues the names of this machine.
        """CREATE TABLE people (
            id INTEGER PRIMARY KEY,
            issuer TEXT NOT NULL,
            subject TEXT NOT NULL,
            name TEXT NOT NULL,
            email TEXT NOT NULL,
            roles TEXT NOT NULL,
            language TEXT NOT NULL DEFAULT '',
            seen TEXT NOT NULL,
            UNIQUE (issuer, subject)
        ) STRICT""",
        """CREATE TABLE keys (
            hash TEXT PRIMARY KEY,
            expires TEXT NOT NULL
        ) STRICT""",
        """CREATE TABLE sessions (
            hash TEXT PRIMARY KEY,
            person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
            csrf TEXT NOT NULL,
            began TEXT NOT NULL,
            seen TEXT NOT NULL
        ) STRICT""",
        # Texts are kept once, whatever versions they are in.
        """CREATE TABLE texts (
            sha256 TEXT PRIMARY KEY,
            packed BLOB NOT NULL
        ) STRICT""",
        """CREATE TABLE versions (
            id INTEGER PRIMARY KEY,
            article TEXT NOT NULL,
            part TEXT NOT NULL,
            sha256 TEXT NOT NULL REFERENCES texts (sha256),
            based_on TEXT NOT NULL,
            at TEXT NOT NULL,
            person INTEGER REFERENCES people (id),
            origin TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX versions_of ON versions (article, part, id)",
        """CREATE TABLE comments (
            id INTEGER PRIMARY KEY,
            article TEXT NOT NULL,
            version INTEGER REFERENCES versions (id),
            line INTEGER,
            quoted TEXT NOT NULL,
            text TEXT NOT NULL,
            person INTEGER NOT NULL REFERENCES people (id),
            at TEXT NOT NULL,
            resolved TEXT
        ) STRICT""",
        "CREATE INDEX comments_of ON comments (article, id)",
        # Requests for approval, and what was answered; the approval itself is the ledger's.
        """CREATE TABLE requests (
            id INTEGER PRIMARY KEY,
            article TEXT NOT NULL,
            asked_by INTEGER NOT NULL REFERENCES people (id),
            asked TEXT NOT NULL,
            note TEXT NOT NULL,
            answered_by INTEGER REFERENCES people (id),
            answered TEXT,
            answer TEXT NOT NULL DEFAULT '',
            answer_note TEXT NOT NULL DEFAULT ''
        ) STRICT""",
        "CREATE INDEX requests_of ON requests (article, id)",
        # Whom an article is open to; an article that isn't here is open to all.
        """CREATE TABLE confidential (
            article TEXT NOT NULL,
            login TEXT NOT NULL,
            PRIMARY KEY (article, login)
        ) STRICT""",
        """CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            person INTEGER,
            who TEXT NOT NULL,
            act TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL
        ) STRICT""",
        # How an article looked when it was read: quick desks after a restart.
        """CREATE TABLE readings (
            article TEXT PRIMARY KEY,
            stamp TEXT NOT NULL,
            reading TEXT NOT NULL
        ) STRICT""",
        "CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    ),
    (
        # What a login that was begun at the provider must bring back.
        """CREATE TABLE logins (
            hash TEXT PRIMARY KEY,
            expires TEXT NOT NULL,
            state TEXT NOT NULL
        ) STRICT""",
    ),
    ("ALTER TABLE comments ADD COLUMN part TEXT NOT NULL DEFAULT ''",),
    ("CREATE INDEX audit_since ON audit (at)",),
)
