public import StudyModel

/// Everything a packet holds when it is written: what a rater needs, and nothing that tells who wrote a caption.
public struct PacketContents: Sendable {
  /// The packet's facts.
  public var header: PacketHeader
  /// The questions.
  public var rubric: Rubric
  /// In the order in which they are shown.
  public var presentations: [Presentation]
  /// The bytes of every item's image, as they were captioned.
  public var images: [ItemID: [UInt8]]
  /// What is shown before the first item.
  public var guide: ReviewGuide
  /// The bytes of the guide's pictures, none of which is an item's.
  public var guideImages: [ItemID: [UInt8]]

  /// Gathers what a packet holds.
  public init(
    header: PacketHeader, rubric: Rubric, presentations: [Presentation], images: [ItemID: [UInt8]],
    guide: ReviewGuide = ReviewGuide(), guideImages: [ItemID: [UInt8]] = [:]
  ) {
    self.header = header
    self.rubric = rubric
    self.presentations = presentations
    self.images = images
    self.guide = guide
    self.guideImages = guideImages
  }
}

/// A packet's own facts.
public struct PacketHeader: Hashable, Sendable, Codable {
  /// The packet's random name.
  public var packet: String
  /// The study's name.
  public var study: String
  /// The rater's pseudonym.
  public var rater: String
  /// Expected seconds an item takes.
  public var secondsPerItem: Int
  /// Hash of the protocol, 64 hexadecimal digits.
  public var protocolHash: String
  /// Commitment to the key, 64 hexadecimal digits.
  public var commitment: String
  /// Whether the rater is asked at the end which captions are the ones used today; nil: no.
  public var asksForGuess: Bool?
  /// Whether captions are shown one at a time; nil: together.
  public var layout: CaptionLayout?

  /// A packet's own facts.
  public init(
    packet: String, study: String, rater: String, secondsPerItem: Int, protocolHash: String, commitment: String,
    asksForGuess: Bool? = nil, layout: CaptionLayout? = nil
  ) {
    self.packet = packet
    self.study = study
    self.rater = rater
    self.secondsPerItem = secondsPerItem
    self.protocolHash = protocolHash
    self.commitment = commitment
    self.asksForGuess = asksForGuess
    self.layout = layout
  }
}
