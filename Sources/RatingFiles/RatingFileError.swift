/// Everything found wrong with files of ratings, by place. Nothing was computed.
public struct RatingFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One thing that is wrong.
  public struct Fault: Hashable, Sendable {
    /// The file, as it was named.
    public var file: String
    /// From 1.
    public var line: Int
    /// In characters, from 1.
    public var column: Int
    /// The fact, what follows from it, and what to do: one line each.
    public var text: String

    /// One thing that is wrong.
    public init(
      _ file: String, _ place: (line: Int, column: Int), _ fact: String, _ consequence: String, _ next: String
    ) {
      self.file = file
      line = place.line
      column = place.column
      text = "\(fact)\n\(consequence)\n\(next)"
    }
  }

  /// As many are told before reading stops.
  public static let limit = 10

  /// In the order of their places, at least one.
  public var faults: [Fault]

  /// Everything found wrong.
  public init(_ faults: [Fault]) { self.faults = faults }

  /// `file:line:column: fact`, then consequence and next step, indented.
  public var description: String {
    let lines = faults.map { fault in
      "\(fault.file):\(fault.line):\(fault.column): "
        + fault.text.split(separator: "\n").joined(separator: "\n        ")
    }
    let last = faults.count >= Self.limit ? ["Reading stopped after \(Self.limit) faults; there may be more."] : []
    return (lines + last).joined(separator: "\n")
  }
}
