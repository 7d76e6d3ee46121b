/// The random name of one presentation: 32 lower-case hexadecimal digits that carry no meaning.
public struct PresentationID: Hashable, Sendable, Codable, RawRepresentable, CustomStringConvertible {
  /// The digits as stored.
  public let rawValue: String
  /// Takes the digits as stored; the store holds them unique.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// The digits.
  public var description: String { rawValue }
}

/// The random name of one slot. Never a hash of the caption: with five candidates a hash falls in five guesses.
public struct SlotID: Hashable, Sendable, Codable, RawRepresentable, CustomStringConvertible {
  /// The digits as stored.
  public let rawValue: String
  /// Takes the digits as stored; the store holds them unique.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// The digits.
  public var description: String { rawValue }
}

/// One caption as a rater sees it. It carries no origin.
public struct Slot: Hashable, Sendable, Codable {
  /// The slot's random name.
  public var id: SlotID
  /// The caption as stored, unedited; the screen makes it harmless, this does not. Empty where it was removed.
  public var caption: String
  /// What stays of a caption that was removed from a study; nil where it is there, as in every packet.
  public var kept: KeptCaption?

  /// Pairs a random name with a caption.
  public init(id: SlotID, caption: String) {
    self.id = id
    self.caption = caption
  }
}

/// The captions of one item as one rater sees them, in shown order.
public struct Presentation: Hashable, Sendable, Codable {
  /// The presentation's random name.
  public var id: PresentationID
  /// The item whose image is shown.
  public var item: ItemID
  /// The slots in shown order: the first is "Caption A".
  public var slots: [Slot]

  /// A presentation of an item with its slots in shown order.
  public init(id: PresentationID, item: ItemID, slots: [Slot]) {
    self.id = id
    self.item = item
    self.slots = slots
  }
}
