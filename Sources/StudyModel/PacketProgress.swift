/// How far a rater got with a packet, as its judgements tell: of each slot and question the last one counts.
public struct PacketProgress: Hashable, Sendable {
  /// Presentations in the packet.
  public var planned: Int
  /// Presentations with every required question answered: for every caption, or for the pair where two are compared.
  public var rated: Int
  /// Items skipped with a reason and not rated later, in shown order.
  public var skippedItems: [ItemID]
  /// Presentations that carry a flag.
  public var flagged: Int
  /// When the last judgement was made, in milliseconds since 1970 by the rater's clock; nil where there is none.
  public var lastMadeAt: Int64?
  /// Milliseconds on task for each presentation rated in full, in shown order, pauses not counted.
  public var onTask: [Int]

  /// Presentations skipped with a reason and not rated later.
  public var skipped: Int { skippedItems.count }
  /// Presentations still open.
  public var open: Int { planned - rated - skipped }

  /// Counts a packet's judgements.
  ///
  /// - Parameters:
  ///   - presentations: the packet's, in shown order.
  ///   - rubric: the questions.
  ///   - ratings: the packet's, in any order.
  /// - Complexity: O(presentations × captions × questions + ratings).
  public init(_ presentations: [Presentation], rubric: Rubric, ratings: [Rating]) {
    let required = rubric.questions.filter(\.isRequired).map(\.id)
    var answered: [SlotID: Set<String>] = [:]
    var compared: [PresentationID: Set<String>] = [:]
    var (skips, flags) = (Set<PresentationID>(), Set<PresentationID>())
    var time: [PresentationID: Int] = [:]
    func mark(_ set: inout Set<PresentationID>, _ presentation: PresentationID, _ answer: Answer?) {
      if answer == nil { set.remove(presentation) } else { set.insert(presentation) }
    }
    for judgement in ratings.sorted(by: { $0.sequence < $1.sequence }).map(\.judgement) {
      if let presentation = judgement.presentation { time[presentation, default: 0] += judgement.onTask }
      if let slot = judgement.slot {
        if judgement.answer == nil {
          answered[slot]?.remove(judgement.question)
        } else {
          answered[slot, default: []].insert(judgement.question)
        }
      } else if let presentation = judgement.presentation, judgement.question == Judgement.Reserved.skip {
        mark(&skips, presentation, judgement.answer)
      } else if let presentation = judgement.presentation, judgement.question == Judgement.Reserved.flag {
        mark(&flags, presentation, judgement.answer)
      } else if let presentation = judgement.presentation {
        if judgement.answer == nil {
          compared[presentation]?.remove(judgement.question)
        } else {
          compared[presentation, default: []].insert(judgement.question)
        }
      }
    }
    let full = presentations.filter { presentation in
      rubric.mode == .pairwise
        ? compared[presentation.id, default: []].isSuperset(of: required)
        : presentation.slots.allSatisfy { answered[$0.id, default: []].isSuperset(of: required) }
    }
    let fullIDs = Set(full.map(\.id))
    planned = presentations.count
    rated = full.count
    skippedItems = presentations.filter { skips.contains($0.id) && !fullIDs.contains($0.id) }.map(\.item)
    flagged = presentations.count { flags.contains($0.id) }
    lastMadeAt = ratings.map(\.judgement.madeAt).max()
    onTask = full.map { time[$0.id, default: 0] }
  }
}
