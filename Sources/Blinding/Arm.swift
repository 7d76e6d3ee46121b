public import StudyModel

/// A candidate under cover: a random code that says nothing of its name, and nothing of the order of candidates.
public struct ArmCode: Hashable, Sendable, Codable, Comparable, RawRepresentable, CustomStringConvertible {
  /// For example `arm-7q2kx`.
  public let rawValue: String
  /// Takes a code as stored.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// By code; as random as the codes are.
  public static func < (left: ArmCode, right: ArmCode) -> Bool { left.rawValue < right.rawValue }
  /// The code.
  public var description: String { rawValue }
}

/// What an arm returned for an item, unedited.
public struct Output: Hashable, Sendable, Codable {
  /// Who, under cover.
  public var arm: ArmCode
  /// For which item.
  public var item: ItemID
  /// The text as it came; nil where none came, and where it was removed.
  public var text: String?
  /// What stays of a text that was removed; nil where nothing was.
  public var kept: KeptCaption?
  /// How it ended.
  public var outcome: Outcome

  /// What an arm returned for an item.
  public init(arm: ArmCode, item: ItemID, text: String?, outcome: Outcome) {
    self.arm = arm
    self.item = item
    self.text = text
    self.outcome = outcome
  }

  /// Whether a text came, be it there or removed since.
  public var hasText: Bool { text != nil || kept != nil }
}

extension ArmCode {
  /// As many different codes as there are candidates, drawn from the system's generator.
  ///
  /// - Complexity: O(count) draws; a code has 30⁵ ≈ 24 million values.
  public static func random(count: Int) -> [ArmCode] {
    let letters = Array("23456789abcdefghjkmnpqrstuvwxz")
    var codes: Set<ArmCode> = []
    while codes.count < count {
      codes.insert(ArmCode(rawValue: "arm-" + String((0..<5).map { _ in letters[Int.random(in: 0..<letters.count)] })))
    }
    return codes.shuffled()
  }
}
