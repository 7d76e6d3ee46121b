/// A fallback chain: candidates that are asked one after the other until one gives a caption.
public struct FallbackChain: Hashable, Sendable, Codable {
  /// Labels of candidates, the first asked first. At least two, none twice.
  public let order: [String]
  /// What makes it go on to the next, in the order of ``FallThrough``'s cases.
  public let on: [FallThrough]
  /// The most requests for one image, over all of the chain.
  public let attempts: Int

  /// Why there is no chain.
  public enum Fault: Error, Hashable, Sendable {
    /// Fewer than two candidates.
    case tooShort
    /// The candidate at this index, from 0, stands before it already.
    case doubled(Int)
    /// Nothing makes it go on.
    case neverFalls
    /// Fewer requests than candidates: the last would never be asked.
    case tooFewAttempts
  }

  /// A chain.
  ///
  /// - Parameters:
  ///   - order: labels of candidates.
  ///   - on: what makes it go on.
  ///   - attempts: the most requests for one image; at least one for each candidate.
  /// - Throws: ``Fault``.
  public init(_ order: [String], on: Set<FallThrough> = FallThrough.usual, attempts: Int = 6) throws(Fault) {
    if let doubled = order.indices.first(where: { order[..<$0].contains(order[$0]) }) { throw .doubled(doubled) }
    guard order.count >= 2 else { throw .tooShort }
    guard !on.isEmpty else { throw .neverFalls }
    guard attempts >= order.count else { throw .tooFewAttempts }
    self.order = order
    self.on = FallThrough.allCases.filter(on.contains)
    self.attempts = attempts
  }

  /// Reads a chain.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let order = try container.decode([String].self, forKey: .order)
    let on = try container.decode([FallThrough].self, forKey: .on)
    let attempts = try container.decode(Int.self, forKey: .attempts)
    do throws(Fault) {
      try self.init(order, on: Set(on), attempts: attempts)
    } catch {
      throw DecodingError.dataCorruptedError(forKey: .order, in: container, debugDescription: "no chain: \(error)")
    }
  }
}

/// Why a candidate of a chain gives way to the next.
public enum FallThrough: String, Hashable, Sendable, Codable, CaseIterable {
  /// Its service has too many requests just now, or has said so and is being left alone.
  case rateLimited = "rate_limited"
  /// Its service has a fault of its own, or answers with something that is no completion.
  case serverError = "server_error"
  /// No answer within a time limit.
  case timeout
  /// No connection, or one that broke off.
  case connection
  /// The model declines.
  case refused
  /// A filter of the service stands between the model and the caption.
  case filtered
  /// An answer without a word.
  case empty
  /// An answer that was cut at the token limit.
  case truncated

  /// What a chain goes on for where its file does not say: what another service may well cure.
  public static let usual: Set<FallThrough> = [.rateLimited, .serverError, .timeout, .connection]

  /// Whether the candidate answered, so that the same question would find the same end.
  public var isAnswer: Bool {
    switch self {
    case .rateLimited, .serverError, .timeout, .connection: false
    case .refused, .filtered, .empty, .truncated: true
    }
  }
}
