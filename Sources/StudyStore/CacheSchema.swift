internal import GRDB

/// The table of the cache's file. A migration never changes once shipped.
enum CacheSchema {
  /// What SQLite's `application_id` says of a file of ours: "BfCc". Nothing is written to a file that says anything else.
  static let applicationID: Int32 = 0x4266_4363

  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 entries") { db in
      // Numbers are never used again, so that whoever has seen a number has seen all entries up to it.
      try db.execute(
        sql: """
          PRAGMA application_id = \(applicationID);
          CREATE TABLE entry (
            id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
            question TEXT NOT NULL, picture INTEGER, text BLOB NOT NULL, created INTEGER NOT NULL, model TEXT NOT NULL,
            served_model TEXT, fingerprint TEXT, input_tokens INTEGER, output_tokens INTEGER, cached_tokens INTEGER,
            reasoning_tokens INTEGER, cost REAL, total REAL, first_token REAL, answered TEXT, digest BLOB NOT NULL
          ) STRICT;
          CREATE INDEX entry_near ON entry (question, id, picture, created) WHERE picture IS NOT NULL;
          """)
    }
    return migrator
  }()
}
