internal import GRDB

/// The tables of a ledger beside an output. Migrations that shipped never change; a further one is added.
enum BulkSchema {
  static let ledger: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 bulk") { db in
      try db.execute(
        sql: """
          CREATE TABLE job (
            one INTEGER PRIMARY KEY CHECK (one = 1), definition TEXT NOT NULL, header BLOB NOT NULL, began INTEGER NOT NULL
          ) STRICT;
          CREATE TABLE attempt (
            id INTEGER PRIMARY KEY, row BLOB NOT NULL CHECK (length(row) = 16), part TEXT NOT NULL,
            requested_model TEXT, image_sent TEXT, number INTEGER NOT NULL, started INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'sent' CHECK (state IN ('sent', 'ended', 'lost')),
            status INTEGER, reason TEXT, happened TEXT, served_model TEXT, fingerprint TEXT, request_id TEXT,
            input_tokens INTEGER, output_tokens INTEGER, cached_tokens INTEGER, reasoning_tokens INTEGER,
            image_tokens INTEGER, cost REAL, connect REAL, tls REAL, first_byte REAL, first_token REAL, last_token REAL,
            total REAL, ended INTEGER, fallbacks INTEGER, flags TEXT, retry_after REAL, resends INTEGER, partial TEXT
          ) STRICT;
          CREATE TABLE done (
            sequence INTEGER PRIMARY KEY, row BLOB NOT NULL UNIQUE CHECK (length(row) = 16), outcome TEXT NOT NULL,
            part TEXT, file TEXT, cache TEXT, line BLOB NOT NULL
          ) STRICT;
          CREATE TRIGGER done_stays_unchanged BEFORE UPDATE ON done
            BEGIN SELECT RAISE (ABORT, 'a row that is done is never changed'); END;
          CREATE TRIGGER done_stays BEFORE DELETE ON done
            BEGIN SELECT RAISE (ABORT, 'a row that is done is never deleted'); END;
          """)
    }
    migrator.registerMigration("batch") { db in
      // As in a study's key database.
      try db.execute(
        sql: """
          ALTER TABLE attempt ADD COLUMN batch TEXT;
          CREATE UNIQUE INDEX attempt_by_batch ON attempt (batch, row) WHERE batch IS NOT NULL;
          """)
    }
    migrator.registerMigration("2 rows that are looked at again") { db in
      // Which rows: those that could not be used, and that nothing was sent for.
      try db.execute(
        sql: """
          CREATE INDEX attempt_by_row ON attempt (row);
          CREATE TABLE kept (
            sequence INTEGER PRIMARY KEY, row BLOB NOT NULL CHECK (length(row) = 16), outcome TEXT NOT NULL,
            part TEXT, file TEXT, cache TEXT, line BLOB NOT NULL, again INTEGER NOT NULL CHECK (again IN (0, 1)),
            replaced INTEGER NOT NULL DEFAULT 0 CHECK (replaced IN (0, 1))
          ) STRICT;
          INSERT INTO kept (sequence, row, outcome, part, file, cache, line, again)
            SELECT sequence, row, outcome, part, file, cache, line,
              outcome = 'unusable' AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.row = done.row)
            FROM done;
          DROP TABLE done;
          ALTER TABLE kept RENAME TO done;
          CREATE UNIQUE INDEX done_once ON done (row) WHERE replaced = 0;
          CREATE TRIGGER done_stays_unchanged
            BEFORE UPDATE OF sequence, row, outcome, part, file, cache, line, again ON done
            BEGIN SELECT RAISE (ABORT, 'a row that is done is never changed'); END;
          CREATE TRIGGER done_is_replaced BEFORE UPDATE OF replaced ON done
            WHEN NOT (OLD.again = 1 AND OLD.replaced = 0 AND NEW.replaced = 1)
            BEGIN SELECT RAISE (ABORT, 'only a row that is looked at again is replaced, and once'); END;
          CREATE TRIGGER done_stays BEFORE DELETE ON done
            BEGIN SELECT RAISE (ABORT, 'a row that is done is never deleted'); END;
          """)
    }
    return migrator
  }()
}
