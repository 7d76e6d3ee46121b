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
          "answers.csv", "decision.md", "figures/categories.svg", "figures/forest.svg", "figures/positions.svg",
          "figures/progress.svg", "figures/raters.svg", "junit.xml", "manifest.json", "ratings.csv",
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

  @Test("overwrites what a kill left of figures that are not made any more, and no other hidden file")
  func oldFigure() throws {
    try inFolder { folder in
      let figures = folder.appending(path: "figures")
      try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
      for name in ["figures/.frontier.svg.part", ".download.part", "figures/.keep"] {
        try Data("x".utf8).write(to: folder.appending(path: name))
      }
      try ReportWriter.write(Fixture.decided, into: folder)
      let hidden = try Self.contents(folder).keys.filter { $0.split(separator: "/").last?.hasPrefix(".") == true }
      #expect(hidden.sorted() == [".download.part", "figures/.keep"])
    }
  }

  @Test(
    "a folder in a document's place is named, and nothing is replaced",
    arguments: ["decision.md", "figures/forest.svg"])
  func folderInPlace(_ name: String) throws {
    try inFolder { folder in
      try ReportWriter.write(Fixture.decided, into: folder)
      let place = folder.appending(path: name)
      try FileManager.default.removeItem(at: place)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      let old = try Self.contents(folder)
      #expect(throws: ReportError.cannotWrite(path: place.path, reason: "a folder is in its place")) {
        try ReportWriter.write(Fixture.rehearsal, into: folder)
      }
      #expect(try Self.contents(folder) == old)
    }
  }

  @Test("a link in a document's place, or in that of a temporary file, is replaced, and what it points to is as it was")
  func links() throws {
    try inFolder { folder in
      let elsewhere = folder.appending(path: "elsewhere.txt")
      try Data("mine".utf8).write(to: elsewhere)
      for name in ["decision.md", ".report.html.part"] {
        try FileManager.default.createSymbolicLink(at: folder.appending(path: name), withDestinationURL: elsewhere)
      }
      try ReportWriter.write(Fixture.decided, into: folder)
      #expect(try Data(contentsOf: elsewhere) == Data("mine".utf8))
      let kind =
        try FileManager.default.attributesOfItem(atPath: folder.path + "/decision.md")[.type] as? FileAttributeType
      #expect(kind == .typeRegular)
    }
  }

  /// Two reports in turn, as fast as they go, in a process that is gone at a random moment.
  @Test(
    "kill -9 while documents are written, twenty times: each is whole, and the manifest speaks of those that are there")
  func killed() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "blindfold-reports-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let rendered = try [Fixture.decided, Fixture.rehearsal].map { dossier in
      Dictionary(uniqueKeysWithValues: try ReportWriter.render(dossier).map { ($0.name, Data($0.text.utf8)) })
    }
    try ReportWriter.write(Fixture.decided, into: folder)
    var mixed = 0
    for _ in 1...20 {
      let (path, wait) = (folder.path, UInt32.random(in: 1_000...40_000))
      await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, wait = wait as UInt32] in
        let both = try [Fixture.decided, Fixture.rehearsal].map(ReportWriter.render)
        Thread.detachNewThread {
          usleep(wait)
          kill(getpid(), SIGKILL)
        }
        for turn in 0... { try ReportWriter.write(both[turn % 2], into: URL(filePath: path)) }
      }
      let files = try Self.contents(folder)
      let kinds = Set(
        files.filter { !$0.key.hasSuffix(".part") && $0.key != "manifest.json" }.map { name, data in
          rendered.map { $0[name] == data }
        })
      #expect(!kinds.contains([false, false]), "a document is neither the old one nor the new one")
      #expect(files.count { !$0.key.hasSuffix(".part") } >= rendered[0].count - 1)
      if let manifest = files["manifest.json"] {
        let object = try #require(try JSONSerialization.jsonObject(with: manifest) as? [String: Any])
        for (name, hash) in try #require(object["documents"] as? [String: String]) {
          #expect(SHA256.hex(Array(try #require(files[name]))) == hash, "\(name)")
        }
      } else {
        mixed += 1
      }
    }
    print("killed twenty times: \(mixed) times between two sets, without a manifest")
    try ReportWriter.write(Fixture.rehearsal, into: folder)
    #expect(try Self.contents(folder) == rendered[1])
  }
}
