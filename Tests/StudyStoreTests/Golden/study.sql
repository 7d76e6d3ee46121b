CREATE TABLE extension (
  number INTEGER PRIMARY KEY CHECK (number > 0), record TEXT NOT NULL, packets TEXT NOT NULL,
  written INTEGER NOT NULL CHECK (written IN (0, 1))
) STRICT;
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE item (id TEXT PRIMARY KEY, category TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE kept_caption (
  arm TEXT NOT NULL, item TEXT NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  words INTEGER NOT NULL CHECK (words >= 0), PRIMARY KEY (arm, item),
  FOREIGN KEY (arm, item) REFERENCES output (arm, item)
) WITHOUT ROWID, STRICT;
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
CREATE TABLE purge (
  number INTEGER PRIMARY KEY CHECK (number > 0), record TEXT NOT NULL,
  finished INTEGER NOT NULL CHECK (finished IN (0, 1))
) STRICT;
CREATE TABLE rating (
  packet TEXT NOT NULL REFERENCES packet (id), sequence INTEGER NOT NULL CHECK (sequence > 0),
  judgement TEXT NOT NULL, chain TEXT NOT NULL, PRIMARY KEY (packet, sequence)
) WITHOUT ROWID, STRICT;
CREATE TABLE removed_text (
  packet TEXT NOT NULL, sequence INTEGER NOT NULL, distance REAL CHECK (distance BETWEEN 0 AND 1),
  PRIMARY KEY (packet, sequence), FOREIGN KEY (packet, sequence) REFERENCES rating (packet, sequence)
) WITHOUT ROWID, STRICT;
CREATE TABLE retained (
  part TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (part, name, number)
) WITHOUT ROWID, STRICT;
CREATE TABLE withdrawal (rater TEXT PRIMARY KEY, at INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TRIGGER extension_stays BEFORE DELETE ON extension
  BEGIN SELECT RAISE (ABORT, 'an extension is never deleted'); END;
CREATE TRIGGER extension_stays_unchanged BEFORE UPDATE OF number, record, packets ON extension WHEN NOT (
    NEW.number IS OLD.number AND NEW.record IS OLD.record AND NEW.packets IS (
      SELECT text FROM retained WHERE part = 'extension' AND name = '' AND number = OLD.number))
  BEGIN SELECT RAISE (ABORT, 'an extension is never changed'); END;
CREATE TRIGGER kept_caption_stays BEFORE DELETE ON kept_caption
  BEGIN SELECT RAISE (ABORT, 'what is kept of a caption is never deleted'); END;
CREATE TRIGGER kept_caption_stays_unchanged BEFORE UPDATE ON kept_caption
  BEGIN SELECT RAISE (ABORT, 'what is kept of a caption is never changed'); END;
CREATE TRIGGER log_stays BEFORE DELETE ON log
  BEGIN SELECT RAISE (ABORT, 'the log is only added to'); END;
CREATE TRIGGER log_stays_unchanged BEFORE UPDATE ON log
  BEGIN SELECT RAISE (ABORT, 'the log is only added to'); END;
CREATE TRIGGER output_stays BEFORE UPDATE ON output WHEN NOT (
    NEW.arm IS OLD.arm AND NEW.item IS OLD.item AND NEW.outcome IS OLD.outcome
    AND NEW.breaches IS OLD.breaches AND OLD.text IS NOT NULL AND NEW.text IS NULL
    AND EXISTS (SELECT 1 FROM kept_caption k WHERE k.arm = OLD.arm AND k.item = OLD.item))
  BEGIN SELECT RAISE (ABORT, 'an output is never changed'); END;
CREATE TRIGGER purge_stays BEFORE DELETE ON purge
  BEGIN SELECT RAISE (ABORT, 'a purge is never deleted'); END;
CREATE TRIGGER purge_stays_unchanged BEFORE UPDATE OF number, record ON purge
  BEGIN SELECT RAISE (ABORT, 'a purge is never changed'); END;
CREATE TRIGGER rating_stays BEFORE DELETE ON rating
  BEGIN SELECT RAISE (ABORT, 'a rating is never deleted'); END;
CREATE TRIGGER rating_stays_unchanged BEFORE UPDATE ON rating WHEN NOT (
    NEW.packet IS OLD.packet AND NEW.sequence IS OLD.sequence AND NEW.chain IS OLD.chain
    AND EXISTS (SELECT 1 FROM removed_text r WHERE r.packet = OLD.packet AND r.sequence = OLD.sequence)
    AND NEW.judgement IS (
      SELECT text FROM retained WHERE part = 'rating' AND name = OLD.packet AND number = OLD.sequence))
  BEGIN SELECT RAISE (ABORT, 'a rating is never changed'); END;
CREATE TRIGGER removed_text_stays BEFORE DELETE ON removed_text
  BEGIN SELECT RAISE (ABORT, 'what is kept of a text is never deleted'); END;
CREATE TRIGGER removed_text_stays_unchanged BEFORE UPDATE ON removed_text
  BEGIN SELECT RAISE (ABORT, 'what is kept of a text is never changed'); END;
CREATE TRIGGER withdrawal_stays BEFORE DELETE ON withdrawal
  BEGIN SELECT RAISE (ABORT, 'a withdrawal is never deleted'); END;
CREATE TRIGGER withdrawal_stays_unchanged BEFORE UPDATE ON withdrawal
  BEGIN SELECT RAISE (ABORT, 'a withdrawal is never changed'); END;
