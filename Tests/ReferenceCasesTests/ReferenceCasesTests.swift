import Foundation
import Testing

@testable import ReferenceCases

/// The cases of `Cases/`, one folder each: `case.json`, its tables, and `expected.json` with `values`, each with `value`
/// (null: undefined) and absolute `tolerance`, and `source`, the software and call the value came from.
@Suite("reference cases")
struct ReferenceCasesTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()

  struct Expected: Decodable {
    struct Value: Decodable {
      var value: CaseParams.Value?
      var tolerance: Double?
    }
    var values: [String: Value]
  }

  @Test("every value is within its tolerance, and what is undefined has a reason", arguments: names)
  func withinTolerance(name: String) throws {
    let path = Self.folder.appending(path: name).path
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: URL(filePath: path + "/expected.json")))
    let answer = try CaseMethods.answer(CaseFolder(path: path))
    #expect(!expected.values.isEmpty)
    for (key, wanted) in expected.values.sorted(by: { $0.key < $1.key }) {
      switch (wanted.value ?? .null, answer.values[key]) {
      case (.number(let number), .number(let found)):
        #expect(abs(found - number) <= wanted.tolerance ?? 0, "\(name) \(key): \(found), expected \(number)")
      case (.text(let text), .text(let found)):
        if !key.hasSuffix("reason") { #expect(found == text, "\(name) \(key)") }
      case (.flag(let flag), .text(let found)): #expect(found == "\(flag)", "\(name) \(key)")
      case (.flag(let flag), .flag(let found)): #expect(found == flag, "\(name) \(key)")
      case (.list(let list), .list(let found)): #expect(found == list.compactMap(\.text), "\(name) \(key)")
      case (.null, .undefined): #expect(answer.notes[key]?.isEmpty == false, "\(name) \(key) has no reason")
      case (_, let found): Issue.record("\(name) \(key): \(String(describing: found)), expected \(wanted)")
      }
    }
  }
}
