-- What CloudTrail told about the writes of a change: somebody else's write that ours went over, with its full text;
-- who changed what was found changed; or that nobody did, that it is not there yet, that it can't be read.

CREATE TABLE trail (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    change  INTEGER NOT NULL REFERENCES changes (id),
    key     TEXT NOT NULL,
    step    INTEGER NOT NULL,  -- which step of the target it is about, from 0
    at      TEXT NOT NULL,     -- when it was looked up
    finding TEXT NOT NULL      -- JSON
) STRICT;

CREATE INDEX trail_by_change ON trail (change, key);

CREATE TRIGGER trail_stays BEFORE DELETE ON trail
BEGIN SELECT RAISE(ABORT, 'nothing is deleted from the history'); END;
CREATE TRIGGER trail_is_final BEFORE UPDATE ON trail
BEGIN SELECT RAISE(ABORT, 'a finding is never changed'); END;
