public import StudyModel

/// Which presentations and slots of a plan are there to check the raters. Only the key side knows.
public struct HiddenChecks: Sendable, Equatable {
  /// Presentations that show an item again → the one that showed it first, in the same packet.
  public var repeats: [PresentationID: PresentationID] = [:]
  /// Slots that show a caption of another image: no arm is credited with what they are given.
  public var anchors: [SlotID: Anchor] = [:]

  /// Where an anchor's caption comes from.
  public struct Anchor: Sendable, Hashable {
    /// The image that it was written for, which is not in the packet.
    public var item: ItemID
    /// Who wrote it.
    public var arm: ArmCode

    /// Where an anchor's caption comes from.
    public init(item: ItemID, arm: ArmCode) {
      self.item = item
      self.arm = arm
    }
  }

  /// No checks.
  public init() {}

  /// Lines of a commitment: one a repeat and one an anchor, sorted; none where there are none.
  var committedLines: [String] {
    let anchors = anchors.map { "anchor \($0.key) \($0.value.item) \($0.value.arm)" }.sorted()
    return anchors + repeats.map { "repeat \($0.key) \($0.value)" }.sorted()
  }
}

/// Why checks cannot be hidden in a plan.
public enum HiddenCheckError: Error, Equatable, CustomStringConvertible {
  /// A packet holds every captioned image, so no caption can come from outside.
  case noCaptionOutside(rater: String)

  /// The fact in a sentence.
  public var description: String {
    switch self {
    case .noCaptionOutside(let rater):
      "rater '\(rater)' sees every image that has captions, so there is no low anchor: no caption of another image"
    }
  }
}

extension PresentationPlan {
  /// Other presentations between an item's first and second showing, at least; half the packet in a packet of fewer
  /// than twice as many.
  public static let leastBetweenRepeats = 10

  /// Hides repeats and low anchors in every packet. For a plan that no packet was written from yet.
  ///
  /// A repeat shows its item's captions in another order, under new names. An anchor is one slot more, with a caption
  /// of an image that is not in the packet, of another category where there is one. No item has both. Orders are dealt
  /// anew over all planned slots: those with an anchor by a deck of their own, with the anchor as one arm more, so that
  /// within either kind every arm stands in each position equally often within one.
  ///
  /// - Parameters:
  ///   - checks: what the study declares; declaring neither repeats nor anchors changes nothing.
  ///   - outputs: every arm's output for every item.
  ///   - categories: item → category.
  ///   - secretSeed: 32 bytes that stay in the key database.
  ///   - seen: rater → items in this rater's other packets, of which no anchor may come either.
  ///   - before: what was planned until then, for packets that are added: positions are balanced together with it.
  /// - Throws: ``HiddenCheckError``.
  public mutating func hide(
    _ checks: RaterChecks, outputs: [Output], categories: [ItemID: String], secretSeed: [UInt8],
    seen: [String: [ItemID]] = [:], after before: PresentationPlan? = nil
  ) throws(HiddenCheckError) {
    guard checks.repeats > 0 || checks.lowAnchors > 0 else { return }
    var generator = HashGenerator(seed: secretSeed, purpose: "hidden checks")
    let source = AnchorSource(outputs: outputs, categories: categories)
    let codes = Set(outputs.map(\.arm)).sorted().shuffled(using: &generator)
    for index in packets.indices {
      let originals = packets[index].presentations.indices.shuffled(using: &generator)
      let anchored = originals.prefix(RaterChecks.count(checks.lowAnchors, of: originals.count))
      let packet = packets[index]
      for place in anchored {
        let inside = Set(packet.presentations.map(\.item) + packet.unshown + (seen[packet.rater] ?? []))
        guard let (anchor, text) = source.draw(for: packet.presentations[place], outside: inside, using: &generator)
        else {
          throw HiddenCheckError.noCaptionOutside(rater: packet.rater)
        }
        let slot = Slot(id: SlotID(rawValue: randomName()), caption: text)
        hidden.anchors[slot.id] = anchor
        packets[index].presentations[place].slots.append(slot)
      }
      showAgain(
        originals.dropFirst(anchored.count), RaterChecks.count(checks.repeats, of: originals.count),
        inPacket: index, using: &generator)
    }
    dealOrders(codes, after: before, using: &generator)
  }

  /// Puts copies of so many of the given presentations somewhere later in the packet.
  mutating func showAgain(
    _ candidates: some Collection<Int>, _ count: Int, inPacket index: Int, using generator: inout HashGenerator
  ) {
    var packet = packets[index]
    let between = min(Self.leastBetweenRepeats, packet.presentations.count / 2)
    let early = candidates.filter { $0 + between < packet.presentations.count }
    // One presentation shown twice in a row would be no secret.
    guard between > 0 else { return }
    for first in early.prefix(count).map({ packet.presentations[$0] }) {
      let copy = Presentation(
        id: PresentationID(rawValue: randomName()), item: first.item,
        slots: first.slots.map { Slot(id: SlotID(rawValue: randomName()), caption: $0.caption) })
      for (slot, original) in zip(copy.slots, first.slots) { arms[slot.id] = arms[original.id] }
      hidden.repeats[copy.id] = first.id
      // What is put in between later only widens the distance.
      let place = packet.presentations.firstIndex(of: first) ?? 0
      packet.presentations.insert(
        copy, at: Int.random(in: place + between + 1...packet.presentations.count, using: &generator))
    }
    packets[index] = packet
  }
}
