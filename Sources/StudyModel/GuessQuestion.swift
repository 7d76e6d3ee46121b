/// The last, optional question to a rater: which captions did you take for those used today?
///
/// It is asked about a few of the packet's own items, whose captions are shown again. A packet does not know the answer,
/// and neither does the program that asks.
public enum GuessQuestion {
  /// Word for word.
  public static let text = "Which of these captions, do you think, is the one used today?"
  /// The full answer of whoever does not know.
  public static let unknown = Answer.option("unknown")
  /// Most items it is asked about.
  public static let most = 5

  /// The answer that names a slot.
  public static func answer(_ slot: SlotID) -> Answer { .option(slot.rawValue) }

  /// The items it is asked about, by index in shown order: spread evenly over those with two captions or more. Every
  /// caption of an item is offered, so the choice of items says nothing of whose they are.
  public static func items(among presentations: [Presentation]) -> [Int] {
    var seen: Set<ItemID> = []
    let suited = presentations.indices.filter { index in
      presentations[index].slots.count > 1 && seen.insert(presentations[index].item).inserted
    }
    guard suited.count > most else { return suited }
    return (0..<most).map { suited[(2 * $0 + 1) * suited.count / (2 * most)] }
  }
}
