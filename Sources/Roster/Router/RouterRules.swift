/// A router: rules that choose a candidate for each image, the first that applies. The last applies always.
///
/// A rule is also called a tier: what it sends where is counted, and judged, by itself.
public struct RouterRules: Hashable, Sendable, Codable {
  /// One rule.
  public struct Rule: Hashable, Sendable, Codable {
    /// When it applies; nil: always.
    public var when: Condition?
    /// The label of the candidate that captions what it applies to.
    public var use: String

    /// One rule.
    public init(when: Condition? = nil, use: String) {
      self.when = when
      self.use = use
    }
  }

  /// At least one; the last, and no other, has no condition.
  public let rules: [Rule]

  /// Why a list of rules is no router.
  public enum Fault: Error, Hashable, Sendable {
    /// There is no rule.
    case empty
    /// The last rule has a condition: an image to which none applies would have no caption.
    case lastIsConditional
    /// The rule with this index, from 0, has no condition and others follow that would never be looked at.
    case neverReached(after: Int)
  }

  /// A router.
  ///
  /// - Throws: ``Fault``.
  public init(_ rules: [Rule]) throws(Fault) {
    guard let last = rules.last else { throw .empty }
    if let early = rules.dropLast().firstIndex(where: { $0.when == nil }) { throw .neverReached(after: early) }
    guard last.when == nil else { throw .lastIsConditional }
    self.rules = rules
  }

  /// Reads a router.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let rules = try container.decode([Rule].self, forKey: .rules)
    do throws(Fault) {
      try self.init(rules)
    } catch {
      throw DecodingError.dataCorruptedError(forKey: .rules, in: container, debugDescription: "no router: \(error)")
    }
  }

  /// Which rule applies to an image.
  ///
  /// - Returns: the rule's index, from 0.
  /// - Throws: ``TierFault`` where a rule that had to be looked at is neither true nor false.
  public func tier(of facts: ItemFacts) throws(TierFault) -> Int {
    for (index, rule) in rules.enumerated() {
      guard let when = rule.when else { return index }
      do throws(FactFault) {
        if try when.holds(for: facts) { return index }
      } catch {
        throw TierFault(rule: index, fault: error)
      }
    }
    return rules.count - 1
  }

  /// Every fact that its conditions name.
  public var factNames: Set<String> { Set(rules.flatMap { $0.when?.clause.names.map(\.name) ?? [] }) }

  /// Whether any rule names a fact of the image file.
  public var asksForPicture: Bool { !factNames.isDisjoint(with: ItemFacts.ofPicture) }
}

/// Where a router does not know what to do with an image.
public struct TierFault: Error, Hashable, Sendable {
  /// The rule's index, from 0.
  public var rule: Int
  /// Why it is neither true nor false.
  public var fault: FactFault
}
