internal import Analysis
internal import Blinding
internal import StudyModel

/// Every image of a study with all that was said of it, by name.
struct ItemReadings: Sendable {
  let reading: Reading
  /// Pseudonyms, sorted.
  let raters: [String]
  /// Raters whose ratings do not count, by a rule fixed in advance.
  let leftOut: Set<Int>
  /// Questions with numbers, the claimed criterion first, then in the rubric's order.
  let criteria: [String]
  /// By the images' names.
  private(set) var items: [ItemReading]

  /// - Throws: `unknownItem` where something was said of an image that is not in the set.
  /// - Complexity: O(ratings), but for sorting names.
  init(_ reading: Reading) throws(ReportError) {
    let dossier = reading.dossier
    self.reading = reading
    let spoken =
      dossier.ratings.map(\.rater) + (dossier.answers?.answers.map(\.rater) ?? [])
      + (dossier.preferences?.preferences.map(\.rater) ?? [])
    raters = Set(spoken).sorted()
    let screening = dossier.trust.screening
    let out = Set(screening?.rule.excludes == true ? screening?.screened ?? [] : [])
    leftOut = Set(raters.indices.filter { [raters] in out.contains(raters[$0]) })
    let claimed = reading.claim.criterion
    let ranges = Tabulation.ranges(of: dossier.rubric)
    let others = dossier.rubric.questions.map(\.id).filter { ranges[$0] != nil && $0 != claimed }
    let total = ranges["score"] != nil && claimed != "score" && !others.contains("score") ? ["score"] : []
    criteria = [claimed] + others + total
    let facts = dossier.items.sorted { $0.item < $1.item }
    let names = Self.names(of: facts.map(\.item))
    let arms = Dictionary(uniqueKeysWithValues: reading.candidates.enumerated().map { ($1.facts.arm, $0) })
    items = zip(facts, names).map { facts, name in
      var outputs = [Output?](repeating: nil, count: reading.candidates.count)
      for output in facts.outputs {
        if let place = arms[output.arm] { outputs[place] = output }
      }
      return ItemReading(
        facts: facts, name: name,
        captions: outputs.enumerated().map { CaptionReading(candidate: $0, output: $1) })
    }
    let index = Index(
      items: Dictionary(uniqueKeysWithValues: facts.map(\.item).enumerated().map { ($1, $0) }), arms: arms,
      raters: Dictionary(uniqueKeysWithValues: raters.enumerated().map { ($1, $0) }))
    if reading.areCompared {
      try addPreferences(index)
    } else {
      try addScores(index, range: ranges[claimed])
    }
    try addAnswers(index)
  }

  /// Places of what ratings name.
  struct Index {
    let items: [ItemID: Int]
    let arms: [ArmCode: Int]
    let raters: [String: Int]

    func place(of item: ItemID) throws(ReportError) -> Int {
      guard let place = items[item] else { throw .unknownItem(item) }
      return place
    }
  }

  /// So many digits of each hash as tell every image from every other, eight at least.
  private static func names(of items: [ItemID]) -> [String] {
    var length = 8
    while length < 64, Set(items.map { $0.hex.prefix(length) }).count < items.count { length += 1 }
    return items.map { String($0.hex.prefix(length)) }
  }

  mutating func add(remarks: [AnswerLine], to item: Int) { items[item].remarks += remarks }

  mutating func add(_ lines: [AnswerLine], toCaption caption: Int, of item: Int) {
    items[item].captions[caption].lines += lines
  }

  mutating func add(_ lines: [AnswerLine], toPair pair: Int, of item: Int) { items[item].pairs[pair].lines += lines }

