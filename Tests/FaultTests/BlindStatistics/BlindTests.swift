import Foundation
import Statistics

/// Tests of whether something in a packet goes with arms, and how surprising what they found would be by chance.
struct BlindTests {
  /// One test.
  struct Finding {
    var name: String
    /// How often chance alone would show at least this much.
    var p: Double
  }

  private(set) var findings: [Finding] = []

  /// The smallest of all, with Bonferroni's correction: the chance that any of so many tests shows so much.
  var together: Double { min(1, (findings.map(\.p).min() ?? 1) * Double(findings.count)) }

  var worst: Finding { findings.min { $0.p < $1.p } ?? Finding(name: "none", p: 1) }

  init(_ world: BlindWorld) throws {
    try ofSlots(world)
    try ofPresentations(world)
    ofPairs(world)
    neighbours(world)
  }

  /// The same of packets whose screens show two of the arms each.
  init(ofPairs world: BlindWorld) throws {
    let presentations = world.packets.flatMap(\.presentations)
    sides("shown first", presentations) { $0.position }
    sides("lower name", presentations) { Int($0.id.prefix(12), radix: 16) ?? 0 }
    sides("earlier in the file, first", presentations) { $0.offsets.first ?? 0 }
    sides("earlier in the file, last", presentations) { $0.offsets.last ?? 0 }
    try ofNames(world)
    try ofPresentations(world)
    neighbours(world)
  }

  /// Marginal: does an arm go with something of its slot?
  private mutating func ofSlots(_ world: BlindWorld) throws {
    let presentations = world.packets.flatMap(\.presentations)
    try ranks("position on the screen", presentations) { $0.position }
    try ranks("order of names", presentations) { slot, all in all.count { $0.id < slot.id } }
    try ranks("order in the file, first", presentations) { slot, all in
      all.count { ($0.offsets.first ?? 0) < (slot.offsets.first ?? 0) }
    }
    try ranks("order in the file, last", presentations) { slot, all in
      all.count { ($0.offsets.last ?? 0) < (slot.offsets.last ?? 0) }
    }
    try ofNames(world)
  }

  private mutating func ofNames(_ world: BlindWorld) throws {
    let slots = world.packets.flatMap(\.presentations).flatMap(\.slots)
    for place in 0..<32 {
      try table("digit \(place) of a slot's name", slots.map { ($0.arm, Self.digit($0.id, place)) }, 16)
    }
    try table("set bits of a slot's name", slots.map { ($0.arm, Self.bits($0.id) % 2) }, 2)
    try table("where a slot stands in its page", slots.map { ($0.arm, ($0.offsets.first ?? 0) % 4096 / 512) }, 8)
    try table("which page a slot is on", slots.map { ($0.arm, ($0.offsets.first ?? 0) / 4096 % 8) }, 8)
    try table("evenness of its place", slots.map { ($0.arm, ($0.offsets.first ?? 0) % 2) }, 2)
    try table("how often its name is in the file", slots.map { ($0.arm, min($0.offsets.count, 3)) }, 4)
    let inFile = world.packets.flatMap { packet in
      let all = packet.presentations.flatMap(\.slots).sorted { ($0.offsets.first ?? 0) < ($1.offsets.first ?? 0) }
      return all.enumerated().map { ($0.element.arm, $0.offset * 6 / all.count) }
    }
    try table("which sixth of all slots in the file", inFile, 6)
  }

  /// Which arm stands first, against everything of the presentation and of the packet.
  private mutating func ofPresentations(_ world: BlindWorld) throws {
    let all = world.packets.flatMap { packet in
      packet.presentations.enumerated().map { (packet: packet, order: $0.offset, presentation: $0.element) }
    }
    func first(_ entry: BlindWorld.PresentationFact) -> Int { entry.slots.first?.arm ?? 0 }
    for place in 0..<32 {
      try table(
        "digit \(place) of a presentation's name",
        all.map { (first($0.presentation), Self.digit($0.presentation.id, place)) }, 16)
    }
    try table("order of presentations", all.map { (first($0.presentation), $0.order) }, 8)
    try table("row of the picture", all.map { (first($0.presentation), $0.presentation.pictureRow) }, 8)
    try table(
      "place of the item in the file",
      all.map { (first($0.presentation), ($0.presentation.itemOffsets.last ?? 0) % 8) },
      8)
    try table("name against item", all.map { (first($0.presentation), Self.bits($0.presentation.id) % 2) }, 2)
    let packets = world.packets.compactMap { packet in packet.presentations.first.map { (packet, first($0)) } }
    for place in 0..<32 {
      try table("digit \(place) of a packet's name", packets.map { ($0.1, Self.digit($0.0.id, place)) }, 16)
    }
    try table("size of the file", packets.map { ($0.1, $0.0.size / 4096 % 4) }, 4)
    try table("time of the file", packets.map { ($0.1, $0.0.time % 8) }, 8)
  }

