internal import Digest
internal import StudyModel

/// A promise about the key, made before the first packet leaves: whoever holds the hash can later check that arms,
/// outputs and slots were not re-labelled once ratings were known.
public struct Commitment: Sendable, Equatable {
  /// The canonical text that was hashed. It names candidates, so it stays in the key database until somebody wants the
  /// promise checked.
  public let text: String
  /// SHA-256 of ``text``, 64 hexadecimal digits: what packets, receipts and reports carry.
  public let hash: String

  /// What the key said when packets were written.
  public struct Contents: Sendable, Equatable {
    /// 64 random hexadecimal digits: without it, the few ways to map names to arms could be tried out.
    public var nonce: String
    /// Hash of the protocol.
    public var protocolHash: String
    /// Arm → the candidate's full definition, as one line of text.
    public var definitions: [ArmCode: String]
    /// Every arm's output for every item.
    public var outputs: [Output]
    /// Every planned packet.
    public var plan: PresentationPlan

    /// What the key said when packets were written.
    public init(
      nonce: String, protocolHash: String, definitions: [ArmCode: String], outputs: [Output], plan: PresentationPlan
    ) {
      self.nonce = nonce
      self.protocolHash = protocolHash
      self.definitions = definitions
      self.outputs = outputs
      self.plan = plan
    }
  }

  /// Writes the canonical text (one fact a line, each kind sorted) and hashes it.
  public init(_ contents: Contents) {
    let arms = contents.definitions.map { "arm \($0.key) \($0.value)" }.sorted()
    let outputs = contents.outputs.map { output in
      let text = output.kept?.sha256 ?? output.text.map { SHA256.hex($0) } ?? "-"
      return "output \(output.arm) \(output.item) \(output.outcome.rawValue) \(text)"
    }.sorted()
    let lines =
      ["blindfold commitment 1", "nonce \(contents.nonce)", "protocol \(contents.protocolHash)"]
      + arms + outputs + Self.slots(of: contents.plan) + Self.unasked(in: contents.plan)
      + contents.plan.hidden.committedLines
    self.init(text: lines.joined(separator: "\n") + "\n")
  }

  /// One line a slot: whose presentation of which item it stands in, where, and whose caption it shows.
  static func slots(of plan: PresentationPlan) -> [String] {
    plan.packets.flatMap { packet in
      packet.presentations.flatMap { presentation in
        presentation.slots.enumerated().map { position, slot in
          let arms = (plan.arms[slot.id] ?? []).map(\.rawValue).sorted().joined(separator: ",")
          return "slot \(slot.id) \(packet.rater) \(presentation.id) \(presentation.item) \(position) \(arms)"
        }
      }
    }.sorted()
  }

  /// One line a pair that nobody is asked about: whose it is, of which item, and which arms; none where there is none.
  static func unasked(in plan: PresentationPlan) -> [String] {
    plan.packets.flatMap { packet in
      packet.unasked.map { "unasked \(packet.rater) \($0.item) \($0.first) \($0.second)" }
    }.sorted()
  }

  /// A commitment read back.
  public init(text: String) {
    self.text = text
    hash = SHA256.hex(text)
  }
}
