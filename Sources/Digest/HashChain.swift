/// A chain of hashes over records: each link covers the record and the link before it, so that a record that is
/// changed, dropped or put elsewhere breaks every link after it.
///
///     head₀ = SHA-256(seed)        headₙ = SHA-256(headₙ₋₁ ‖ "\n" ‖ recordₙ)
///
/// A chain shows that records were edited after they were made only to someone who holds a later head: whoever may
/// write the file can also write a new chain. That is what receipts are for.
public struct HashChain: Sendable, Equatable {
  /// The last link, 64 lower-case hexadecimal digits.
  public private(set) var head: String

  /// Starts a chain from a seed that names what the chain belongs to.
  public init(seed: String) { head = SHA256.hex(seed) }

  /// Goes on from a known link.
  public init(head: String) { self.head = head }

  /// Adds a record.
  ///
  /// - Returns: the new head.
  @discardableResult
  public mutating func append(_ record: String) -> String {
    head = SHA256.hex("\(head)\n\(record)")
    return head
  }
}
