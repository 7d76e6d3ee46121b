/// A line of a log that is no event.
public struct BadLine: Error, Hashable, Sendable {
  /// Of a stream each kind is told once.
  public enum Kind: Int, Hashable, Sendable, CaseIterable {
    case notAnEvent
    case missing
    case time
    case future
    case text
    case tooMany
    case tooLong
  }

  /// As it was named.
  public var file: String
  /// From 1.
  public var line: Int
  /// In characters, from 1.
  public var column: Int
  /// What kind of thing is wrong.
  public var kind: Kind
  /// In a sentence.
  public var fact: String
  /// Whether nothing after it can be read either: the header.
  public var isFatal = false

  init(file: String = "", line: Int, column: Int, _ kind: Kind, _ fact: String, isFatal: Bool = false) {
    self.file = file
    self.line = line
    self.column = column
    self.kind = kind
    self.fact = fact
    self.isFatal = isFatal
  }

  /// `events.csv:7:1: …`
  public var place: String { "\(file):\(line):\(column)" }
}

/// Lines that were passed over: how many of each kind, and the first.
public struct BadLines: Hashable, Sendable {
  /// By kind.
  public private(set) var counts: [BadLine.Kind: Int] = [:]
  /// The first of each kind, in the order of their coming.
  public private(set) var firsts: [BadLine] = []

  /// None yet.
  public init() {}

  /// How many in all.
  public var total: Int { counts.values.reduce(0, +) }

  /// Counts one.
  ///
  /// - Returns: whether it is the first of its kind.
  public mutating func add(_ line: BadLine) -> Bool {
    counts[line.kind, default: 0] += 1
    guard counts[line.kind] == 1 else { return false }
    firsts.append(line)
    return true
  }

  /// Counts those of another file too.
  public mutating func add(_ others: BadLines) {
    for line in others.firsts {
      if counts[line.kind] == nil { firsts.append(line) }
      counts[line.kind, default: 0] += others.counts[line.kind] ?? 0
    }
  }
}
