public import Blinding
internal import Statistics
public import StudyModel

/// How a study gets on while it is blind: who has rated how much, how far raters agree, how exact it will be. Nothing in
/// it depends on which arm got which scores.
public struct StudyProgress: Hashable, Sendable {
  /// How far one rater got.
  public struct Rater: Hashable, Sendable {
    /// The rater's pseudonym.
    public var name: String
    /// Whether the report does not wait for this rater.
    public var isGuest: Bool
    /// Whether this rater was withdrawn, so that nobody waits for what is open.
    public var isWithdrawn: Bool
    /// Presentations in the rater's packets.
    public var planned: Int
    /// Presentations rated in full.
    public var rated: Int
    /// Presentations skipped.
    public var skipped: Int
    /// Presentations flagged.
    public var flagged: Int
    /// When the last judgement was made, in milliseconds since 1970 by the rater's clock.
    public var lastMadeAt: Int64?
    /// Median seconds on task over presentations rated in full; nil where none is.
    public var secondsAnItem: Double?
    /// Minutes of work left, at this rater's own pace, or the others', or the declared one.
    public var minutesLeft: Double

    /// Presentations still open.
    public var open: Int { planned - rated - skipped }
  }

  /// In the order of their first packets.
  public var raters: [Rater]
  /// Median seconds on task over all presentations rated in full; nil where none is.
  public var secondsAnItem: Double?
  /// Krippendorff's alpha of the claimed criterion over all captions together (ordinal), or of preferences over all pairs
  /// with the incumbent together (nominal); nil where there is none.
  public var alpha: Double?
  /// Why there is no alpha; nil where there is one.
  public var alphaReason: String?
  /// Captions with two ratings or more, or pairs with two judgements or more: what alpha rests on.
  public var captionsRatedTwice: Int
  /// Whether captions are compared, not rated.
  public var areCompared: Bool
  /// How exact the study is and will be.
  public var precision: PooledPrecision

  /// Works out how a study gets on.
  ///
  /// - Parameters:
  ///   - plan: every packet.
  ///   - ratings: packet → what is known of it now.
  ///   - outputs: every arm's output for every item.
  ///   - categories: item → category.
  ///   - rubric: the questions.
  ///   - claim: whose criterion, scope and confidence count.
  ///   - traffic: category → weight; empty: every rating counts the same.
  ///   - guests: raters for whom the report does not wait.
  ///   - withdrawn: raters of whom nothing more is awaited than what is in.
  ///   - secondsPerItem: what an item was expected to take.
  ///   - further: rater → items that an extension would add; only the precision at completion counts them.
  ///   - incumbent: the arm in production; only where captions are compared, and then needed for alpha.
  /// - Throws: ``AnalysisError``.
  public init(
    plan: PresentationPlan, ratings: [String: [Rating]], outputs: [Output], categories: [ItemID: String],
    rubric: Rubric, claim: Claim, traffic: [String: Double], guests: [String], withdrawn: Set<String> = [],
    secondsPerItem: Int, further: [String: [ItemID]] = [:], incumbent: ArmCode? = nil
  ) throws(AnalysisError) {
    let tabulation = Tabulation(
      plan: plan, ratings: ratings, outputs: outputs, categories: categories, rubric: rubric)
    let cells = tabulation.cells
    areCompared = rubric.mode == .pairwise
    var parts: [String: [PacketProgress]] = [:]
    for packet in plan.packets {
      parts[packet.rater, default: []].append(
        PacketProgress(packet.presentations, rubric: rubric, ratings: ratings[packet.id] ?? []))
    }
    let pace = median(parts.values.flatMap { $0.flatMap(\.onTask) }.filter { $0 > 0 }.map { Double($0) / 1000 })
    raters = plan.raters.map { name in
      let packets = parts[name] ?? []
      let own = median(packets.flatMap(\.onTask).filter { $0 > 0 }.map { Double($0) / 1000 })
      let open = withdrawn.contains(name) ? 0 : packets.reduce(0) { $0 + $1.open }
      return Rater(
        name: name, isGuest: guests.contains(name), isWithdrawn: withdrawn.contains(name),
        planned: packets.reduce(0) { $0 + $1.planned },
        rated: packets.reduce(0) { $0 + $1.rated }, skipped: packets.reduce(0) { $0 + $1.skipped },
        flagged: packets.reduce(0) { $0 + $1.flagged }, lastMadeAt: packets.compactMap(\.lastMadeAt).max(),
        secondsAnItem: own, minutesLeft: Double(open) * (own ?? pace ?? Double(secondsPerItem)) / 60)
    }
    secondsAnItem = pace

    let units =
      areCompared
      ? incumbent.map { RatedUnits(tabulation.preferences, against: $0).lists } ?? []
      : Self.units(cells, plan, claim)
    captionsRatedTwice = units.count { $0.count >= 2 }
    do {
      alpha = try KrippendorffAlpha(units: units).value(areCompared ? .nominal : .ordinal)
    } catch {
      let none = areCompared ? "no pair has two judgements yet" : "no caption has two ratings yet"
      alphaReason = error == .nothingToCompare ? none : error.description
    }

    var complete = plan.itemsByRater
    for (name, packets) in parts {
      let skipped = Set(packets.flatMap(\.skippedItems))
      complete[name]?.removeAll(where: skipped.contains)
    }
    complete.merge(further) { $0 + $1 }
    // Of a guest, and of whoever is withdrawn, only what is there: the report does not wait for the rest.
    for rater in withdrawn.union(guests) {
      let rated = Set(
        areCompared
          ? tabulation.preferences.filter { $0.rater == rater }.map(\.item)
          : cells.filter { $0.rater == rater && $0.criterion == claim.criterion }.map(\.item))
      complete[rater] = complete[rater]?.filter(rated.contains)
    }
    let planned = complete.mapValues(Set.init)
    precision = try PooledPrecision(
      areCompared
        ? PooledPrecision.pairs(tabulation.preferences, plan, planned: planned, further: further)
        : PooledPrecision.pairs(cells.filter { $0.criterion == claim.criterion }, planned: planned),
      categories: categories, traffic: traffic, claim: claim)
  }

  /// The ratings of each caption, a caption that several arms gave counted once; in an order that does not depend on arms.
  private static func units(_ cells: [RatingCell], _ plan: PresentationPlan, _ claim: Claim) -> [[Double]] {
    struct Place: Hashable {
      var item: ItemID
      var arm: ArmCode
    }
    // A slot that several arms share would otherwise count once for each.
    let counted = Set(
      plan.packets.flatMap(\.presentations).flatMap { presentation in
        presentation.slots.compactMap { slot in
          (plan.arms[slot.id] ?? []).min().map { Place(item: presentation.item, arm: $0) }
        }
      })
    var units: [Place: [Double]] = [:]
    for cell in cells where cell.criterion == claim.criterion && !cell.isFailure {
      let place = Place(item: cell.item, arm: cell.arm)
      if counted.contains(place) { units[place, default: []].append(cell.value) }
    }
    return units.values.map { $0.sorted() }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
