internal import StudyModel

/// What captions tell of whose they are, looked for before packets are written. It changes no caption.
///
/// Names are found caption by caption. Habits of writing and lengths count against the incumbent's captions, and only
/// where they tell an arm from it often enough: see the thresholds. Arms under the threshold may still be told by several
/// habits together, and by what no rule knows: no finding is no proof.
public struct LeakScan: Hashable, Sendable, Codable {
  /// The version of these rules, for the log.
  public static let rules = 1
  /// A habit is a finding from this area under the curve: shares that lie 20 points apart.
  public static let leastStyleAUC = 0.6
  /// Lengths are one from this: normal distributions 1.2 standard deviations apart, which overlap by 55 %.
  public static let leastLengthAUC = 0.8
  /// And only from so many images with a difference, so that chance in a small set is none.
  public static let leastImages = 5
  /// Captions shown with a finding.
  public static let mostExamples = 2

  /// By arm, then in the order of ``LeakKind``.
  public var findings: [LeakFinding]
  /// Arms with captions that raters may see.
  public var arms: Int
  /// Such captions.
  public var captions: Int

  /// Looks through captions.
  ///
  /// A name that also another arm uses of the same image is probably in the picture: a distinctive one is only a possible
  /// hit there, and an ordinary word none.
  ///
  /// - Parameters:
  ///   - outputs: every arm's output for every item, in any order; what raters do not see is passed over.
  ///   - incumbent: with whose captions the others are compared. Without captions of its own nothing is compared.
  ///   - words: the names to look for.
  /// - Complexity: O(words in all captions).
  public init(_ outputs: [Output], incumbent: ArmCode, words: LeakWords) {
    let seen = outputs.compactMap { output -> Caption? in
      guard output.outcome.isRated, let text = output.text, !text.allSatisfy(\.isWhitespace) else { return nil }
      return Caption(arm: output.arm, item: output.item, text: text, words: LeakText(text))
    }.sorted { ($0.arm, $0.item.hex) < ($1.arm, $1.item.hex) }
    let byArm = Dictionary(grouping: seen, by: \.arm)
    captions = seen.count
    arms = byArm.count
    let naming = seen.map { SelfNaming($0.text, words, $0.words) }
    var uses: [Use: Int] = [:]
    for (caption, naming) in zip(seen, naming) {
      for name in naming.names.union(naming.possible) { uses[Use(item: caption.item, name: name), default: 0] += 1 }
    }
    var found: [LeakFinding] = []
    for (arm, own) in byArm {
      let named = zip(seen, naming).filter { $0.0.arm == arm }.map { (caption: $0.0, naming: $0.1) }
      func isShared(_ name: String, _ item: ItemID) -> Bool { uses[Use(item: item, name: name), default: 0] > 1 }
      func names(_ kind: LeakKind, _ texts: (Caption, SelfNaming) -> [String]) {
        let hits = named.map { (caption: $0.caption, texts: texts($0.caption, $0.naming)) }.filter { !$0.texts.isEmpty }
        guard !hits.isEmpty else { return }
        found.append(
          LeakFinding(
            arm: arm, kind: kind, found: Set(hits.flatMap(\.texts)).sorted(), captions: hits.count, of: own.count,
            contrast: nil, examples: Self.examples(hits.map(\.caption))))
      }
      names(.selfNaming) { $1.itself }
      names(.name) { caption, naming in naming.names.filter { !isShared($0, caption.item) } }
      names(.possibleName) { caption, naming in
        naming.names.filter { isShared($0, caption.item) }
          + (naming.itself.isEmpty ? naming.possible.filter { !isShared($0, caption.item) } : [])
      }
      if arm != incumbent, let today = byArm[incumbent] { found += Self.contrasts(own, today) }
    }
    findings = found.sorted { ($0.arm, $0.kind.place, $0.found.joined()) < ($1.arm, $1.kind.place, $1.found.joined()) }
  }

  /// Findings by kind, for the log: no arm, no word of a caption.
  public var counts: String {
    let counts = LeakKind.allCases.compactMap { kind in
      let number = findings.count { $0.kind == kind }
      return number == 0 ? nil : "\(kind.rawValue) \(number)"
    }
    return "rules \(Self.rules), \(captions) captions: "
      + (findings.isEmpty ? "no findings" : "\(findings.count) findings (\(counts.joined(separator: ", ")))")
  }

  /// A caption that raters may see.
  private struct Caption {
    let arm: ArmCode
    let item: ItemID
    let text: String
    let words: LeakText
    let habits: Set<LeakKind>

    init(arm: ArmCode, item: ItemID, text: String, words: LeakText) {
      (self.arm, self.item, self.text, self.words) = (arm, item, text, words)
      habits = HouseStyle.habits(of: text, words: words)
    }
  }

  private struct Use: Hashable {
    let item: ItemID
    let name: String
  }

  private static func examples(_ captions: some Sequence<Caption>) -> [LeakFinding.Example] {
    captions.prefix(mostExamples).map { LeakFinding.Example(item: $0.item, text: $0.text) }
  }

