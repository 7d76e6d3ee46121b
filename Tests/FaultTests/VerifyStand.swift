import Digest
import Foundation
import ProgramStand
import Testing

@testable import StudyStore

/// A small study that was captioned, rated and reported, to be copied and tampered with.
final class Reported: Sendable {
  let path: String

  static let ratings = Result { try Reported(.ratings) }
  static let pairs = Result { try Reported(.pairs) }

  /// What raters are asked.
  enum Kind: String, CaseIterable {
    case ratings, pairs

    fileprivate var rubric: String { self == .ratings ? "alt-text" : "pairwise" }
    fileprivate var claim: String {
      self == .ratings ? "criterion: overall, margin: 0.30" : "criterion: preference, margin: 0.25"
    }
  }

  private convenience init(_ kind: Kind) throws {
    try self.init(kind, at: TemporaryFolder.shared("reported").path, root: Programs.root.path)
  }

  /// Makes a study.
  ///
  /// - Parameter root: the project's folder, as the study file names it.
  init(_ kind: Kind, at folder: String, root: String) throws {
    path = folder
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try """
    version: 1
    study: small
    question: May nano replace large?
    dataset: {path: \(root)/datasets/demo, sample: {n: 6, seed: 20261122}}
    prompt: {user: "Describe this {{category}} picture."}
    incumbent: large
    candidates:
      large: {model: sim-large, base_url: "${SIMULATOR_URL}", price: {input: 2.5, output: 10}}
      nano: {model: sim-nano, base_url: "${SIMULATOR_URL}", price: {input: 0.1, output: 0.4}}
      human: {captions: \(root)/datasets/demo/metadata.jsonl}
    review:
      rubric: \(root)/rubrics/\(kind.rubric).yaml
      raters: [ana, bo, chi]
      ratings_per_item: 3
    claim: {\(kind.claim), scope: raters like these, because: A test.}
    """.write(toFile: path + "/study.yaml", atomically: true, encoding: .utf8)
    try Service(log: path + "/requests.jsonl").run(
      ["run", path, "--yes"], ["simulate", "rate", path, "--images", "datasets/demo"], ["report", path])
  }
}

/// A copy of a reported study for one test.
struct Copied {
  let folder: TemporaryFolder
  let path: String

  init(_ study: Result<Reported, any Error> = Reported.ratings) throws { try self.init(of: study.get().path) }

  init(of study: String) throws {
    folder = try TemporaryFolder("verify", isInMemory: true)
    path = folder.path + "/study"
    try FileManager.default.copyItem(atPath: study, toPath: path)
  }

  /// What `verify` ends with and prints.
  func verify(_ options: [String] = []) throws -> Programs.Result { try Copied.verify(path, options) }

  /// The same of any study, sentences on one line.
  static func verify(_ study: String, _ options: [String] = []) throws -> Programs.Result {
    var result = try Programs.run("blindfold", ["verify", study] + options)
    if !options.contains("--json") { result.output.replace(/\n {10,}(?!✗)/, with: " ") }
    return result
  }

  func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
  }

  /// Changes a document where a text occurs first.
  func replace(_ old: String, _ new: String, in name: String) throws {
    let text = try text(name)
    let place = try #require(text.range(of: old), "'\(old)' is not in \(name)")
    try write(text.replacingCharacters(in: place, with: new), to: name)
  }

  /// Raises the first digit after a text.
  func raiseDigit(after mark: String, in name: String) throws {
    var text = try text(name)
    let start = try #require(text.range(of: mark), "'\(mark)' is not in \(name)").upperBound
    let place = try #require(text[start...].firstIndex { $0.isNumber })
    let digit = try #require(text[place].wholeNumberValue)
    text.replaceSubrange(place...place, with: String((digit + 1) % 10))
    try write(text, to: name)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

  /// SQL by somebody who can write both databases.
  func alterStudy(_ sql: String) throws { try OldStudy.alter(sql, in: StudyStore.studyPath(in: path)) }
  func alterKey(_ sql: String) throws { try OldStudy.alter(sql, in: StudyStore.keyPath(in: path)) }

  /// Writes a document's hash into the manifest, as whoever changed the document would.
  func listAnew(_ name: String) throws {
    let hash = SHA256.hex(try text(name))
    let manifest = try text("manifest.json")
    try write(
      manifest.replacing(try Regex("\"\(name)\": \"[0-9a-f]{64}\""), with: "\"\(name)\": \"\(hash)\""),
      to: "manifest.json")
  }

  /// Makes the whole study one of a program of another version: its documents, manifest and record all say so.
  func pretend(version: String, _ change: () throws -> Void = {}) throws {
    for name in ["results.json", "manifest.json"] {
      try write(try text(name).replacing(/"blindfold": "[^"]*"/, with: "\"blindfold\": \"\(version)\""), to: name)
    }
    try change()
    try alterRecord { record in
      for name in record.documents.keys where name != "manifest.json" { try listAnew(name) }
      for name in record.documents.keys { record.documents[name] = SHA256.hex(try text(name)) }
      record.inputs.versions = ["blindfold": version]
    }
  }

  /// Changes the record of the last report.
  func alterRecord(_ change: (inout ReportRecord) throws -> Void) throws {
    var record = try #require(try StudyStore(folder: path, create: false, recover: false).reports().last)
    try change(&record)
    let text = try StudyStore.text(record).replacing("'", with: "''")
    try alterKey("UPDATE report SET record = '\(text)' WHERE number = \(record.number)")
  }
}

/// Whether something was found, and each of these was said of it.
func expect(
  _ result: Programs.Result, names words: [String], _ what: String, _ source: SourceLocation = #_sourceLocation
) {
  #expect(result.status == 100, "\(what): \(result.status) \(result.errors)", sourceLocation: source)
  for word in words {
    #expect(result.output.contains(word), "\(what): no '\(word)' in \(result.output)", sourceLocation: source)
  }
}
