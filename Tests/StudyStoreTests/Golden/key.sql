CREATE UNIQUE INDEX attempt_by_batch ON attempt (batch, arm, item) WHERE batch IS NOT NULL;
CREATE INDEX attempt_by_output ON attempt (arm, item);
CREATE UNIQUE INDEX commitment_in_order ON commitment (number);
CREATE TABLE anchor (
  slot TEXT PRIMARY KEY, item TEXT NOT NULL, arm TEXT NOT NULL REFERENCES arm (code)
) WITHOUT ROWID, STRICT;
CREATE TABLE answer (
  arm TEXT NOT NULL REFERENCES arm (code), item TEXT NOT NULL, outcome TEXT NOT NULL, text TEXT,
  breaches TEXT NOT NULL, PRIMARY KEY (arm, item)
) WITHOUT ROWID, STRICT;
CREATE TABLE arm (
  code TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, definition TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY, arm TEXT NOT NULL REFERENCES arm (code), item TEXT NOT NULL,
  number INTEGER NOT NULL, started INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'sent' CHECK (
    state IN ('sent', 'ended', 'lost')),
  status INTEGER, reason TEXT, served_model TEXT, fingerprint TEXT, request_id TEXT,
  input_tokens INTEGER, output_tokens INTEGER, cost REAL, connect REAL, first_byte REAL, total REAL
, first_token REAL, part TEXT, requested_model TEXT, image_sent TEXT, happened TEXT, ended INTEGER, cached_tokens INTEGER, reasoning_tokens INTEGER, image_tokens INTEGER, fallbacks INTEGER, flags TEXT, retry_after REAL, resends INTEGER, tls REAL, last_token REAL, partial TEXT, batch TEXT) STRICT;
CREATE TABLE commitment (
  hash TEXT PRIMARY KEY, at INTEGER NOT NULL, text TEXT NOT NULL
, number INTEGER NOT NULL DEFAULT 1 CHECK (number > 0)) WITHOUT ROWID, STRICT;
CREATE TABLE extension (
  number INTEGER PRIMARY KEY CHECK (number > 0), commitment TEXT NOT NULL UNIQUE REFERENCES commitment (hash),
  record TEXT NOT NULL, packets TEXT NOT NULL
) STRICT;
CREATE TABLE kept_answer (
  arm TEXT NOT NULL, item TEXT NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  PRIMARY KEY (arm, item), FOREIGN KEY (arm, item) REFERENCES answer (arm, item)
) WITHOUT ROWID, STRICT;
CREATE TABLE planned_order (presentation TEXT PRIMARY KEY, arms TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE repeat (presentation TEXT PRIMARY KEY, first TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE report (number INTEGER PRIMARY KEY CHECK (number > 0), record TEXT NOT NULL) STRICT;
CREATE TABLE report_mark (
  part TEXT PRIMARY KEY, number INTEGER NOT NULL REFERENCES report (number), marks TEXT NOT NULL
) WITHOUT ROWID, STRICT;
CREATE TABLE retained (
  part TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (part, name, number)
) WITHOUT ROWID, STRICT;
CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE served (
  arm TEXT NOT NULL, item TEXT NOT NULL, part TEXT NOT NULL, rule INTEGER CHECK (rule >= 0),
  passed TEXT NOT NULL DEFAULT '[]', from_arm TEXT REFERENCES arm (code),
  cache TEXT CHECK (cache IN ('exact', 'near')),
  distance INTEGER CHECK (distance IS NULL OR (cache IS 'near' AND distance >= 0)),
  origin_at INTEGER, origin_model TEXT, origin_fingerprint TEXT, origin_cost REAL, origin_total REAL, origin_first_token REAL, own_total REAL, from_item TEXT CHECK (from_item IS NULL OR cache IS 'near'),
  PRIMARY KEY (arm, item), FOREIGN KEY (arm, item) REFERENCES answer (arm, item)
) WITHOUT ROWID, STRICT;
CREATE TABLE slot (
  id TEXT NOT NULL, arm TEXT NOT NULL REFERENCES arm (code), PRIMARY KEY (id, arm)
) WITHOUT ROWID, STRICT;
CREATE TRIGGER extension_stays BEFORE DELETE ON extension
  BEGIN SELECT RAISE (ABORT, 'an extension is never deleted'); END;
CREATE TRIGGER extension_stays_unchanged BEFORE UPDATE ON extension WHEN NOT (
    NEW.number IS OLD.number AND NEW."commitment" IS OLD."commitment" AND NEW.record IS OLD.record
    AND NEW.packets IS (
      SELECT text FROM retained WHERE part = 'extension' AND name = '' AND number = OLD.number))
  BEGIN SELECT RAISE (ABORT, 'an extension is never changed'); END;
CREATE TRIGGER report_stays BEFORE DELETE ON report
  BEGIN SELECT RAISE (ABORT, 'a report that was made is never deleted'); END;
CREATE TRIGGER report_stays_unchanged BEFORE UPDATE ON report
  BEGIN SELECT RAISE (ABORT, 'a report that was made is never changed'); END;
CREATE TRIGGER served_stays BEFORE DELETE ON served
  BEGIN SELECT RAISE (ABORT, 'what served a caption is never deleted'); END;
CREATE TRIGGER served_stays_unchanged BEFORE UPDATE ON served
  BEGIN SELECT RAISE (ABORT, 'what served a caption is never changed'); END;
