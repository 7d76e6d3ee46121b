/// A way in which the stand-in's batches misbehave when they are told to.
public struct SimulatedBatchFault: Hashable, Sendable {
  /// What happens.
  public enum Kind: String, CaseIterable, Sendable {
    /// Results out of order.
    case shuffle
    /// A line twice.
    case duplicate
    /// A line twice, the second with another caption.
    case differs
    /// No line.
    case missing
    /// A request that was not carried out; the batch is expired.
    case expired
    /// 500 for a request.
    case error
    /// A line that nobody asked for, beside another.
    case unknown
    /// The completion itself under `response`, without status and body.
    case bare
    /// The batch fails as a whole when it is validated.
    case failed
    /// A batch is made, and the answer that would tell so breaks off.
    case cut
    /// A file is taken, and the answer that would tell so breaks off.
    case cutUpload = "cut-upload"
    /// There is no list of files and of batches.
    case noList = "no-list"
    /// 50 ms before and after each step.
    case slow
  }

  /// What happens.
  public var kind: Kind
  /// The chance that a line, or a batch, meets it: over 0 and at most 1.
  public var rate: Double

  /// A fault of that chance.
  public init(_ kind: Kind, rate: Double = 1) {
    self.kind = kind
    self.rate = rate
  }

  /// Reads `KIND[:RATE]`, for example `missing:0.1`.
  ///
  /// - Returns: nil where the text is none.
  public init?(_ text: String) {
    let words = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let kind = words.first.flatMap({ Kind(rawValue: String($0)) }), words.count <= 2 else { return nil }
    var rate = 1.0
    if words.count == 2 {
      guard let number = Double(words[1]), number > 0, number <= 1 else { return nil }
      rate = number
    }
    self.init(kind, rate: rate)
  }

  /// Whether something meets it: drawn of the seed and its name, so that order changes nothing.
  func strikes(_ name: String, seed: UInt64) -> Bool {
    Draws("batch fault", "\(seed)", kind.rawValue).unit(name) < rate
  }
}
