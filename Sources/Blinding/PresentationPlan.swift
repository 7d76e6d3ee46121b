public import StudyModel

/// What every rater will see, in which order, and (for the key only) whose captions those are.
public struct PresentationPlan: Sendable, Equatable {
  /// One rater's presentations, in the order in which they are shown.
  public struct Packet: Sendable, Equatable, Codable {
    /// The packet's random name.
    public var id: String
    /// The rater's pseudonym.
    public var rater: String
    /// In shown order.
    public var presentations: [Presentation]
    /// Items that were this rater's and that no arm captioned: they count, and there was nothing to show.
    public var unshown: [ItemID]

    /// One rater's presentations.
    public init(id: String, rater: String, presentations: [Presentation], unshown: [ItemID] = []) {
      self.id = id
      self.rater = rater
      self.presentations = presentations
      self.unshown = unshown
    }
  }

  /// One packet a rater.
  public var packets: [Packet]
  /// Slot → the arms whose caption it shows. Identical captions are shown once and credited to each. Goes into the key
  /// database and nowhere else.
  public var arms: [SlotID: [ArmCode]]
  /// Which presentations are repeats and which slots anchors. Goes into the key database and nowhere else.
  public var hidden = HiddenChecks()

  /// A plan read back.
  public init(packets: [Packet], arms: [SlotID: [ArmCode]]) {
    self.packets = packets
    self.arms = arms
  }

  /// Draws up presentations.
  ///
  /// Positions are counterbalanced by a Williams design: its rows are dealt over all planned presentations, block after
  /// block, the rows of each block in an order drawn from the secret seed. An item that no arm captioned gets no
  /// presentation; what an arm failed to caption takes no slot.
  ///
  /// - Parameters:
  ///   - assignment: who judges what.
  ///   - outputs: every arm's output for every item.
  ///   - secretSeed: 32 bytes that stay in the key database.
  public init(assignment: Assignment, outputs: [Output], secretSeed: [UInt8]) {
    var generator = HashGenerator(seed: secretSeed, purpose: "presentation order")
    let codes = Set(outputs.map(\.arm)).sorted().shuffled(using: &generator)
    let byItem = Dictionary(grouping: outputs.filter(\.outcome.isRated), by: \.item)
    var deck = Deck(design: WilliamsDesign(count: max(codes.count, 1)))
    packets = []
    arms = [:]
    for rater in assignment.items.keys.sorted() {
      var presentations: [Presentation] = []
      var unshown: [ItemID] = []
      for item in assignment.items[rater] ?? [] {
        let texts = Dictionary(
          (byItem[item] ?? []).compactMap { output in output.text.map { (output.arm, $0) } },
          uniquingKeysWith: { first, _ in first })
        guard !texts.isEmpty else {
          unshown.append(item)
          continue
        }
        var slots: [Slot] = []
        for arm in deck.draw(using: &generator).map({ codes[$0] }) {
          guard let text = texts[arm] else { continue }
          if let shown = slots.first(where: { $0.caption == text }) {
            arms[shown.id, default: []].append(arm)
          } else {
            let slot = Slot(id: SlotID(rawValue: randomName()), caption: text)
            slots.append(slot)
            arms[slot.id] = [arm]
          }
        }
        presentations.append(Presentation(id: PresentationID(rawValue: randomName()), item: item, slots: slots))
      }
      packets.append(
        Packet(
          id: randomName(), rater: rater, presentations: presentations.shuffled(using: &generator), unshown: unshown))
    }
  }

  /// The design's rows, dealt without repeats until all are out, then shuffled anew.
  struct Deck {
    let design: WilliamsDesign
    var left: [[Int]] = []

    init(design: WilliamsDesign) { self.design = design }

    mutating func draw(using generator: inout HashGenerator) -> [Int] {
      if left.isEmpty { left = design.rows.shuffled(using: &generator) }
      return left.removeLast()
    }
  }
}