  /// Linkage: do two slots of different presentations that something ties together share an arm? One pair a packet, so
  /// that pairs are independent; by chance one in as many as there are arms does, whatever the positions.
  private mutating func ofPairs(_ world: BlindWorld) {
    pairs("neighbours in the file", world) { $0.offsets.first ?? 0 }
    pairs("neighbours by their last place in the file", world) { $0.offsets.last ?? 0 }
    pairs("neighbours by name", world) { Int($0.id.prefix(12), radix: 16) ?? 0 }
    for place in [0, 7, 15, 23, 31] {
      let ties = world.packets.compactMap { packet in
        Self.pairs(packet).shuffled().first { Self.digit($0.0.id, place) == Self.digit($0.1.id, place) }
      }
      shared("the same digit \(place)", ties)
    }
    let chance = world.packets.compactMap { Self.pairs($0).randomElement() }
    shared("any two slots", chance)
  }

  /// Linkage by the order of work: do captions on the same place of neighbouring screens share an arm more or less often
  /// than on the same place of any two screens of the packet? One pair a packet; what its own screens make likely by
  /// chance differs from packet to packet.
  private mutating func neighbours(_ world: BlindWorld) {
    let drawn = world.packets.compactMap { packet -> (isSame: Bool, chance: Double)? in
      let screens = packet.presentations
      func same(_ one: Int, _ other: Int) -> [Bool] {
        zip(screens[one].slots, screens[other].slots).map { $0.arm == $1.arm }
      }
      let all = screens.indices.flatMap { one in screens.indices.dropFirst(one + 1).flatMap { same(one, $0) } }
      guard let isSame = screens.indices.dropLast().flatMap({ same($0, $0 + 1) }).randomElement() else { return nil }
      return (isSame, Double(all.count { $0 }) / Double(all.count))
    }
    let same = drawn.count(where: \.isSame)
    findings.append(
      Finding(
        name: "same arm: the same place on neighbouring screens (\(same) of \(drawn.count))",
        p: Self.poissonBinomial(same, drawn.map(\.chance))))
  }

  /// Of two arms on a screen, which has the smaller value: by chance the one as often as the other.
  private mutating func sides(
    _ name: String, _ presentations: [BlindWorld.PresentationFact], _ value: (BlindWorld.SlotFact) -> Int
  ) {
    for low in 0..<BlindWorld.arms {
      for high in low + 1..<BlindWorld.arms {
        let screens = presentations.map { $0.slots.sorted { $0.arm < $1.arm } }.filter { $0.map(\.arm) == [low, high] }
        guard !screens.isEmpty else { continue }
        let lower = screens.count { value($0[0]) < value($0[1]) }
        let p = Self.binomial(lower, of: screens.count, 0.5)
        findings.append(Finding(name: "arm \(low) or arm \(high): \(name) (\(lower) of \(screens.count))", p: p))
      }
    }
  }

  private mutating func pairs(_ name: String, _ world: BlindWorld, by value: (BlindWorld.SlotFact) -> Int) {
    let ties = world.packets.compactMap { packet in
      Self.pairs(packet).shuffled().min { abs(value($0.0) - value($0.1)) < abs(value($1.0) - value($1.1)) }
    }
    shared(name, ties)
  }

  private mutating func shared(_ name: String, _ pairs: [(BlindWorld.SlotFact, BlindWorld.SlotFact)]) {
    let same = pairs.count { $0.0.arm == $0.1.arm }
    let p = Self.binomial(same, of: pairs.count, 1 / Double(BlindWorld.arms))
    findings.append(Finding(name: "same arm: \(name) (\(same) of \(pairs.count))", p: p))
  }

  private static func pairs(_ packet: BlindWorld.PacketFact) -> [(BlindWorld.SlotFact, BlindWorld.SlotFact)] {
    let presentations = packet.presentations
    return presentations.indices.flatMap { first in
      presentations[(first + 1)...].flatMap { second in
        presentations[first].slots.flatMap { one in second.slots.map { (one, $0) } }
      }
    }
  }

