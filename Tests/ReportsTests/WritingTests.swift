import Blinding
import Digest
import Foundation
import Testing

@testable import Reports

@Suite struct WritingTests {
  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "blindfold-reports-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// Every file below a folder: path within it → bytes.
  private static func contents(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let file = folder.appending(path: name)
      if try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
        files[name] = try Data(contentsOf: file)
      }
    }
    return files
  }

  @Test("writes the same bytes twice, and nothing else")
  func twice() throws {
    try inFolder { folder in
      try ReportWriter.write(Fixture.decided, into: folder)
      let first = try Self.contents(folder)
      try ReportWriter.write(Fixture.decided, into: folder)
      #expect(try Self.contents(folder) == first)
      #expect(
        first.keys.sorted() == [
          "answers.csv", "decision.md", "figures/forest.svg", "junit.xml", "manifest.json", "ratings.csv",
          "report.html",
          "results.json",
        ])
    }
  }

  @Test("lists in the manifest the hash of every document as it was written")
  func manifest() throws {
    try inFolder { folder in
      try ReportWriter.write(Fixture.decided, into: folder)
      var files = try Self.contents(folder)
      let manifest = try #require(files["manifest.json"])
      files["manifest.json"] = nil
      let object = try #require(try JSONSerialization.jsonObject(with: manifest) as? [String: Any])
      let listed = try #require(object["documents"] as? [String: String])
      #expect(listed == files.mapValues { SHA256.hex(Array($0)) })
    }
  }

  @Test("leaves the old documents whole where one of the new cannot be written")
  func failure() throws {
    try inFolder { folder in
      try ReportWriter.write(Fixture.decided, into: folder)
      let old = try Self.contents(folder)
      let obstacle = folder.appending(path: ".manifest.json.part")
      try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: true)
      #expect(throws: ReportError.self) { try ReportWriter.write(Fixture.rehearsal, into: folder) }
      #expect(try Self.contents(folder) == old)
      try FileManager.default.removeItem(at: obstacle)
      try ReportWriter.write(Fixture.rehearsal, into: folder)
      #expect(try Self.contents(folder) != old)
    }
  }

  @Test("leaves the old documents whole when the disk takes no more in the middle of a file")
  func fullDisk() async throws {
    await #expect(processExitsWith: .success) {
      let folder = FileManager.default.temporaryDirectory.appending(path: "blindfold-reports-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      try ReportWriter.write(Fixture.decided, into: folder)
      let old = try WritingTests.contents(folder)
      // Files may grow to 8,000 bytes: the page is longer, so its write stops half-way as on a full disk.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 8000, rlim_max: 8000)
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      #expect {
        try ReportWriter.write(Fixture.rehearsal, into: folder)
      } throws: { error in
        guard case .cannotWrite? = error as? ReportError else { return false }
        return true
      }
      #expect(try WritingTests.contents(folder) == old)
    }
  }

  @Test("refuses a folder into which another report is being written")
  func lock() throws {
    try inFolder { folder in
      let other = open(folder.path, O_RDONLY)
      defer { close(other) }
      #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
      #expect(throws: ReportError.folderInUse(path: folder.path)) {
        try ReportWriter.write(Fixture.decided, into: folder)
      }
    }
  }

  @Test("overwrites what a kill left behind")
  func leftover() throws {
    try inFolder { folder in
      let part = folder.appending(path: ".decision.md.part")
      try Data(repeating: 120, count: 1_000_000).write(to: part)
      try ReportWriter.write(Fixture.decided, into: folder)
      #expect(!FileManager.default.fileExists(atPath: part.path))
      let expected = try #require(ReportWriter.render(Fixture.decided).first { $0.name == "decision.md" }).text
      #expect(try String(contentsOf: folder.appending(path: "decision.md"), encoding: .utf8) == expected)
    }
  }
}
