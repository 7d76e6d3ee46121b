-- format 2
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE guide_image (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE image (item TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE presentation (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL UNIQUE, item TEXT NOT NULL REFERENCES image (item)
) WITHOUT ROWID, STRICT;
CREATE TABLE rating (
  sequence INTEGER PRIMARY KEY, presentation TEXT REFERENCES presentation (id), slot TEXT REFERENCES slot (id),
  question TEXT NOT NULL, judgement TEXT NOT NULL, chain TEXT NOT NULL
) STRICT;
CREATE TABLE slot (
  id TEXT PRIMARY KEY, presentation TEXT NOT NULL REFERENCES presentation (id), position INTEGER NOT NULL,
  caption TEXT NOT NULL, UNIQUE (presentation, position)
) WITHOUT ROWID, STRICT;
CREATE TRIGGER rating_stays BEFORE DELETE ON rating
  BEGIN SELECT RAISE (ABORT, 'a rating is never deleted: add one'); END;
CREATE TRIGGER rating_stays_unchanged BEFORE UPDATE ON rating
  BEGIN SELECT RAISE (ABORT, 'a rating is never changed: add one'); END;
