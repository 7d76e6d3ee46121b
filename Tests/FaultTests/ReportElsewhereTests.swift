import Foundation
import Glibc
import ProgramStand
import Testing

/// A report does not tell where, by whom or in which language it was made.
@Suite("the same report elsewhere")
struct ReportElsewhereTests {
  /// What differs, and is listed in Check-the-numbers.md: the report's own moment, the hashes of documents that hold it,
  /// and the digest of the log.
  private func comparable(_ documents: Documents) throws -> [String: String] {
    let moment = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\dZ?| UTC)/
    var texts = documents.files.mapValues { String(decoding: $0, as: UTF8.self) }
    let timed = Set(texts.filter { $0.value.contains(moment) }.keys)
    #expect(
      timed.isSubset(of: ["results.json", "decision.md", "report.html", "junit.xml", "manifest.json"]), "\(timed)")
    var manifest = try #require(texts["manifest.json"])
    for name in timed {
      manifest = manifest.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.contains("\"\(name)\": \"") ? "\(name)" : String($0) }.joined(separator: "\n")
    }
    // The log holds who asked for a report, and when.
    let log = /"log": \{\n +"rows": \d+,\n +"sha256": "[0-9a-f]{64}"/
    #expect(manifest.contains(log))
    texts["manifest.json"] = manifest.replacing(log, with: "LOG")
    return texts.mapValues { $0.replacing(moment, with: "MOMENT") }
  }

  @Test("another folder, time zone, language, umask and account give the same bytes, but for the report's own moment")
  func elsewhere() throws {
    let folder = try TemporaryFolder("elsewhere")
    let (here, there) = (folder.path + "/here", folder.path + "/a place 7731/é/2")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/a place 7731/é", withIntermediateDirectories: true)
    for study in [here, there] { try Reported.copy(to: study) }
    let first = try Programs.run("blindfold", ["report", here], environment: ["TZ": "UTC", "LC_ALL": "C"])
    try #require(first.status == 0, "\(first.errors)")
    let other = [
      "TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "LC_ALL": "de_DE.UTF-8", "HOME": "/nonexistent",
      "USER": "account-7731",
      "LOGNAME": "account-7731", "COLUMNS": "40",
    ]
    let command = "umask 077; cd /; exec \"$0\" \"$@\""
    var words = [Programs.path("blindfold"), "report", there]
    if getuid() == 0 {
      // As an account that owns the copy and nothing else.
      let own = try Programs.run("/bin/chown", ["-R", "65534:65534", folder.path + "/a place 7731"])
      try #require(own.status == 0)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
      let can = try Programs.run(
        "/usr/bin/setpriv",
        ["--reuid=65534", "--regid=65534", "--clear-groups", Programs.path("blindfold"), "--version"])
      if can.status == 0 { words = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] + words }
    }
    let second = try Programs.run("/bin/bash", ["-c", command] + words, environment: other)
    try #require(second.status == 0, "\(second.errors)")
    let (one, two) = (try comparable(Documents(here)), try comparable(Documents(there)))
    #expect(one.keys.sorted() == two.keys.sorted())
    for (name, text) in one {
      let lines = zip(text.split(separator: "\n"), (two[name] ?? "").split(separator: "\n"))
      #expect(text == two[name], "\(name): \(lines.first { $0 != $1 } ?? ("", ""))")
    }
    for (name, text) in two {
      for word in [folder.path, "a place 7731", "account-7731", "Kathmandu"] {
        #expect(!text.contains(word), "\(name) tells \(word)")
      }
    }
  }
}
