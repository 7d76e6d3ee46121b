public import Blinding
public import Statistics
public import StudyModel

/// How far one rater edited one caption.
public struct EditedCaption: Hashable, Sendable, Codable {
  /// The image.
  public var item: ItemID
  /// The image's stratum.
  public var category: String
  /// The rater's pseudonym.
  public var rater: String
  /// Whose caption it is, under cover: several where they gave the same.
  public var arms: [ArmCode]
  /// The question that asked for the edit.
  public var question: String
  /// ``Statistics/WordEdits/distance(_:_:)`` between the caption and the rater's version, between 0 and 1.
  public var distance: Double

  /// How far one rater edited one caption.
  public init(item: ItemID, category: String, rater: String, arms: [ArmCode], question: String, distance: Double) {
    self.item = item
    self.category = category
    self.rater = rater
    self.arms = arms
    self.question = question
    self.distance = distance
  }

  /// The class of the distance.
  public var kind: EditClass { EditClass(distance: distance) }

  /// Lists every caption that a rater edited or said to need no edit: of each slot and question the last answer counts, and
  /// of an item that a rater saw twice the first showing.
  ///
  /// - Parameters:
  ///   - plan: every packet, and whose captions its slots show.
  ///   - ratings: collected ratings by packet.
  ///   - categories: item → category.
  ///   - rubric: the questions.
  public static func all(
    plan: PresentationPlan, ratings: [String: [Rating]], categories: [ItemID: String], rubric: Rubric
  ) -> [EditedCaption] {
    let asked = rubric.questions.filter { $0.kind == .edit }.map(\.id)
    guard !asked.isEmpty else { return [] }
    return plan.packets.flatMap { packet -> [EditedCaption] in
      let last = Tabulation.LastAnswers(ratings[packet.id] ?? [])
      return packet.presentations.filter { plan.hidden.repeats[$0.id] == nil }.flatMap { presentation in
        presentation.slots.flatMap { slot in
          asked.compactMap { question in
            // An anchor's caption is no arm's.
            guard let arms = plan.arms[slot.id], !arms.isEmpty,
              case .text(let text)? = last.answer(slot.id, question)
            else { return nil }
            return EditedCaption(
              item: presentation.item, category: categories[presentation.item] ?? "", rater: packet.rater,
              arms: arms.sorted(), question: question,
              distance: last.keptDistance(slot.id, question) ?? WordEdits.distance(slot.caption, text))
          }
        }
      }
    }
  }
}
