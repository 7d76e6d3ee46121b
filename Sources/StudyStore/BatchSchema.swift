internal import GRDB

/// The tables of a batch folder's ledger. Migrations that shipped never change; a further one is added.
enum BatchSchema {
  static let ledger: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 batch") { db in
      try db.execute(
        sql: """
          CREATE TABLE job (
            one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, secret BLOB NOT NULL CHECK (length(secret) = 16),
            definition TEXT NOT NULL, began INTEGER NOT NULL
          ) STRICT;
          CREATE TABLE candidate (
            number INTEGER PRIMARY KEY, label TEXT NOT NULL, definition TEXT NOT NULL, UNIQUE (label, definition)
          ) STRICT;
          CREATE TABLE shard (
            number INTEGER PRIMARY KEY, candidate INTEGER NOT NULL REFERENCES candidate (number),
            file TEXT NOT NULL UNIQUE, mark TEXT NOT NULL UNIQUE, lines INTEGER NOT NULL CHECK (lines > 0),
            bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, made INTEGER NOT NULL,
            stage TEXT NOT NULL DEFAULT 'written' CHECK (
              stage IN ('written', 'uploading', 'uploaded', 'creating', 'submitted', 'ended')),
            changed INTEGER NOT NULL, service TEXT, input_file TEXT, batch TEXT UNIQUE, status TEXT, output_file TEXT,
            error_file TEXT, failure TEXT, total INTEGER, completed INTEGER, failed INTEGER, is_fetched INTEGER NOT NULL
              DEFAULT 0
          ) STRICT;
          CREATE TABLE request (
            sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            shard INTEGER NOT NULL REFERENCES shard (number), times INTEGER NOT NULL DEFAULT 1, subject BLOB NOT NULL,
            row INTEGER, name TEXT NOT NULL, sha256 BLOB, file TEXT, image_sent TEXT,
            state TEXT NOT NULL DEFAULT 'out' CHECK (
              state IN ('out', 'answered', 'refused', 'error', 'expired', 'missing')),
            reason TEXT, may_pass INTEGER, digest INTEGER, source INTEGER, line INTEGER
          ) STRICT;
          CREATE INDEX request_by_shard ON request (shard);
          CREATE TABLE result_file (
            number INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, name TEXT NOT NULL, at INTEGER NOT NULL,
            is_read INTEGER NOT NULL DEFAULT 0
          ) STRICT;
          CREATE TABLE anomaly (
            file INTEGER NOT NULL REFERENCES result_file (number), line INTEGER NOT NULL, kind TEXT NOT NULL,
            id TEXT NOT NULL, PRIMARY KEY (file, line)
          ) WITHOUT ROWID, STRICT;
          """)
    }
    // Which shard a request was in before the one that it is in: a late line may be that one's.
    migrator.registerMigration("2 earlier shard") { db in
      try db.execute(sql: "ALTER TABLE request ADD COLUMN earlier INTEGER REFERENCES shard (number)")
    }
    return migrator
  }()
}
