public import StudyModel

extension PresentationPlan {
  /// Draws up presentations of pairs: two slots each, shown first and second.
  ///
  /// What need not be asked is noted and not shown: pairs of one caption, or with less than two. Sides are dealt over
  /// those that are shown. A rater who sees an item in several pairs sees it again as late as can be.
  ///
  /// - Parameters:
  ///   - pairs: who judges what.
  ///   - outputs: every arm's output for every item.
  ///   - secretSeed: 32 bytes that stay in the key database.
  ///   - before: what was planned until then, for packets that are added: sides are balanced together with it.
  public init(
    pairs: PairAssignment, outputs: [Output], secretSeed: [UInt8], after before: PresentationPlan? = nil
  ) {
    var generator = HashGenerator(seed: secretSeed, purpose: "presentation of pairs")
    let texts = Dictionary(grouping: outputs.filter(\.outcome.isRated), by: \.item).mapValues { outputs in
      Dictionary(
        outputs.compactMap { output in output.text.map { (output.arm, $0) } }, uniquingKeysWith: { first, _ in first })
    }
    func captions(_ unit: PairAssignment.Unit) -> (first: String, second: String)? {
      guard let first = texts[unit.item]?[unit.pair.first], let second = texts[unit.item]?[unit.pair.second],
        first != second
      else { return nil }
      return (first, second)
    }
    let raters = pairs.units.keys.sorted()
    let asked = raters.flatMap { rater in
      Self.spaced((pairs.units[rater] ?? []).filter { captions($0) != nil }, using: &generator).map { (rater, $0) }
    }
    let sides = PairSides(
      asked.map { PairSides.Place(rater: $0.0, pair: $0.1.pair) },
      after: before.map { $0.leads(of: Set(asked.map(\.1.pair))) } ?? [:], using: &generator
    ).isStraight
    var shown: [String: [Presentation]] = [:]
    (packets, arms) = ([], [:])
    for ((rater, unit), isStraight) in zip(asked, sides) {
      guard let captions = captions(unit) else { continue }
      let both = [(unit.pair.first, captions.first), (unit.pair.second, captions.second)]
      let slots = (isStraight ? both : both.reversed()).map { arm, text in
        let slot = Slot(id: SlotID(rawValue: randomName()), caption: text)
        arms[slot.id] = [arm]
        return slot
      }
      shown[rater, default: []].append(
        Presentation(id: PresentationID(rawValue: randomName()), item: unit.item, slots: slots))
    }
    packets = raters.map { rater in
      let unasked = (pairs.units[rater] ?? []).filter { captions($0) == nil }.map {
        UnaskedPair(item: $0.item, first: $0.pair.first, second: $0.pair.second)
      }
      return Packet(id: randomName(), rater: rater, presentations: shown[rater] ?? [], unasked: unasked)
    }
  }

  /// How often a rater sees the captions of an item at most, hidden repeats not counted: more than once only where pairs
  /// are compared and there are too few raters.
  public var mostShowingsOfAnItem: Int {
    packets.map { packet in
      packet.presentations.filter { hidden.repeats[$0.id] == nil }
        .reduce(into: [:]) { $0[$1.item, default: 0] += 1 }.values.max() ?? 0
    }.max() ?? 0
  }

  /// The arms of a pair in shown order; nil for a presentation that is no pair.
  public func armsShown(in presentation: Presentation) -> ArmPair? {
    let shown = presentation.slots.compactMap { arms[$0.id]?.first }
    return presentation.slots.count == 2 && shown.count == 2 ? ArmPair(shown[0], shown[1]) : nil
  }

  /// By how much more often each pair's first arm was shown first than second, repeats not counted.
  private func leads(of pairs: Set<ArmPair>) -> [ArmPair: Int] {
    let shown = packets.flatMap(\.presentations).filter { hidden.repeats[$0.id] == nil }.compactMap(armsShown)
    return Dictionary(
      uniqueKeysWithValues: pairs.map { pair in
        (pair, shown.count { $0 == pair } - shown.count { $0 == ArmPair(pair.second, pair.first) })
      })
  }

  /// Units in an order drawn at random, those of one item spread evenly.
  private static func spaced(
    _ units: [PairAssignment.Unit], using generator: inout HashGenerator
  ) -> [PairAssignment.Unit] {
    let byItem = Dictionary(grouping: units.shuffled(using: &generator), by: \.item)
    let placed = byItem.keys.sorted().flatMap { item in
      let own = byItem[item] ?? []
      let offset = Double.random(in: 0..<1, using: &generator)
      return own.enumerated().map { (unit: $0.element, place: (Double($0.offset) + offset) / Double(own.count)) }
    }
    return placed.sorted { $0.place < $1.place }.map(\.unit)
  }
}
