CREATE TABLE extension (
  number INTEGER PRIMARY KEY CHECK (number > 0), record TEXT NOT NULL, packets TEXT NOT NULL,
  written INTEGER NOT NULL CHECK (written IN (0, 1))
) STRICT;
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE item (id TEXT PRIMARY KEY, category TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE log (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, event TEXT NOT NULL, detail TEXT NOT NULL
) STRICT;
CREATE TABLE output (
  arm TEXT NOT NULL, item TEXT NOT NULL REFERENCES item (id), outcome TEXT NOT NULL CHECK (outcome IN (
    'captioned', 'over-length', 'truncated', 'refused', 'filtered', 'empty', 'failed')),
  text TEXT, breaches TEXT NOT NULL DEFAULT '[]', PRIMARY KEY (arm, item)
) WITHOUT ROWID, STRICT;
CREATE TABLE "packet" (id TEXT PRIMARY KEY, rater TEXT NOT NULL, commitment TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE "presentation" (
  id TEXT PRIMARY KEY, packet TEXT NOT NULL REFERENCES packet (id), position INTEGER NOT NULL,
  item TEXT NOT NULL REFERENCES item (id), UNIQUE (packet, position)
) WITHOUT ROWID, STRICT;
CREATE TABLE rating (
  packet TEXT NOT NULL REFERENCES packet (id), sequence INTEGER NOT NULL CHECK (sequence > 0),
  judgement TEXT NOT NULL, chain TEXT NOT NULL, PRIMARY KEY (packet, sequence)
) WITHOUT ROWID, STRICT;
CREATE TABLE withdrawal (rater TEXT PRIMARY KEY, at INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TRIGGER extension_stays BEFORE DELETE ON extension
  BEGIN SELECT RAISE (ABORT, 'an extension is never deleted'); END;
CREATE TRIGGER extension_stays_unchanged BEFORE UPDATE OF number, record, packets ON extension
  BEGIN SELECT RAISE (ABORT, 'an extension is never changed'); END;
CREATE TRIGGER log_stays BEFORE DELETE ON log
  BEGIN SELECT RAISE (ABORT, 'the log is only added to'); END;
CREATE TRIGGER log_stays_unchanged BEFORE UPDATE ON log
  BEGIN SELECT RAISE (ABORT, 'the log is only added to'); END;
CREATE TRIGGER output_stays BEFORE UPDATE ON output
  BEGIN SELECT RAISE (ABORT, 'an output is never changed'); END;
CREATE TRIGGER rating_stays BEFORE DELETE ON rating
  BEGIN SELECT RAISE (ABORT, 'a rating is never deleted'); END;
CREATE TRIGGER rating_stays_unchanged BEFORE UPDATE ON rating
  BEGIN SELECT RAISE (ABORT, 'a rating is never changed'); END;
CREATE TRIGGER withdrawal_stays BEFORE DELETE ON withdrawal
  BEGIN SELECT RAISE (ABORT, 'a withdrawal is never deleted'); END;
CREATE TRIGGER withdrawal_stays_unchanged BEFORE UPDATE ON withdrawal
  BEGIN SELECT RAISE (ABORT, 'a withdrawal is never changed'); END;
