internal import Analysis
internal import Blinding
internal import Roster
internal import StudyModel
internal import StudyStore

/// An extension as it would be: who judges what in addition. Nothing is stored by drawing it up.
struct ExtensionDraft {
  let number: Int
  let request: ExtensionRecord.Request
  /// What is new only.
  let assignment: Assignment
  /// Item → ratings made or awaited so far, skipped ones and guests' not counted.
  let ratings: [ItemID: Int]
  /// Raters who come back and for whom fewer items were left than asked for.
  let short: [String: Int]

  /// Deals the items that an extension asks for.
  ///
  /// - Throws: `Refusal` where none would be dealt to somebody.
  init(_ request: ExtensionRecord.Request, number: Int, collection: Collection, reading: StudyReading) throws {
    self.number = number
    self.request = request
    let guests = Set(collection.declared.guests)
    let before = collection.plan.itemsByRater.filter { !guests.contains($0.key) }
    ratings = Self.ratings(before, collection)
    var wanted = Dictionary(request.raters.map { ($0, request.imagesEach) }, uniquingKeysWith: { first, _ in first })
    for rater in request.returning { wanted[rater] = request.further }
    assignment = Assignment(
      extending: before, items: reading.plan.ratedItems.map { ($0.id, $0.category) }, ratings: ratings, wanted: wanted,
      seed: collection.declared.seed, number: number)
    let dealt = assignment.items.mapValues(\.count)
    if let rater = dealt.filter({ $0.value == 0 }).keys.min() {
      throw Refusal(
        .wrongInput,
        "\(reading.location.folder): rater '\(rater)' has had every image of the study. Nothing was changed. Nobody "
          + "rates an image twice: leave '\(rater)' out of --to, or add raters with --raters.")
    }
    short = dealt.filter { $0.value < wanted[$0.key] ?? 0 }
  }

  /// Hands a rater's open items to another.
  init(_ request: ExtensionRecord.Request, items: [String: [ItemID]], number: Int, collection: Collection) {
    self.number = number
    self.request = request
    assignment = Assignment(items: items)
    let guests = Set(collection.declared.guests)
    ratings = Self.ratings(collection.plan.itemsByRater.filter { !guests.contains($0.key) }, collection)
    short = [:]
  }

  /// Neither what was skipped nor what a withdrawn rater left open is made or awaited.
  private static func ratings(_ before: [String: [ItemID]], _ collection: Collection) -> [ItemID: Int] {
    var ratings: [ItemID: Int] = [:]
    for (rater, items) in before {
      var none = collection.skipped[rater] ?? []
      if collection.withdrawals[rater] != nil { none.formUnion(collection.openItems(of: rater)) }
      for item in items where !none.contains(item) { ratings[item, default: 0] += 1 }
    }
    return ratings
  }

  /// Image × rater presentations that are new.
  var presentations: Int { assignment.items.values.reduce(0) { $0 + $1.count } }

  /// For example `6`, or `5 to 6`: ratings an image has, and will have.
  func ratingsAnImage(_ items: [SetItem]) -> (before: String, after: String) {
    let added = assignment.items.values.joined().reduce(into: [ItemID: Int]()) { $0[$1, default: 0] += 1 }
    func span(_ counts: [Int]) -> String {
      let (low, high) = (counts.min() ?? 0, counts.max() ?? 0)
      return low == high ? "\(low)" : "\(low) to \(high)"
    }
    let before = items.map { ratings[$0.id, default: 0] }
    return (span(before), span(zip(items, before).map { $1 + added[$0.id, default: 0] }))
  }
}
