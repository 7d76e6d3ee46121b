public import Blinding
public import StudyModel

/// What captioning cost, image by image. It tells arms apart, so it is worked with after unblinding only; here it stays
/// under arm codes all the same.
public struct ImageCosts: Hashable, Sendable, Codable {
  /// Arm → image → US dollars of every attempt of known cost; only images whose caption was brought by such, or by none.
  public var dollars: [ArmCode: [ItemID: Double]]
  /// Arm → image → attempts of unknown cost; only images whose cost is not known for them.
  public var unknownCalls: [ArmCode: [ItemID: Int]]
  /// Arm → image whose cost is not known → US dollars of its other attempts; what is missing is none.
  public var partly: [ArmCode: [ItemID: Double]]
  /// Arms whose captions were made elsewhere: the run paid nothing, which says nothing of what they cost.
  public var readyMade: Set<ArmCode>
  /// Arm → image whose caption came from a cache → what it had cost when it was asked for.
  public var cached: [ArmCode: [ItemID: CachedCost]]
  /// Arm → image → calls behind its caption that are in no cost, beside all of them.
  public var unanswered: [ArmCode: [ItemID: UnansweredCalls]]

  /// What a caption from a cache had cost when it was asked for.
  public enum CachedCost: Hashable, Sendable, Codable {
    /// US dollars.
    case known(Double)
    /// It is not known.
    case unknown
  }

  /// What captioning cost, image by image.
  public init(
    dollars: [ArmCode: [ItemID: Double]], unknownCalls: [ArmCode: [ItemID: Int]] = [:], readyMade: Set<ArmCode> = [],
    cached: [ArmCode: [ItemID: CachedCost]] = [:], partly: [ArmCode: [ItemID: Double]] = [:],
    unanswered: [ArmCode: [ItemID: UnansweredCalls]] = [:]
  ) {
    self.dollars = dollars
    self.unknownCalls = unknownCalls
    self.readyMade = readyMade
    self.cached = cached
    self.partly = partly
    self.unanswered = unanswered
  }

  /// What the images cost where each is captioned by the arm chosen for it.
  ///
  /// - Parameter choice: image → arm, for every image that counts.
  /// - Throws: ``UnknownCosts`` where the cost of one image or more is not known.
  func chosen(_ choice: [ItemID: ArmCode]) throws(UnknownCosts) -> [ItemID: Double] {
    var costs: [ItemID: Double] = [:]
    var unknown: [ArmCode: UnknownCosts.Part] = [:]
    for (item, arm) in choice {
      if readyMade.contains(arm) {
        unknown[arm] = .init(arm: arm, isReadyMade: true, calls: 0, images: (unknown[arm]?.images ?? 0) + 1)
      } else if let cost = dollars[arm]?[item], unknownCalls[arm]?[item] == nil {
        costs[item] = cost
      } else {
        let calls = (unknown[arm]?.calls ?? 0) + (unknownCalls[arm]?[item] ?? 0)
        unknown[arm] = .init(arm: arm, isReadyMade: false, calls: calls, images: (unknown[arm]?.images ?? 0) + 1)
      }
    }
    guard unknown.isEmpty else { throw UnknownCosts(parts: unknown.values.sorted { $0.arm < $1.arm }) }
    return costs
  }

  /// What the images cost at least: what is not known of them counts as nothing.
  func atLeast(_ choice: [ItemID: ArmCode]) -> [ItemID: Double] {
    Dictionary(
      choice.map { item, arm in (item, dollars[arm]?[item] ?? partly[arm]?[item] ?? 0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Whether a caption of one of these arms came from a cache.
  func isCached(_ arms: some Sequence<ArmCode>) -> Bool { arms.contains { cached[$0]?.isEmpty == false } }

  /// What the images would cost if nothing had been in a cache.
  ///
  /// - Parameter costs: what they did cost, with the cache.
  /// - Returns: nil where it is not known what a cached caption had cost.
  func uncached(_ costs: [ItemID: Double], _ choice: [ItemID: ArmCode]) -> [ItemID: Double]? {
    var full = costs
    for (item, arm) in choice {
      switch cached[arm]?[item] {
      case .known(let dollars): full[item, default: 0] += dollars
      case .unknown: return nil
      case nil: break
      }
    }
    return full
  }

  /// What every image costs with one arm.
  func all(of arm: ArmCode, _ items: some Sequence<ItemID>) throws(UnknownCosts) -> [ItemID: Double] {
    try chosen(Dictionary(items.map { ($0, arm) }, uniquingKeysWith: { first, _ in first }))
  }
}

/// Why a cost is not known. Unknown is never zero.
public struct UnknownCosts: Error, Hashable, Sendable, Codable {
  /// What one arm lacks.
  public struct Part: Hashable, Sendable, Codable {
    /// The arm.
    public var arm: ArmCode
    /// Whether its captions were made elsewhere.
    public var isReadyMade: Bool
    /// Attempts of unknown cost.
    public var calls: Int
    /// Images concerned.
    public var images: Int
  }

  /// By arm; not empty.
  public var parts: [Part]
}

/// An amount in US dollars with its interval over new images: what one image costs varies from image to image.
public struct Money: Hashable, Sendable, Codable {
  /// US dollars, weighted to traffic where weights are declared.
  public var dollars: Double
  /// The interval for new images, or why there is none.
  public var interval: IntervalOutcome

  /// An amount with its interval.
  public init(dollars: Double, interval: IntervalOutcome) {
    self.dollars = dollars
    self.interval = interval
  }
}

/// An amount, or why it is not known.
public enum MoneyOutcome: Hashable, Sendable, Codable {
  /// Known.
  case known(Money)
  /// Not known, and why.
  case unknown(UnknownCosts)

  /// The amount, where it is known.
  public var money: Money? { if case .known(let money) = self { money } else { nil } }
}
