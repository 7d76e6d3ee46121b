internal import CaptionClient

/// Joins a batch's results to what was asked, by `custom_id`: files in any order, lines in any order.
///
/// Of two lines for one id an answer stands before a failure, and of two of a kind the first; the other is told. Lines that
/// nobody asked for, and lines that are none, are told.
public enum BatchJoin {
  /// What has come for an id so far.
  public struct Known: Hashable, Sendable {
    /// Whether it was an answer.
    public var isAnswer: Bool
    /// A digest of it.
    public var digest: Int64

    /// What has come for an id so far.
    public init(isAnswer: Bool, digest: Int64) {
      self.isAnswer = isAnswer
      self.digest = digest
    }
  }

  /// What to do with a line.
  public struct Decision: Hashable, Sendable {
    /// Whether it is what counts from now on.
    public var counts: Bool
    /// What is odd about it.
    public var oddity: BatchOddityKind?
  }

  /// Decides about a line.
  ///
  /// - Parameter known: what has come for its id by now; nil where nothing has.
  public static func decide(_ reply: BatchReply, known: Known?) -> Decision {
    guard let known else { return Decision(counts: true) }
    if reply.result.isAnswer, !known.isAnswer { return Decision(counts: true, oddity: .answeredAfterError) }
    return Decision(counts: false, oddity: known.digest == reply.digest ? .sameAgain : .differsFromFirst)
  }
}

/// Something odd about a line of results, in the word of the ledger.
public enum BatchOddityKind: String, Hashable, Sendable, CaseIterable {
  /// It says again what another line said of its request.
  case sameAgain = "duplicate, identical"
  /// It says something else than another line that counts.
  case differsFromFirst = "duplicate, different"
  /// It is an answer, and another line told of an error.
  case answeredAfterError = "answered after an error"
  /// Nobody asked for it.
  case unknown = "unknown id"
  /// It is no JSON object.
  case notJSON = "not JSON"
  /// It has no id.
  case noID = "no custom_id"
  /// It is longer than any answer.
  case tooLong = "too long"

  init(_ fault: BatchLine.Fault) {
    switch fault {
    case .notJSON: self = .notJSON
    case .noID: self = .noID
    }
  }

  /// What follows from it: behind the line's place and id.
  public var consequence: String {
    switch self {
    case .sameAgain: "says again what another line said; left out"
    case .differsFromFirst: "says something else than the line that counts, which came first; left out, cost aside"
    case .answeredAfterError: "is an answer where another line told of an error; this one counts"
    case .unknown: "was not asked; left out"
    case .notJSON: "no JSON object; left out"
    case .noID: "no custom_id; left out"
    case .tooLong: "longer than any answer; left out"
    }
  }
}
