internal import Digest
internal import FoundationEssentials
internal import StudyModel

extension FactBook {
  /// Reads a fact book and hashes its images.
  ///
  /// A row is refused, with file and line, where stand-ins could not work with it: an image that is missing or was
  /// there before, a subject missing or doubled, a phrase without words, or facts by which the complete caption would
  /// itself be judged false or incomplete.
  ///
  /// - Parameters:
  ///   - path: the `metadata.jsonl`.
  ///   - folder: what `file_name` is relative to; nil: the folder of `path`.
  /// - Throws: ``SimulatorError``.
  public init(metadata path: String, images folder: String? = nil) throws {
    let root = folder ?? Self.folder(of: path)
    var entries: [Entry] = []
    var seen: [ItemID: Int] = [:]
    let text = String(decoding: try Self.bytes(at: path), as: UTF8.self)
    for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let number = offset + 1
      guard line.contains(where: { !$0.isWhitespace }) else { continue }
      func refuse(_ detail: String) -> SimulatorError { .row(path: path, line: number, detail: detail) }
      let row: Row
      do { row = try JSONDecoder().decode(Row.self, from: Data(line.utf8)) } catch {
        throw refuse("\(explain(error)) The row cannot be simulated. Mend it, or take it out.")
      }
      guard !row.fileName.hasPrefix("/"), !row.fileName.split(separator: "/").contains("..") else {
        throw refuse("'\(row.fileName)' leads out of the data set. It was not read. Name a file below its folder.")
      }
      let image: [UInt8]
      do { image = [UInt8](try Self.bytes(at: root + "/" + row.fileName)) } catch {
        throw refuse("'\(row.fileName)': no such image in \(root). Put it there, or take the row out.")
      }
      guard let id = ItemID(hex: SHA256.hex(image)) else { preconditionFailure("a SHA-256 is an item's name") }
      if let earlier = seen[id] {
        throw refuse("'\(row.fileName)' has the same bytes as the image of line \(earlier). Take one of them out.")
      }
      seen[id] = number
      if let trouble = Self.trouble(with: row.facts) { throw refuse("'\(row.fileName)': \(trouble)") }
      let entry = Entry(id: id, fileName: row.fileName, category: row.category, facts: row.facts)
      if let trouble = Self.trouble(with: entry) { throw refuse("'\(row.fileName)': \(trouble)") }
      entries.append(entry)
    }
    guard !entries.isEmpty else {
      throw SimulatorError.row(path: path, line: 1, detail: "no rows. Nothing can be simulated. Add images with facts.")
    }
    self.init(entries: entries)
  }

  private struct Row: Decodable {
    var fileName: String
    var category: String
    var facts: [Fact]

    enum CodingKeys: String, CodingKey {
      case fileName = "file_name"
      case category, facts
    }
  }

  /// Most facts but the absent ones that an image may have, so that every way of leaving some out can be enumerated.
  static let mostFacts = 12

  private static func trouble(with facts: [Fact]) -> String? {
    let subjects = facts.count { $0.kind == .subject }
    guard subjects == 1 else {
      return "\(subjects) facts of kind 'subject'; a caption is about one thing. Mark exactly one."
    }
    guard facts.count(where: { $0.kind != .absent }) <= mostFacts else {
      return "more than \(mostFacts) facts. Expected scores could not be computed exactly. Leave out the least ones."
    }
    for fact in facts {
      guard !fact.terms.isEmpty else { return "'\(fact.say)' has no terms, so no caption could mention it. Add some." }
      for phrase in [fact.say] + fact.terms + fact.wrong + fact.vague where Words.list(phrase).isEmpty {
        return
          "'\(fact.say)' has a phrase without a word ('\(phrase)'), which could not be found in a caption. Mend it."
      }
      guard (1...3).contains(fact.weight) else { return "'\(fact.say)' has weight \(fact.weight). Use 3, 2 or 1." }
      guard fact.kind == .subject || fact.vague.isEmpty else {
        return "'\(fact.say)' has a vague variant, which only a subject may. Take it out."
      }
      guard fact.kind != .absent || fact.wrong.isEmpty else {
        return "'\(fact.say)' is absent and has wrong variants: it is wrong already. Take them out."
      }
    }
    return nil
  }

  /// Facts that would make the stand-ins contradict themselves.
  private static func trouble(with entry: Entry) -> String? {
    let found = entry.defects(of: entry.completeCaption)
    if found.subject != .right { return "the complete caption does not name the subject. Mend its terms." }
    if let fact = found.missing.first {
      return "the complete caption does not mention any term of '\(fact.say)'. Mend its terms."
    }
    if let fact = found.wrong.first {
      return "the complete caption contains a wrong variant of '\(fact.say)'. Mend the variant."
    }
    if let fact = found.invented.first {
      return "the complete caption mentions the absent '\(fact.say)'. Mend its terms."
    }
    if found.hasBannedOpening { return "the complete caption opens with filler. Mend the first phrase." }
    for phrase in entry.facts[entry.matcher.subject].vague where entry.defects(of: phrase).subject != .vague {
      return "the vague subject '\(phrase)' counts as naming it. Mend it, or the subject's terms."
    }
    for fact in entry.facts {
      for variant in fact.wrong where entry.facts[entry.matcher.subject].say == variant || fact.say == variant {
        return "'\(variant)' is both right and wrong. Mend it."
      }
    }
    return nil
  }

  private static func bytes(at path: String) throws -> Data {
    do { return try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw SimulatorError.unreadable(path: path, detail: "no such file, or no right to read it")
    }
  }

  private static func folder(of path: String) -> String {
    path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
  }
}
