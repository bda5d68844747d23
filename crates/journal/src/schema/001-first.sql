-- Nothing in here is ever deleted by the app.

CREATE TABLE changes (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT NOT NULL,
    account    TEXT NOT NULL,
    who        TEXT NOT NULL,
    profile    TEXT NOT NULL,
    digest     TEXT NOT NULL,
    plan       TEXT NOT NULL,  -- JSON
    started_at TEXT NOT NULL   -- RFC 3339, UTC, like every time
) STRICT;

CREATE TABLE targets (
    change   INTEGER NOT NULL REFERENCES changes (id),
    position INTEGER NOT NULL,
    key      TEXT NOT NULL,
    target   TEXT NOT NULL,    -- JSON
    account  TEXT NOT NULL,
    bucket   TEXT NOT NULL,
    region   TEXT NOT NULL,
    state    TEXT NOT NULL,    -- JSON; moved by lockdown::change::next alone
    backup   INTEGER REFERENCES backups (id),
    PRIMARY KEY (change, key)
) STRICT;

CREATE INDEX targets_by_bucket ON targets (account, bucket);

CREATE TABLE backups (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    change   INTEGER NOT NULL REFERENCES changes (id),
    key      TEXT NOT NULL,
    bucket   TEXT NOT NULL,
    account  TEXT NOT NULL,
    region   TEXT NOT NULL,
    policy   TEXT,             -- the exact text; NULL where there was no policy
    sha256   TEXT NOT NULL,
    meaning  TEXT NOT NULL,
    taken_at TEXT NOT NULL,
    caller   TEXT NOT NULL
) STRICT;

CREATE TABLE steps (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    change     INTEGER NOT NULL REFERENCES changes (id),
    key        TEXT NOT NULL,
    at         TEXT NOT NULL,
    event      TEXT NOT NULL,  -- JSON
    state      TEXT NOT NULL,  -- JSON, after the event
    words      TEXT NOT NULL,
    request_id TEXT,
    error      TEXT,
    content    TEXT,           -- JSON: what was about to be written
    found      TEXT            -- JSON: what was found instead
) STRICT;

CREATE INDEX steps_by_change ON steps (change, key);

CREATE TABLE confirmations (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    change   INTEGER NOT NULL REFERENCES changes (id),
    bucket   TEXT NOT NULL,
    instance TEXT,             -- JSON
    what     TEXT NOT NULL,
    words    TEXT NOT NULL,
    good     INTEGER NOT NULL,
    at       TEXT NOT NULL
) STRICT;

CREATE TABLE waivers (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    change   INTEGER NOT NULL REFERENCES changes (id),
    bucket   TEXT NOT NULL,
    instance TEXT,             -- JSON
    what     TEXT NOT NULL,
    reason   TEXT NOT NULL,
    at       TEXT NOT NULL
) STRICT;

-- Nothing is deleted, and what was stored of a backup or a step stays as it was stored.
CREATE TRIGGER changes_stay BEFORE DELETE ON changes
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the history'); END;
CREATE TRIGGER targets_stay BEFORE DELETE ON targets
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the history'); END;
CREATE TRIGGER backups_stay BEFORE DELETE ON backups
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the history'); END;
CREATE TRIGGER backups_are_final BEFORE UPDATE ON backups
BEGIN SELECT RAISE(ABORT, 'a backup is never changed'); END;
CREATE TRIGGER steps_stay BEFORE DELETE ON steps
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the history'); END;
CREATE TRIGGER steps_are_final BEFORE UPDATE ON steps
BEGIN SELECT RAISE(ABORT, 'a step is never changed'); END;
CREATE TRIGGER confirmations_stay BEFORE DELETE ON confirmations
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the history'); END;
CREATE TRIGGER waivers_stay BEFORE DELETE ON waivers
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the history'); END;
