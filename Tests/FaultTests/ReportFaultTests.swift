import Digest
import Foundation
import Glibc
import ProgramStand
import Testing

extension Reported {
  /// A copy of the study of ratings, in a place of its own.
  static func copy(to study: String) throws {
    try FileManager.default.copyItem(atPath: ratings.get().path, toPath: study)
  }
}

/// The documents of a report in a study's folder, without packets and databases.
struct Documents {
  let files: [String: Data]

  init(_ study: String) throws {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: study) {
      let kinds = ["md", "html", "json", "csv", "xml", "svg", "part"]
      let isDocument = kinds.contains(String(name.split(separator: ".").last ?? "")) && !name.hasPrefix("packets/")
      var isFolder: ObjCBool = false
      guard isDocument, FileManager.default.fileExists(atPath: "\(study)/\(name)", isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      files[name] = try Data(contentsOf: URL(fileURLWithPath: "\(study)/\(name)"))
    }
    self.files = files
  }

  func text(_ name: String) -> String { files[name].map { String(decoding: $0, as: UTF8.self) } ?? "" }

  /// Every document that the manifest speaks of is there, byte for byte. Without a manifest nothing is vouched for.
  func expectVouchedFor(manifest isWanted: Bool = true) throws {
    guard let manifest = files["manifest.json"] else {
      #expect(!isWanted, "manifest.json is gone")
      return
    }
    let object = try #require(JSONSerialization.jsonObject(with: manifest) as? [String: Any])
    let listed = try #require(object["documents"] as? [String: String])
    #expect(listed.count > 6)
    for (name, hash) in listed { #expect(files[name].map { SHA256.hex(Array($0)) } == hash, "\(name)") }
  }

  /// No document ends before its end.
  func expectWhole() {
    #expect((try? JSONSerialization.jsonObject(with: files["results.json"] ?? Data())) != nil)
    #expect(text("report.html").hasSuffix("</html>\n") && text("figures/forest.svg").hasSuffix("</svg>\n"))
    for name in ["decision.md", "ratings.csv", "answers.csv", "junit.xml"] {
      #expect(text(name).hasSuffix("\n"), "\(name)")
    }
    #expect(
      text("ratings.csv").split(separator: "\n").allSatisfy {
        $0.hasPrefix("image_id") || $0.prefix(64).allSatisfy(\.isHexDigit)
      })
  }
}

/// Bad luck while a report is written: what was there stays whole, or the new one is.
@Suite("a report that cannot be written")
struct ReportFaultTests {
  @Test(
    "a disk that fills up at any byte leaves the old documents, every one of them, and ends with 73",
    .enabled(if: SmallDisk.canMount, "mounting a small disk takes rights that this account lacks"),
    arguments: [0, 30, 90, 200, 2_000])
  func fullDisk(kilobytesLeft: Int) throws {
    let disk = try SmallDisk(kilobytes: 64_000)
    let study = disk.path + "/study"
    try Reported.copy(to: study)
    let old = try Documents(study)
    try disk.fill()
    let ballast = disk.path + "/ballast"
    let size = try #require(FileManager.default.attributesOfItem(atPath: ballast)[.size] as? Int)
    truncate(ballast, size - kilobytesLeft * 1024)
    let report = try Programs.run("blindfold", ["report", study])
    let new = try Documents(study)
    if report.status == 0 {
      #expect(kilobytesLeft > 30)
      try new.expectVouchedFor()
    } else {
      #expect(report.status == 73 && !report.errors.isEmpty, "\(report.status) \(report.errors)")
      #expect(new.files == old.files)
    }
    try disk.free()
    #expect(try Programs.run("blindfold", ["report", study]).status == 0)
    try Documents(study).expectVouchedFor()
  }

  @Test("a limit on the size of files leaves the old documents too", arguments: [8, 24, 48])
  func limit(kilobytes: Int) throws {
    let copy = try Copied()
    let study = copy.path
    let old = try Documents(study)
    let command = "ulimit -f \(kilobytes); exec \"$0\" \"$@\""
    let report = try Programs.run("/bin/bash", ["-c", command, Programs.path("blindfold"), "report", study])
    #expect(report.status == 73 && !report.errors.isEmpty, "\(report.status) \(report.errors)")
    #expect(try Documents(study).files == old.files)
  }

  @Test(
    "a disk that nobody can write to ends with 73 and the documents are as they were",
    .enabled(if: SmallDisk.canMount, "mounting a small disk takes rights that this account lacks"))
  func readOnly() throws {
    let disk = try SmallDisk(kilobytes: 64_000)
    let study = disk.path + "/study"
    try Reported.copy(to: study)
    let old = try Documents(study)
    try disk.makeReadOnly()
    let report = try Programs.run("blindfold", ["report", study])
    #expect(report.status == 73 && !report.errors.isEmpty, "\(report.status) \(report.errors)")
    #expect(try Documents(study).files == old.files)
  }

  @Test("kill -9 at twenty random moments of a report: documents whole, the manifest true; the next report is clean")
  func killed() throws {
    let copy = try Copied()
    let study = copy.path
    let began = ContinuousClock.now
    #expect(try Programs.run("blindfold", ["report", study]).status == 0)
    var whole = began.duration(to: .now) / .seconds(1)
    var (ended, without) = (0, 0)
    for _ in 1...20 {
      let running = try Running("blindfold", ["report", study])
      let wait = Double.random(in: 0.2...1.05) * whole
      usleep(UInt32(wait * 1e6))
      kill(running.process.processIdentifier, SIGKILL)
      if running.wait().status == 0 {
        ended += 1
        // The machine has less to do than when the whole was timed.
        whole = min(whole, wait)
      }
      let documents = try Documents(study)
      documents.expectWhole()
      try documents.expectVouchedFor(manifest: false)
      if documents.files["manifest.json"] == nil { without += 1 }
    }
    print("report killed at 20 moments of \(whole) s: \(ended) had ended, \(without) left no manifest")
    #expect(ended < 20)
    let last = try Programs.run("blindfold", ["report", study])
    #expect(last.status == 0, "\(last.errors)")
    let documents = try Documents(study)
    try documents.expectVouchedFor()
    #expect(!documents.files.keys.contains { $0.hasSuffix(".part") })
  }

  @Test("a folder in a document's place is named with 73, and no document is replaced")
  func folderInPlace() throws {
    let copy = try Copied()
    let study = copy.path
    try FileManager.default.removeItem(atPath: study + "/decision.md")
    try FileManager.default.createDirectory(atPath: study + "/decision.md/mine", withIntermediateDirectories: true)
    let old = try Documents(study)
    let report = try Programs.run("blindfold", ["report", study])
    #expect(report.status == 73 && report.errors.contains("/decision.md: cannot be written (a folder is in its place)"))
    #expect(try Documents(study).files == old.files)
  }

  @Test("two reports at once, five times: one waits its turn with 75 or both end, and the documents are of one of them")
  func together() throws {
    let copy = try Copied()
    let study = copy.path
    for _ in 1...5 {
      let both = try (1...2).map { _ in try Running("blindfold", ["report", study]) }
      let ends = both.map { $0.wait() }
      #expect(ends.contains { $0.status == 0 } && ends.allSatisfy { [0, 75].contains($0.status) }, "\(ends)")
      try Documents(study).expectVouchedFor()
    }
  }
}
