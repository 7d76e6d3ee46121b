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
    /// Pairs that were this rater's and that nobody need be asked about; none where captions are rated.
    public var unasked: [UnaskedPair]

    /// One rater's presentations.
    public init(
      id: String, rater: String, presentations: [Presentation], unshown: [ItemID] = [], unasked: [UnaskedPair] = []
    ) {
      self.id = id
      self.rater = rater
      self.presentations = presentations
      self.unshown = unshown
      self.unasked = unasked
    }

    /// Reads a packet back; one that was stored before there were pairs has none unasked.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      id = try container.decode(String.self, forKey: .id)
      rater = try container.decode(String.self, forKey: .rater)
      presentations = try container.decode([Presentation].self, forKey: .presentations)
      unshown = try container.decode([ItemID].self, forKey: .unshown)
      unasked = try container.decodeIfPresent([UnaskedPair].self, forKey: .unasked) ?? []
    }
  }

  /// One packet a rater.
  public var packets: [Packet]
  /// Slot → the arms whose caption it shows. Identical captions are shown once and credited to each. Goes into the key
  /// database and nowhere else.
  public var arms: [SlotID: [ArmCode]]
  /// Which presentations are repeats and which slots anchors. Goes into the key database and nowhere else.
  public var hidden = HiddenChecks()
  /// Presentation → its arms in the order that was planned, whether or not each has a caption of its own to show there;
  /// nil stands for the low anchor. Goes into the key database and nowhere else.
  public var orders: [PresentationID: [ArmCode?]] = [:]

  /// A plan read back.
  public init(packets: [Packet], arms: [SlotID: [ArmCode]]) {
    self.packets = packets
    self.arms = arms
  }

  /// Draws up presentations.
  ///
  /// Positions are counterbalanced by ``OrderDeck``: over all planned slots, and over each packet's, every arm stands in
  /// each position equally often within one. A planned slot is an arm's place in a presentation, also where the arm
  /// has no caption (the others then move up) or the same as another (both stand in the place of one of them, drawn by chance). An item
  /// that no arm captioned gets no presentation.
  ///
  /// - Parameters:
  ///   - assignment: who judges what.
  ///   - outputs: every arm's output for every item.
  ///   - secretSeed: 32 bytes that stay in the key database.
  ///   - before: what was planned until then, for packets that are added: positions are balanced together with it.
  public init(assignment: Assignment, outputs: [Output], secretSeed: [UInt8], after before: PresentationPlan? = nil) {
    var generator = HashGenerator(seed: secretSeed, purpose: "presentation order")
    let codes = Set(outputs.map(\.arm)).sorted().shuffled(using: &generator)
    let byItem = Dictionary(grouping: outputs.filter(\.outcome.isRated), by: \.item)
    var deck = OrderDeck(
      count: max(codes.count, 1), before: before?.rows(numbering: codes, anchored: false) ?? [], using: &generator)
    packets = []
    arms = [:]
    for rater in assignment.items.keys.sorted() {
      var presentations: [Presentation] = []
      var unshown: [ItemID] = []
      let items = assignment.items[rater] ?? []
      let texts = items.map { item in
        Dictionary(
          (byItem[item] ?? []).compactMap { output in output.text.map { (output.arm, $0) } },
          uniquingKeysWith: { first, _ in first })
      }
      var rows = deck.deal(texts.count { !$0.isEmpty }, using: &generator)[...]
      for (item, texts) in zip(items, texts) {
        guard !texts.isEmpty, let row = rows.popFirst() else {
          unshown.append(item)
          continue
        }
        let order = row.map { codes[$0] }
        var slots: [Slot] = []
        var names: [String: SlotID] = [:]
        for arm in order {
          guard let text = texts[arm] else { continue }
          let name = names[text] ?? SlotID(rawValue: randomName())
          names[text] = name
          arms[name, default: []].append(arm)
        }
        for arm in order {
          guard let text = texts[arm], let name = names[text], Self.stands(arm, for: name, of: arms[name] ?? [])
          else { continue }
          slots.append(Slot(id: name, caption: text))
        }
        let id = PresentationID(rawValue: randomName())
        presentations.append(Presentation(id: id, item: item, slots: slots))
        orders[id] = order
      }
      packets.append(
        Packet(
          id: randomName(), rater: rater, presentations: presentations.shuffled(using: &generator), unshown: unshown))
    }
  }
}

extension PresentationPlan {
  /// Whether a caption that several arms gave stands in the place of this one of them.
  ///
  /// The caption's random name decides. Were it always the first of their places, a caption nearer to the top would more
  /// often be one that several arms gave.
  static func stands(_ arm: ArmCode, for slot: SlotID, of sharing: [ArmCode]) -> Bool {
    let number = Int(slot.rawValue.prefix(8), radix: 16) ?? 0
    return !sharing.isEmpty && sharing.sorted()[number % sharing.count] == arm
  }
}
