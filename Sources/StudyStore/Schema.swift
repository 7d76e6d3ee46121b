internal import GRDB

/// The tables of both databases. Constraints come before code; a migration never changes once shipped.
enum Schema {
  /// What may be read without learning who wrote a caption: items, outputs under arm codes, assignments, ratings, log.
  static let study: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 study") { db in
      try db.execute(
        sql: """
          CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
          CREATE TABLE item (id TEXT PRIMARY KEY, category TEXT NOT NULL) WITHOUT ROWID, STRICT;
          CREATE TABLE output (
            arm TEXT NOT NULL, item TEXT NOT NULL REFERENCES item (id), outcome TEXT NOT NULL CHECK (outcome IN (
              'captioned', 'over-length', 'truncated', 'refused', 'filtered', 'empty', 'failed')),
            text TEXT, breaches TEXT NOT NULL DEFAULT '[]', PRIMARY KEY (arm, item)
          ) WITHOUT ROWID, STRICT;
          CREATE TABLE packet (
            id TEXT PRIMARY KEY, rater TEXT NOT NULL UNIQUE, commitment TEXT NOT NULL
          ) WITHOUT ROWID, STRICT;
          CREATE TABLE presentation (
            id TEXT PRIMARY KEY, packet TEXT NOT NULL REFERENCES packet (id), position INTEGER NOT NULL,
            item TEXT NOT NULL REFERENCES item (id), UNIQUE (packet, position), UNIQUE (packet, item)
          ) WITHOUT ROWID, STRICT;
          CREATE TABLE rating (
            packet TEXT NOT NULL REFERENCES packet (id), sequence INTEGER NOT NULL CHECK (sequence > 0),
            judgement TEXT NOT NULL, chain TEXT NOT NULL, PRIMARY KEY (packet, sequence)
          ) WITHOUT ROWID, STRICT;
          CREATE TABLE log (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, event TEXT NOT NULL, detail TEXT NOT NULL
          ) STRICT;
          CREATE TRIGGER output_stays BEFORE UPDATE ON output
            BEGIN SELECT RAISE (ABORT, 'an output is never changed'); END;
          CREATE TRIGGER rating_stays_unchanged BEFORE UPDATE ON rating
            BEGIN SELECT RAISE (ABORT, 'a rating is never changed'); END;
          CREATE TRIGGER rating_stays BEFORE DELETE ON rating
            BEGIN SELECT RAISE (ABORT, 'a rating is never deleted'); END;
          CREATE TRIGGER log_stays_unchanged BEFORE UPDATE ON log
            BEGIN SELECT RAISE (ABORT, 'the log is only added to'); END;
          CREATE TRIGGER log_stays BEFORE DELETE ON log
            BEGIN SELECT RAISE (ABORT, 'the log is only added to'); END;
          """)
    }
    migrator.registerMigration("2 extensions") { db in
      // A rater may have several packets: the table is made anew without the rule that forbade it.
      try db.execute(
        sql: """
          CREATE TABLE packet_2 (id TEXT PRIMARY KEY, rater TEXT NOT NULL, commitment TEXT NOT NULL) WITHOUT ROWID, STRICT;
          INSERT INTO packet_2 SELECT id, rater, commitment FROM packet;
          DROP TABLE packet;
          ALTER TABLE packet_2 RENAME TO packet;
          CREATE TABLE extension (
            number INTEGER PRIMARY KEY CHECK (number > 0), record TEXT NOT NULL, packets TEXT NOT NULL,
            written INTEGER NOT NULL CHECK (written IN (0, 1))
          ) STRICT;
          CREATE TRIGGER extension_stays_unchanged BEFORE UPDATE OF number, record, packets ON extension
            BEGIN SELECT RAISE (ABORT, 'an extension is never changed'); END;
          CREATE TRIGGER extension_stays BEFORE DELETE ON extension
            BEGIN SELECT RAISE (ABORT, 'an extension is never deleted'); END;
          """)
    }
    migrator.registerMigration("hidden checks") { db in
      // An item may be shown to a rater twice.
      try db.execute(
        sql: """
          CREATE TABLE presentation_with_repeats (
            id TEXT PRIMARY KEY, packet TEXT NOT NULL REFERENCES packet (id), position INTEGER NOT NULL,
            item TEXT NOT NULL REFERENCES item (id), UNIQUE (packet, position)
          ) WITHOUT ROWID, STRICT;
          INSERT INTO presentation_with_repeats SELECT id, packet, position, item FROM presentation;
          DROP TABLE presentation;
          ALTER TABLE presentation_with_repeats RENAME TO presentation;
          """)
    }
    migrator.registerMigration("withdrawals") { db in
      try db.execute(
        sql: """
          CREATE TABLE withdrawal (rater TEXT PRIMARY KEY, at INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID, STRICT;
          CREATE TRIGGER withdrawal_stays_unchanged BEFORE UPDATE ON withdrawal
            BEGIN SELECT RAISE (ABORT, 'a withdrawal is never changed'); END;
          CREATE TRIGGER withdrawal_stays BEFORE DELETE ON withdrawal
            BEGIN SELECT RAISE (ABORT, 'a withdrawal is never deleted'); END;
          """)
    }
    migrator.registerMigration("purges") { db in
      // A text may go, and nothing else may change: where it stood comes what was written down for it, or nothing.
      try db.execute(
        sql: """
          CREATE TABLE purge (
            number INTEGER PRIMARY KEY CHECK (number > 0), record TEXT NOT NULL,
            finished INTEGER NOT NULL CHECK (finished IN (0, 1))
          ) STRICT;
          CREATE TRIGGER purge_stays_unchanged BEFORE UPDATE OF number, record ON purge
            BEGIN SELECT RAISE (ABORT, 'a purge is never changed'); END;
          CREATE TRIGGER purge_stays BEFORE DELETE ON purge
            BEGIN SELECT RAISE (ABORT, 'a purge is never deleted'); END;
          CREATE TABLE kept_caption (
            arm TEXT NOT NULL, item TEXT NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            words INTEGER NOT NULL CHECK (words >= 0), PRIMARY KEY (arm, item),
            FOREIGN KEY (arm, item) REFERENCES output (arm, item)
          ) WITHOUT ROWID, STRICT;
          CREATE TRIGGER kept_caption_stays_unchanged BEFORE UPDATE ON kept_caption
            BEGIN SELECT RAISE (ABORT, 'what is kept of a caption is never changed'); END;
          CREATE TRIGGER kept_caption_stays BEFORE DELETE ON kept_caption
            BEGIN SELECT RAISE (ABORT, 'what is kept of a caption is never deleted'); END;
          CREATE TABLE removed_text (
            packet TEXT NOT NULL, sequence INTEGER NOT NULL, distance REAL CHECK (distance BETWEEN 0 AND 1),
            PRIMARY KEY (packet, sequence), FOREIGN KEY (packet, sequence) REFERENCES rating (packet, sequence)
          ) WITHOUT ROWID, STRICT;
          CREATE TRIGGER removed_text_stays_unchanged BEFORE UPDATE ON removed_text
            BEGIN SELECT RAISE (ABORT, 'what is kept of a text is never changed'); END;
          CREATE TRIGGER removed_text_stays BEFORE DELETE ON removed_text
            BEGIN SELECT RAISE (ABORT, 'what is kept of a text is never deleted'); END;
          CREATE TABLE retained (
            part TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY (part, name, number)
          ) WITHOUT ROWID, STRICT;
          DROP TRIGGER output_stays;
          CREATE TRIGGER output_stays BEFORE UPDATE ON output WHEN NOT (
              NEW.arm IS OLD.arm AND NEW.item IS OLD.item AND NEW.outcome IS OLD.outcome
              AND NEW.breaches IS OLD.breaches AND OLD.text IS NOT NULL AND NEW.text IS NULL
              AND EXISTS (SELECT 1 FROM kept_caption k WHERE k.arm = OLD.arm AND k.item = OLD.item))
            BEGIN SELECT RAISE (ABORT, 'an output is never changed'); END;
          DROP TRIGGER rating_stays_unchanged;
          CREATE TRIGGER rating_stays_unchanged BEFORE UPDATE ON rating WHEN NOT (
              NEW.packet IS OLD.packet AND NEW.sequence IS OLD.sequence AND NEW.chain IS OLD.chain
              AND EXISTS (SELECT 1 FROM removed_text r WHERE r.packet = OLD.packet AND r.sequence = OLD.sequence)
              AND NEW.judgement IS (
                SELECT text FROM retained WHERE part = 'rating' AND name = OLD.packet AND number = OLD.sequence))
            BEGIN SELECT RAISE (ABORT, 'a rating is never changed'); END;
          DROP TRIGGER extension_stays_unchanged;
          CREATE TRIGGER extension_stays_unchanged BEFORE UPDATE OF number, record, packets ON extension WHEN NOT (
              NEW.number IS OLD.number AND NEW.record IS OLD.record AND NEW.packets IS (
                SELECT text FROM retained WHERE part = 'extension' AND name = '' AND number = OLD.number))
            BEGIN SELECT RAISE (ABORT, 'an extension is never changed'); END;
          """)
    }
    return migrator
  }()

  /// What names candidates, and what would tell them apart: kept in a file of its own, readable by its owner only.
  static let key: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 key") { db in
      try db.execute(
        sql: """
          CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;
          CREATE TABLE arm (
            code TEXT PRIMARY KEY, label TEXT NOT NULL UNIQUE, definition TEXT NOT NULL
          ) WITHOUT ROWID, STRICT;
          CREATE TABLE slot (
            id TEXT NOT NULL, arm TEXT NOT NULL REFERENCES arm (code), PRIMARY KEY (id, arm)
          ) WITHOUT ROWID, STRICT;
          CREATE TABLE commitment (
            hash TEXT PRIMARY KEY, at INTEGER NOT NULL, text TEXT NOT NULL
          ) WITHOUT ROWID, STRICT;
          CREATE TABLE attempt (
            id INTEGER PRIMARY KEY, arm TEXT NOT NULL REFERENCES arm (code), item TEXT NOT NULL,
            number INTEGER NOT NULL, started INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'sent' CHECK (
              state IN ('sent', 'ended', 'lost')),
            status INTEGER, reason TEXT, served_model TEXT, fingerprint TEXT, request_id TEXT,
            input_tokens INTEGER, output_tokens INTEGER, cost REAL, connect REAL, first_byte REAL, total REAL
          ) STRICT;
          CREATE INDEX attempt_by_output ON attempt (arm, item);
          CREATE TABLE answer (
            arm TEXT NOT NULL REFERENCES arm (code), item TEXT NOT NULL, outcome TEXT NOT NULL, text TEXT,
            breaches TEXT NOT NULL, PRIMARY KEY (arm, item)
          ) WITHOUT ROWID, STRICT;
          """)
    }
    migrator.registerMigration("2 extensions") { db in
      try db.execute(
        sql: """
          ALTER TABLE commitment ADD COLUMN number INTEGER NOT NULL DEFAULT 1 CHECK (number > 0);
          CREATE UNIQUE INDEX commitment_in_order ON commitment (number);
          CREATE TABLE extension (
            number INTEGER PRIMARY KEY CHECK (number > 0), commitment TEXT NOT NULL UNIQUE REFERENCES commitment (hash),
            record TEXT NOT NULL, packets TEXT NOT NULL
          ) STRICT;
          CREATE TRIGGER extension_stays_unchanged BEFORE UPDATE ON extension
            BEGIN SELECT RAISE (ABORT, 'an extension is never changed'); END;
          CREATE TRIGGER extension_stays BEFORE DELETE ON extension
            BEGIN SELECT RAISE (ABORT, 'an extension is never deleted'); END;
          """)
    }
    migrator.registerMigration("hidden checks") { db in
      try db.execute(
        sql: """
          CREATE TABLE anchor (
            slot TEXT PRIMARY KEY, item TEXT NOT NULL, arm TEXT NOT NULL REFERENCES arm (code)
          ) WITHOUT ROWID, STRICT;
          CREATE TABLE repeat (presentation TEXT PRIMARY KEY, first TEXT NOT NULL) WITHOUT ROWID, STRICT;
          """)
    }
    migrator.registerMigration("planned orders") { db in
      // Arm codes in planned order, '-' for the anchor. What is shown is not enough to go on from: an arm without a
      // caption, or with another's, has a planned place too.
      try db.execute(
        sql: "CREATE TABLE planned_order (presentation TEXT PRIMARY KEY, arms TEXT NOT NULL) WITHOUT ROWID, STRICT")
    }
    migrator.registerMigration("reports") { db in
      // What a report was made from. It names candidates, and it is what `verify` works it out again from.
      try db.execute(
        sql: """
          CREATE TABLE report (number INTEGER PRIMARY KEY CHECK (number > 0), record TEXT NOT NULL) STRICT;
          CREATE TRIGGER report_stays_unchanged BEFORE UPDATE ON report
            BEGIN SELECT RAISE (ABORT, 'a report that was made is never changed'); END;
          CREATE TRIGGER report_stays BEFORE DELETE ON report
            BEGIN SELECT RAISE (ABORT, 'a report that was made is never deleted'); END;
          CREATE TABLE report_mark (
            part TEXT PRIMARY KEY, number INTEGER NOT NULL REFERENCES report (number), marks TEXT NOT NULL
          ) WITHOUT ROWID, STRICT;
          """)
    }
    migrator.registerMigration("first token") { db in
      try db.execute(sql: "ALTER TABLE attempt ADD COLUMN first_token REAL")
    }
    migrator.registerMigration("purges") { db in
      try db.execute(
        sql: """
          CREATE TABLE kept_answer (
            arm TEXT NOT NULL, item TEXT NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
            PRIMARY KEY (arm, item), FOREIGN KEY (arm, item) REFERENCES answer (arm, item)
          ) WITHOUT ROWID, STRICT;
          CREATE TABLE retained (
            part TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY (part, name, number)
          ) WITHOUT ROWID, STRICT;
          DROP TRIGGER extension_stays_unchanged;
          CREATE TRIGGER extension_stays_unchanged BEFORE UPDATE ON extension WHEN NOT (
              NEW.number IS OLD.number AND NEW."commitment" IS OLD."commitment" AND NEW.record IS OLD.record
              AND NEW.packets IS (
                SELECT text FROM retained WHERE part = 'extension' AND name = '' AND number = OLD.number))
            BEGIN SELECT RAISE (ABORT, 'an extension is never changed'); END;
          """)
    }
    migrator.registerMigration("attempt details") { db in
      // What an attempt was asked of and with, and what else its answer said. Nil: unknown, or of an earlier program.
      try db.execute(
        sql: """
          ALTER TABLE attempt ADD COLUMN part TEXT;
          ALTER TABLE attempt ADD COLUMN requested_model TEXT;
          ALTER TABLE attempt ADD COLUMN image_sent TEXT;
          ALTER TABLE attempt ADD COLUMN happened TEXT;
          ALTER TABLE attempt ADD COLUMN ended INTEGER;
          ALTER TABLE attempt ADD COLUMN cached_tokens INTEGER;
          ALTER TABLE attempt ADD COLUMN reasoning_tokens INTEGER;
          ALTER TABLE attempt ADD COLUMN image_tokens INTEGER;
          ALTER TABLE attempt ADD COLUMN fallbacks INTEGER;
          ALTER TABLE attempt ADD COLUMN flags TEXT;
          ALTER TABLE attempt ADD COLUMN retry_after REAL;
          ALTER TABLE attempt ADD COLUMN resends INTEGER;
          ALTER TABLE attempt ADD COLUMN tls REAL;
          ALTER TABLE attempt ADD COLUMN last_token REAL;
          ALTER TABLE attempt ADD COLUMN partial TEXT;
          """)
    }
    migrator.registerMigration("served") { db in
      try db.execute(
        sql: """
          CREATE TABLE served (
            arm TEXT NOT NULL, item TEXT NOT NULL, part TEXT NOT NULL, rule INTEGER CHECK (rule >= 0),
            passed TEXT NOT NULL DEFAULT '[]', from_arm TEXT REFERENCES arm (code),
            cache TEXT CHECK (cache IN ('exact', 'near')),
            distance INTEGER CHECK (distance IS NULL OR (cache IS 'near' AND distance >= 0)),
            origin_at INTEGER, origin_model TEXT, origin_fingerprint TEXT, origin_cost REAL, origin_total REAL, origin_first_token REAL, own_total REAL,
            PRIMARY KEY (arm, item), FOREIGN KEY (arm, item) REFERENCES answer (arm, item)
          ) WITHOUT ROWID, STRICT;
          CREATE TRIGGER served_stays_unchanged BEFORE UPDATE ON served
            BEGIN SELECT RAISE (ABORT, 'what served a caption is never changed'); END;
          CREATE TRIGGER served_stays BEFORE DELETE ON served
            BEGIN SELECT RAISE (ABORT, 'what served a caption is never deleted'); END;
          """)
    }
    migrator.registerMigration("batch") { db in
      // The mark of the shard that an attempt went out in; nil where it was sent by itself. A line that is imported anew is
      // still the same attempt.
      try db.execute(
        sql: """
          ALTER TABLE attempt ADD COLUMN batch TEXT;
          CREATE UNIQUE INDEX attempt_by_batch ON attempt (batch, arm, item) WHERE batch IS NOT NULL;
          """)
    }
    migrator.registerMigration("cache audits") { db in
      // The item whose caption a cache on trial would have given.
      try db.execute(sql: "ALTER TABLE served ADD COLUMN from_item TEXT CHECK (from_item IS NULL OR cache IS 'near')")
    }
    return migrator
  }()
}