  /// Pearson's chi-square of arms against a value from 0 to below `values`; cells that nobody could be in are left out.
  private mutating func table(_ name: String, _ facts: [(arm: Int, value: Int)], _ values: Int) throws {
    var cells = Array(repeating: [Double](repeating: 0, count: values), count: BlindWorld.arms)
    for fact in facts { cells[fact.arm][min(fact.value, values - 1)] += 1 }
    let columns = (0..<values).map { column in cells.reduce(0) { $0 + $1[column] } }
    let rows = cells.map { $0.reduce(0, +) }
    let all = rows.reduce(0, +)
    var statistic = 0.0
    for (row, total) in rows.enumerated() {
      for (column, sum) in columns.enumerated() where sum > 0 {
        let expected = total * sum / all
        statistic += (cells[row][column] - expected) * (cells[row][column] - expected) / expected
      }
    }
    let freedom = (rows.count { $0 > 0 } - 1) * (columns.count { $0 > 0 } - 1)
    guard freedom > 0 else { return findings.append(Finding(name: name + " (one value only)", p: 1)) }
    let p = try ChiSquare(degreesOfFreedom: Double(freedom)).upperTail(statistic)
    findings.append(Finding(name: name, p: p))
  }

  private mutating func ranks(
    _ name: String, _ presentations: [BlindWorld.PresentationFact], _ rank: (BlindWorld.SlotFact) -> Int
  ) throws {
    try ranks(name, presentations) { slot, _ in rank(slot) }
  }

  /// Anderson's statistic for arms against ranks: each presentation holds each arm and each rank once, so that Pearson's
  /// is too large by (k − 1)/k; then it is chi-square with (k − 1)² degrees of freedom.
  ///
  /// Source: R. L. Anderson, "Use of contingency tables in the analysis of consumer preference studies",
  /// Biometrics 15 (1959) 582–590.
  private mutating func ranks(
    _ name: String, _ presentations: [BlindWorld.PresentationFact],
    _ rank: (BlindWorld.SlotFact, [BlindWorld.SlotFact]) -> Int
  ) throws {
    let k = BlindWorld.arms
    var cells = Array(repeating: [Double](repeating: 0, count: k), count: k)
    for presentation in presentations {
      for slot in presentation.slots { cells[slot.arm][rank(slot, presentation.slots)] += 1 }
    }
    let expected = Double(presentations.count) / Double(k)
    let statistic = cells.joined().reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    let scaled = statistic * Double(k - 1) / Double(k)
    let p = try ChiSquare(degreesOfFreedom: Double((k - 1) * (k - 1))).upperTail(scaled)
    findings.append(Finding(name: name, p: p))
  }

  /// Twice the smaller tail of a binomial distribution, the count itself in both.
  static func binomial(_ count: Int, of total: Int, _ probability: Double) -> Double {
    func term(_ x: Int) -> Double {
      exp(
        lgamma(Double(total + 1)) - lgamma(Double(x + 1)) - lgamma(Double(total - x + 1))
          + Double(x) * log(probability) + Double(total - x) * log1p(-probability))
    }
    let upper = (count...total).reduce(0) { $0 + term($1) }
    let lower = (0...count).reduce(0) { $0 + term($1) }
    return min(1, 2 * min(upper, lower))
  }

  /// The same for trials with a chance of their own each, by adding them up one by one.
  static func poissonBinomial(_ count: Int, _ chances: [Double]) -> Double {
    var distribution = [1.0]
    for chance in chances {
      let missed = distribution.map { $0 * (1 - chance) } + [0]
      let hit = [0] + distribution.map { $0 * chance }
      distribution = zip(missed, hit).map(+)
    }
    return min(1, 2 * min(distribution[count...].reduce(0, +), distribution[...count].reduce(0, +)))
  }

  private static func digit(_ name: String, _ place: Int) -> Int {
    let bytes = Array(name.utf8)
    return bytes.indices.contains(place) ? Int(String(UnicodeScalar(bytes[place])), radix: 16) ?? 0 : 0
  }

  private static func bits(_ name: String) -> Int {
    name.reduce(0) { $0 + (Int(String($1), radix: 16) ?? 0).nonzeroBitCount }
  }
}