  private mutating func addScores(_ index: Index, range: ClosedRange<Double>?) throws(ReportError) {
    let arms = reading.candidates.count
    let places = Dictionary(uniqueKeysWithValues: criteria.enumerated().map { ($1, $0) })
    var scores = [[(rater: Int, value: Double)]](repeating: [], count: items.count * arms * criteria.count)
    var (lastItem, lastPlace): (ItemID?, Int) = (nil, 0)
    for cell in reading.dossier.ratings {
      if cell.item != lastItem { (lastItem, lastPlace) = (cell.item, try index.place(of: cell.item)) }
      guard let arm = index.arms[cell.arm], let criterion = places[cell.criterion], let rater = index.raters[cell.rater]
      else { continue }
      scores[(lastPlace * arms + arm) * criteria.count + criterion].append((rater, cell.value))
    }
    for item in items.indices {
      let start = item * arms * criteria.count
      let old = scores[start].filter { !leftOut.contains($0.rater) }
      for arm in 0..<arms {
        let first = start + arm * criteria.count
        let counted = scores[first].filter { !leftOut.contains($0.rater) }
        var caption = items[item].captions[arm]
        if !counted.isEmpty { caption.mean = counted.reduce(0) { $0 + $1.value } / Double(counted.count) }
        if arm > 0 {
          let known = Dictionary(old.map { ($0.rater, $0.value) }) { first, _ in first }
          let differences = counted.compactMap { score in known[score.rater].map { score.value - $0 } }
          if !differences.isEmpty { caption.difference = differences.reduce(0, +) / Double(differences.count) }
        }
        if caption.isFailure {
          caption.ruled = counted.first.map { ($0.value, counted.count) }
        } else {
          caption.spread = Spread.of(counted.map(\.value))
          if let spread = caption.spread, let range { caption.isDisputed = spread >= Spread.limit(on: range) - 1e-9 }
          caption.lines = criteria.indices.compactMap { criterion in
            let given = scores[first + criterion]
            guard !given.isEmpty else { return nil }
            return AnswerLine(
              question: criteria[criterion],
              entries: given.sorted { $0.rater < $1.rater }.map {
                AnswerLine.Entry(rater: $0.rater, said: .number($0.value))
              })
          }
        }
        items[item].captions[arm] = caption
      }
    }
  }

  private mutating func addPreferences(_ index: Index) throws(ReportError) {
    var grouped = [[(pair: [Int], preference: Preference)]](repeating: [], count: items.count)
    for preference in reading.dossier.preferences?.preferences ?? [] {
      guard let first = index.arms[preference.first], let second = index.arms[preference.second] else { continue }
      grouped[try index.place(of: preference.item)].append(([first, second].sorted(), preference))
    }
    for item in items.indices {
      let pairs = Dictionary(grouping: grouped[item], by: \.pair).sorted { $0.key.lexicographicallyPrecedes($1.key) }
      items[item].pairs = pairs.map { pair, all in pairReading(pair, all.map(\.preference), index) }
      for (pair, all) in pairs where pair[0] == 0 {
        let arm = reading.candidates[pair[1]].facts.arm
        let counted = all.map(\.preference).filter { !isLeftOut($0.rater, index) }.map { $0.value(of: arm) }
        guard !counted.isEmpty else { continue }
        items[item].captions[pair[1]].difference = counted.reduce(0, +) / Double(counted.count)
      }
    }
  }

  private func isLeftOut(_ rater: String, _ index: Index) -> Bool {
    index.raters[rater].map(leftOut.contains) ?? false
  }

  /// What every rater who had a pair said of it, or the rule in the raters' place.
  private func pairReading(_ pair: [Int], _ preferences: [Preference], _ index: Index) -> PairReading {
    var result = PairReading(candidates: (pair[0], pair[1]))
    let judged = preferences.filter { $0.basis == .judged }.sorted { $0.rater < $1.rater }
    let question = reading.claim.criterion
    if let ruled = preferences.first(where: { $0.basis != .judged }) {
      let entry = AnswerLine.Entry(rater: nil, said: .words(outcome(ruled)))
      result.lines.append(AnswerLine(question: question, entries: [entry]))
    }
    guard !judged.isEmpty else { return result }
    result.lines.append(
      AnswerLine(
        question: question,
        entries: judged.map { AnswerLine.Entry(rater: index.raters[$0.rater], said: .words(outcome($0))) }))
    let arm = reading.candidates[pair[1]].facts.arm
    let values = judged.filter { !isLeftOut($0.rater, index) }.map { $0.value(of: arm) }
    result.spread = Spread.of(values)
    result.isDisputed = values.contains(1) && values.contains(-1)
    return result
  }

  private func outcome(_ preference: Preference) -> String {
    let words =
      switch preference.outcome {
      case .first: reading.label(of: preference.first)
      case .second: reading.label(of: preference.second)
      case .tie: "no difference"
      case .neither: "neither is usable"
      }
    switch preference.basis {
    case .judged: return words
    case .sameCaption: return "both gave the same caption: counts as a tie, nobody was asked"
    case .noCaption:
      return preference.outcome == .tie
        ? "neither gave a caption: counts as a tie, nobody was asked"
        : "only \(words) gave a caption: counts as preferred, nobody was asked"
    }
  }
}