  /// Habits and lengths in which an arm differs from the incumbent.
  private static func contrasts(_ own: [Caption], _ today: [Caption]) -> [LeakFinding] {
    var found: [LeakFinding] = []
    for kind in LeakKind.allCases where HouseStyle.kinds.contains(kind) {
      guard let habit = Habit(own, today, { $0.habits.contains(kind) }) else { continue }
      let marks = kind == .markdown ? Set(habit.hits.flatMap { HouseStyle.markdown(in: $0.text) }).sorted() : []
      found.append(habit.finding(kind, found: marks, own))
    }
    // Openings that speak of the picture have their own kind.
    let openings = Dictionary(
      (own + today).map { caption in
        (Place(caption), caption.habits.contains(.opening) ? nil : caption.words.opening)
      }, uniquingKeysWith: { first, _ in first })
    for opening in Set([own, today].compactMap { commonest($0.compactMap { openings[Place($0)] ?? nil }) }).sorted() {
      if let habit = Habit(own, today, { openings[Place($0)] == opening }) {
        found.append(habit.finding(.sameOpening, found: [opening], own))
      }
    }
    if let finding = lengths(own, today) { found.append(finding) }
    return found
  }

  private struct Place: Hashable {
    let arm: ArmCode
    let item: ItemID
    init(_ caption: Caption) { (arm, item) = (caption.arm, caption.item) }
  }

  /// The text that comes most often; of two as frequent the first by alphabet.
  private static func commonest(_ texts: [String]) -> String? {
    Dictionary(grouping: texts, by: \.self).min { ($1.value.count, $0.key) < ($0.value.count, $1.key) }?.key
  }

  /// A habit that tells an arm from the incumbent; nil where it does not.
  private struct Habit {
    /// Captions that have it, of whichever arm has it more.
    let hits: [Caption]
    let captions: Int
    let contrast: LeakFinding.Contrast

    init?(_ own: [Caption], _ today: [Caption], _ test: (Caption) -> Bool) {
      let (ownHits, todayHits) = (own.filter(test), today.filter(test))
      guard ownHits.count + todayHits.count > 0 else { return nil }
      let (ownItems, todayItems) = (Set(ownHits.map(\.item)), Set(todayHits.map(\.item)))
      let both = Set(own.map(\.item)).intersection(today.map(\.item))
      let (alone, against) = (
        ownItems.subtracting(todayItems).intersection(both).count,
        todayItems.subtracting(ownItems).intersection(both).count
      )
      guard abs(alone - against) >= leastImages else { return nil }
      // Whole numbers are compared, so that the threshold itself is reached: |b − c| / 2n ≥ AUC − ½.
      let auc = 0.5 + Double(abs(alone - against)) / Double(2 * both.count)
      guard auc >= leastStyleAUC - 1e-9 else { return nil }
      captions = ownHits.count
      hits = alone > against ? ownHits : todayHits
      contrast = LeakFinding.Contrast(
        captions: todayHits.count, of: today.count, images: both.count, differing: alone + against, auc: auc,
        medians: [])
    }

    func finding(_ kind: LeakKind, found: [String], _ own: [Caption]) -> LeakFinding {
      LeakFinding(
        arm: own[0].arm, kind: kind, found: found, captions: captions, of: own.count, contrast: contrast,
        examples: examples(hits))
    }
  }

  /// Lengths that hardly overlap; nil where they do.
  private static func lengths(_ own: [Caption], _ today: [Caption]) -> LeakFinding? {
    guard min(own.count, today.count) >= leastImages else { return nil }
    let words = own.map { LeakText.length(of: $0.text) }
    let todays = Dictionary(
      today.map { ($0.item, LeakText.length(of: $0.text)) }, uniquingKeysWith: { first, _ in first })
    let above = chanceOfMore(words, than: Array(todays.values))
    let auc = max(above, 1 - above)
    guard auc >= leastLengthAUC - 1e-9 else { return nil }
    let isLonger = above > 0.5
    let (median, todaysMedian) = (median(words), median(Array(todays.values)))
    let far = zip(own, words).filter { isLonger ? Double($1) > todaysMedian : Double($1) < todaysMedian }
    let pairs = zip(own, words).compactMap { caption, length in todays[caption.item].map { (length, $0) } }
    return LeakFinding(
      arm: own[0].arm, kind: .length, found: [isLonger ? "longer" : "shorter"], captions: far.count, of: own.count,
      contrast: LeakFinding.Contrast(
        captions: todays.values.count { isLonger ? Double($0) > todaysMedian : Double($0) < todaysMedian },
        of: today.count, images: pairs.count, differing: pairs.count { isLonger ? $0 > $1 : $0 < $1 }, auc: auc,
        medians: [median, todaysMedian]),
      examples: examples(far.map(\.0)))
  }

  /// The chance that one of some numbers is above one of others, ties counted half: U / mn of Mann and Whitney (1947).
  static func chanceOfMore(_ numbers: [Int], than others: [Int]) -> Double {
    let counts = Dictionary(grouping: others, by: \.self).mapValues(\.count).sorted { $0.key < $1.key }
    var (doubled, below, next) = (0, 0, 0)
    for number in numbers.sorted() {
      while next < counts.count, counts[next].key < number {
        below += counts[next].value
        next += 1
      }
      doubled += 2 * below + (next < counts.count && counts[next].key == number ? counts[next].value : 0)
    }
    return Double(doubled) / Double(2 * numbers.count * others.count)
  }

  private static func median(_ numbers: [Int]) -> Double {
    let sorted = numbers.sorted()
    return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

extension LeakKind {
  fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
