extension Commitment {
  /// What an extension of a study adds to the key: arms and outputs stay as they were committed to.
  public struct Addition: Sendable, Equatable {
    /// 64 random hexadecimal digits of its own.
    public var nonce: String
    /// Hash of the commitment before this one: neither can be exchanged without the other.
    public var previous: String
    /// 1 for the study's first extension.
    public var number: Int
    /// Hash of the protocol.
    public var protocolHash: String
    /// The packets that are new, and whose captions their slots show.
    public var plan: PresentationPlan

    /// What an extension of a study adds to the key.
    public init(nonce: String, previous: String, number: Int, protocolHash: String, plan: PresentationPlan) {
      self.nonce = nonce
      self.previous = previous
      self.number = number
      self.protocolHash = protocolHash
      self.plan = plan
    }
  }

  /// Writes the canonical text of an extension (one fact a line, slots sorted) and hashes it. A slot's line leads to
  /// its arms, and with its item to the outputs that the first commitment of the chain holds.
  public init(_ addition: Addition) {
    let lines =
      [
        "blindfold commitment 1, extension \(addition.number)", "nonce \(addition.nonce)",
        "previous \(addition.previous)", "protocol \(addition.protocolHash)",
      ] + Self.slots(of: addition.plan) + Self.unasked(in: addition.plan) + addition.plan.hidden.committedLines
    self.init(text: lines.joined(separator: "\n") + "\n")
  }
}
