internal import Blinding
internal import StudyModel

/// How one caption was put before its rater: what may sway a judgement and is not the caption's quality.
public struct Showing: Hashable, Sendable, Codable {
  /// Place among the captions of its item as this rater saw them, 1 for the first.
  public var position: Int
  /// Place of the item in this rater's work, 1 for the item whose first rating came first.
  public var order: Int
  /// Seconds this rater spent on the whole item, pauses not counted; nil where no time was stored.
  public var seconds: Double?
  /// Words of the caption, parted by white space.
  public var words: Int
  /// When this rater first answered anything of the item, in milliseconds since 1970 by the rater's clock; nil for a
  /// stand-in, whose clock says nothing of anybody's work.
  public var madeAt: Int64?

  /// How one caption was put before its rater.
  public init(position: Int, order: Int, seconds: Double? = nil, words: Int, madeAt: Int64? = nil) {
    self.position = position
    self.order = order
    self.seconds = seconds
    self.words = words
    self.madeAt = madeAt
  }

  /// Words of a text, parted by white space: 0 for one without any.
  public static func words(in text: some StringProtocol) -> Int { text.split(whereSeparator: \.isWhitespace).count }
}

/// How the captions of one packet were shown, as its ratings tell.
struct Showings {
  private var order: [PresentationID: Int] = [:]
  private var seconds: [PresentationID: Double] = [:]
  private var madeAt: [PresentationID: Int64] = [:]

  /// The place of the last item.
  private(set) var last: Int

  /// - Parameters:
  ///   - ratings: of one packet, in any order.
  ///   - before: items that the rater saw in earlier packets.
  init(_ ratings: [Rating], after before: Int = 0) {
    last = before
    for judgement in ratings.sorted(by: { $0.sequence < $1.sequence }).map(\.judgement) {
      guard let presentation = judgement.presentation else { continue }
      // What begins with @ is said beside the rubric; a pair's answers have no slot.
      if !judgement.question.hasPrefix("@"), judgement.answer != nil, order[presentation] == nil {
        last += 1
        order[presentation] = last
        if judgement.display.mode != "simulated" { madeAt[presentation] = judgement.madeAt }
      }
      if judgement.onTask > 0 { seconds[presentation, default: 0] += Double(judgement.onTask) / 1000 }
    }
  }

  /// How a slot was shown; nil where its item was not rated or it is not the presentation's.
  func showing(of slot: SlotID, in presentation: Presentation) -> Showing? {
    guard let order = order[presentation.id], let place = presentation.slots.firstIndex(where: { $0.id == slot })
    else { return nil }
    return Showing(
      position: place + 1, order: order, seconds: seconds[presentation.id],
      words: presentation.slots[place].kept?.words ?? Showing.words(in: presentation.slots[place].caption),
      madeAt: madeAt[presentation.id])
  }
}
