internal import StudyModel

/// How long packets take a rater, and how many items make one of about 20 minutes.
public struct PacketTime: Hashable, Sendable {
  /// Minutes that a packet takes unless more or less is asked for.
  public static let usualMinutes = 20
  /// Minutes above which a packet is called long: people tire, and put off what is long.
  public static let longMinutes = 30

  /// Seconds an item takes.
  public var secondsPerItem: Double
  /// The share of items that is shown again.
  public var repeats: Double

  /// - Parameters:
  ///   - secondsPerItem: as declared or measured, above 0.
  ///   - repeats: the share of items that is shown again.
  public init(secondsPerItem: Double, repeats: Double = 0) {
    self.secondsPerItem = secondsPerItem
    self.repeats = repeats
  }

  /// Minutes for so many items, those shown again on top, rounded up.
  public func minutes(items: Int) -> Int { Int((exactMinutes(items)).rounded(.up)) }

  /// The most items that take no more than so many minutes; at least one.
  public func items(minutes: Int) -> Int {
    var items = max(1, Int(Double(minutes) * 60 / secondsPerItem))
    while items > 1 && exactMinutes(items) > Double(minutes) { items -= 1 }
    return items
  }

  /// How many raters see each item so that packets come nearest to 20 minutes: from 2 to all of them. With low anchors
  /// one fewer, since an anchor's caption is of an image that its rater does not see.
  ///
  /// - Parameters:
  ///   - items: in the study.
  ///   - raters: how many there are; with one, everything is that rater's.
  public func ratingsPerItem(items: Int, raters: Int, hasAnchors: Bool) -> Int {
    let most = hasAnchors ? raters - 1 : raters
    guard most >= 2 else { return max(1, most) }
    func distance(_ ratings: Int) -> Double {
      abs(
        exactMinutes(Self.itemsEach(items: items, raters: raters, ratingsPerItem: ratings)) - Double(Self.usualMinutes))
    }
    return (2...most).min { distance($0) < distance($1) } ?? 2
  }

  /// The most items that a rater gets.
  public static func itemsEach(items: Int, raters: Int, ratingsPerItem: Int) -> Int {
    (items * ratingsPerItem + raters - 1) / max(raters, 1)
  }

  private func exactMinutes(_ items: Int) -> Double {
    Double(items + RaterChecks.count(repeats, of: items)) * secondsPerItem / 60
  }
}

extension ReviewSettings {
  /// How long this study's packets take, as declared.
  public var packetTime: PacketTime { PacketTime(secondsPerItem: Double(secondsPerItem), repeats: checks.repeats) }
}
