internal import Foundation
internal import GRDB

/// Studies as older and newer programs leave them, and what their tables hold; for tests, since this target alone may
/// speak SQL to them.
enum OldStudy {
  /// What a study's two databases hold, whatever their version.
  struct Counts: Equatable {
    /// Migrations that were done, of both databases together.
    var migrations: Int
    var packets: Int
    var presentations: Int
    /// Whether both pass SQLite's checks of pages and references.
    var isWhole: Bool
  }

  /// Migrations of both databases that this program knows.
  static var knownMigrations: Int { Schema.study.migrations.count + Schema.key.migrations.count }

  /// Makes the tables of the first program, with so many presentations, a hundred a packet.
  static func make(in folder: String, presentations: Int) throws {
    let key = try DatabaseQueue(path: StudyStore.keyPath(in: folder))
    try Schema.key.migrate(key, upTo: "1 key")
    try key.close()
    let study = try DatabaseQueue(path: StudyStore.studyPath(in: folder))
    try Schema.study.migrate(study, upTo: "1 study")
    try study.write { db in
      let count = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?) INSERT INTO"
      try db.execute(sql: "\(count) item SELECT printf('%064x', i), 'all' FROM n", arguments: [100])
      try db.execute(
        sql: "\(count) packet SELECT printf('%032x', i), 'rater ' || i, 'c' FROM n", arguments: [presentations / 100])
      try db.execute(
        sql: """
          \(count) presentation SELECT hex(randomblob(16)), printf('%032x', i / 100), i % 100, printf('%064x', i % 100) FROM n
          """, arguments: [presentations])
    }
    try study.close()
  }

  /// Makes the key database of a program that knew its migrations up to one, and fills it.
  static func makeKey(upTo migration: String, in folder: String, filledBy statements: String) throws {
    let key = try DatabaseQueue(path: StudyStore.keyPath(in: folder))
    try Schema.key.migrate(key, upTo: migration)
    try key.write { try $0.execute(sql: statements) }
    try key.close()
    let study = try DatabaseQueue(path: StudyStore.studyPath(in: folder))
    try Schema.study.migrate(study)
    try study.close()
  }

  static func counts(in folder: String) throws -> Counts {
    var counts = Counts(migrations: 0, packets: 0, presentations: 0, isWhole: true)
    for path in [StudyStore.keyPath(in: folder), StudyStore.studyPath(in: folder)] {
      let queue = try DatabaseQueue(path: path)
      try queue.read { db in
        counts.migrations += try Int.fetchOne(db, sql: "SELECT count(*) FROM grdb_migrations") ?? 0
        let isWhole =
          try String.fetchOne(db, sql: "PRAGMA quick_check(1)") == "ok"
          && Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil
        counts.isWhole = counts.isWhole && isWhole
        guard path == StudyStore.studyPath(in: folder) else { return }
        counts.packets = try Int.fetchOne(db, sql: "SELECT count(*) FROM packet") ?? 0
        counts.presentations = try Int.fetchOne(db, sql: "SELECT count(*) FROM presentation") ?? 0
      }
      try queue.close()
    }
    return counts
  }

  /// Notes a migration as done, as a newer program would have.
  static func noteMigration(_ name: String, in path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES (?)", arguments: [name]) }
    try queue.close()
  }

  /// Runs statements in a database, its triggers put aside for the while: what a hand with SQL could do.
  static func alter(_ sql: String, in path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
      let triggers = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
      for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger["name"] as String)") }
      try db.execute(sql: sql)
      for trigger in triggers { try db.execute(sql: trigger["sql"]) }
    }
    try queue.close()
  }

  /// The rows of a query to the study database, each as one text.
  static func rows(_ sql: String, in folder: String) throws -> [String] {
    let queue = try DatabaseQueue(path: StudyStore.studyPath(in: folder))
    return try queue.read { db in
      try Row.fetchAll(db, sql: sql).map { row in row.databaseValues.map { "\($0)" }.joined(separator: "|") }
    }
  }
}
