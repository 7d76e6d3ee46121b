import Blinding
import Foundation
import ProgramStand
import StudyModel
import StudyStore
import Testing
import WireStand

/// A study of a few of the demo's images whose candidates are at services that a test makes, with the set's references as
/// incumbent.
final class ServiceStudy {
  let folder: TemporaryFolder
  var path: String { folder.path }
  let images: Int
  var environment: [String: String] = ["A_KEY": ServiceStudy.key]

  static let key = "sk-canary-0123456789abcdefghij"

  /// - Parameters:
  ///   - candidates: label → address of its service, up to /v1.
  ///   - keys: further keys of each candidate, such as `stream: true`.
  init(
    _ candidates: [String: String], keys: [String: String] = [:], images: Int = 6,
    run: String = "concurrency: 4, timeout: 20s, attempts: 3"
  ) throws {
    folder = try TemporaryFolder("service", isInMemory: true)
    self.images = images
    var lines: [String] = []
    for (label, address) in candidates.sorted(by: { $0.key < $1.key }) {
      environment["AT_\(label.uppercased())"] = address
      let more = keys[label].map { ", \($0)" } ?? ""
      lines.append("  \(label): {model: sim-\(label), base_url: \"${AT_\(label.uppercased())}\"\(more)}")
    }
    let root = Programs.root.path
    try """
    version: 1
    study: services
    question: May we?
    dataset: {path: \(root)/datasets/demo, sample: {n: \(images), seed: 20261122}}
    prompt: {user: "Describe this {{category}} picture."}
    incumbent: human
    candidates:
    \(lines.joined(separator: "\n"))
      human: {captions: \(root)/datasets/demo/metadata.jsonl}
    run: {\(run)}
    review: {rubric: \(root)/rubrics/alt-text.yaml, raters: [ana, bo], ratings_per_item: 2}
    claim: {criterion: overall, margin: 0.30, scope: these raters, because: A test.}
    """.write(toFile: path + "/study.yaml", atomically: true, encoding: .utf8)
  }

  /// `blindfold run`, and what came of it.
  ///
  /// - Parameter seconds: after which it is killed, where a limit may keep it from getting on at all.
  func run(_ more: [String] = [], under shell: String? = nil, killedAfter seconds: Int? = nil) throws -> Programs.Result
  {
    let command = ["run", path, "--yes"] + more
    guard let shell else { return try Programs.run("blindfold", command, environment: environment) }
    return try Programs.run(
      "/bin/bash",
      [
        "-c", "\(shell); exec \(seconds.map { "timeout -s KILL \($0) " } ?? "")\"$0\" \"$@\"",
        Programs.path("blindfold"),
      ] + command,
      environment: environment)
  }

  func store() throws -> StudyStore { try StudyStore(folder: path, create: false, recover: false) }

  /// The outputs that are stored of a candidate.
  func outputs(of label: String) throws -> [Output] {
    let store = try store()
    let arm = try store.arms()[label]
    return try store.outputs().filter { $0.arm == arm }
  }

  /// What the ledger says of a candidate.
  func facts(of label: String) throws -> LedgerFacts {
    let store = try store()
    return try #require(try store.arms()[label].flatMap { try store.facts()[$0] })
  }

  /// Every wanted caption of these candidates is stored, with this text.
  func expectComplete(_ labels: [String], text: String = "A teapot.") throws {
    for label in labels {
      let outputs = try outputs(of: label)
      #expect(outputs.count == images && outputs.allSatisfy { $0.text == text && $0.outcome == .captioned }, "\(label)")
    }
  }
}

/// A closed port's address.
func deadAddress() throws -> String {
  let server = try WireServer { _ in [] }
  server.stop()
  return server.address
}
