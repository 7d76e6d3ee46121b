public import StudyModel

/// Two arms that are compared. Which of the two stands first here says nothing of who is shown first.
public struct ArmPair: Hashable, Sendable, Comparable {
  /// The incumbent's, where it is one of the two.
  public var first: ArmCode
  /// The other.
  public var second: ArmCode

  /// Two arms that are compared.
  public init(_ first: ArmCode, _ second: ArmCode) {
    self.first = first
    self.second = second
  }

  /// By codes, which are random.
  public static func < (left: ArmPair, right: ArmPair) -> Bool {
    (left.first, left.second) < (right.first, right.second)
  }
}

/// A pair of an item that was a rater's and that nobody need be asked about: the same caption twice, which is a tie; one
/// caption only, which the arm without one loses; or none at all, which is a tie.
public struct UnaskedPair: Hashable, Sendable, Codable {
  /// The item.
  public var item: ItemID
  /// One arm of the pair; the incumbent's, where it is one of the two.
  public var first: ArmCode
  /// The other.
  public var second: ArmCode

  /// A pair that nobody is asked about.
  public init(item: ItemID, first: ArmCode, second: ArmCode) {
    self.item = item
    self.first = first
    self.second = second
  }
}

extension PairDesign {
  /// The pairs that are compared, sorted by codes.
  ///
  /// - Parameters:
  ///   - arms: all of the study's, the incumbent's among them.
  ///   - incumbent: the arm in production.
  public func pairs(of arms: [ArmCode], incumbent: ArmCode) -> [ArmPair] {
    let others = arms.filter { $0 != incumbent }.sorted()
    let withIncumbent = others.map { ArmPair(incumbent, $0) }
    switch self {
    case .incumbentVsEach: return withIncumbent
    case .all:
      return withIncumbent + others.indices.flatMap { index in others[..<index].map { ArmPair($0, others[index]) } }
    }
  }
}
