/// How a sample is shared out among strata.
public struct Allocation: Hashable, Sendable {
  /// Images in all.
  public var count: Int
  /// Stratum → how many of it, fixed.
  public var fixed: [String: Int]
  /// Stratum → weight; a stratum without one weighs as much as it has images.
  public var weights: [String: Double]
  /// Fewest images of a stratum that is not fixed, where it has as many: one alone has no spread.
  public var fewest: Int

  /// How a sample is shared out among strata.
  public init(count: Int, fixed: [String: Int] = [:], weights: [String: Double] = [:], fewest: Int = 2) {
    self.count = count
    self.fixed = fixed
    self.weights = weights
    self.fewest = fewest
  }

  /// How many images of each stratum are drawn.
  ///
  /// The fixed ones as declared; the rest of `count` goes to the others, image by image to whichever is furthest below its
  /// share. Whoever runs out of images leaves the rest to the others.
  ///
  /// - Parameter available: stratum → images it has.
  public func shares(available: [String: Int]) -> [String: Int] {
    var drawn = fixed
    let others = available.keys.filter { fixed[$0] == nil }.sorted()
    let left = max(0, count - fixed.values.reduce(0, +))
    func weight(_ stratum: String) -> Double { weights[stratum] ?? Double(available[stratum] ?? 0) }
    let total = others.map(weight).reduce(0, +)
    for stratum in others { drawn[stratum] = 0 }
    for _ in 0..<left {
      let open = others.filter { drawn[$0, default: 0] < available[$0, default: 0] }
      let missing = { (stratum: String) -> Double in
        let share = total > 0 ? Double(left) * weight(stratum) / total : 0
        let urgency = drawn[stratum, default: 0] < fewest ? Double(count) : 0
        return urgency + share - Double(drawn[stratum, default: 0])
      }
      guard let next = open.max(by: { (missing($0), $1) < (missing($1), $0) }) else { break }
      drawn[next, default: 0] += 1
    }
    return drawn
  }
}
