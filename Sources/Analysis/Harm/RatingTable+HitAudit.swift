public import Blinding
internal import Glibc
internal import Statistics
public import StudyModel

extension RatingTable {
  /// What a near-duplicate cache would do, threshold by threshold.
  ///
  /// Where the images were drawn from a population, a judged image with d bits stands for N(d) / n(d) of its hits, n(d) being
  /// how many such images were judged. Else an image stands for its category's share of traffic over the category's images.
  ///
  /// - Parameters:
  ///   - arm: what the cache would have given; `fresh`: what it is held against.
  ///   - hits: every image for which the cache would have given another's caption.
  ///   - categories: image → category, of the whole set.
  ///   - answers: what raters said that is not a number; needed where answers decide.
  /// - Throws: ``AnalysisError`` where the traffic's weights do not fit the categories.
  public func hitAudit(
    of arm: ArmCode, against fresh: ArmCode, hits: [AuditHit], terms: AuditTerms, categories: [ItemID: String],
    answers: GivenAnswers? = nil
  ) throws(AnalysisError) -> HitAudit {
    let all = hits.filter { $0.bits <= terms.near }.sorted { ($0.bits, $0.item) < ($1.bits, $1.item) }
    // Of a drawn set only what was drawn stands for anything: pictures that lend may be hits of others by the way.
    let hits = terms.population == nil ? all : all.filter(\.isShown)
    let verdicts = HitVerdicts(self, arm: arm, fresh: fresh, terms: terms, answers: answers)
    let judged = hits.filter(\.isShown).compactMap { verdicts.judged($0) }
    var audit = HitAudit(
      arm: arm, fresh: fresh, terms: terms, judged: judged,
      unjudged: hits.count(where: \.isShown) - judged.count)
    let weights = try HitWeights(terms, hits: hits, judged: judged, traffic: traffic, categories: categories)
    let families = Families(all)
    for bits in weights.steps {
      let within = judged.filter { $0.bits <= bits && weights[$0] > 0 }
      let units = within.map {
        WeightedShare.Unit(weight: weights[$0], cluster: families[$0.item], isYes: $0.isWrong)
      }
      let share = try? WeightedShare(units, confidence: claim.confidence)
      audit.thresholds.append(
        HitAudit.Threshold(
          bits: bits, hits: hits.count { $0.bits <= bits }, judged: within.count,
          wrong: within.count(where: \.isWrong), families: Set(units.map(\.cluster)).count,
          effective: share?.effectiveUnits ?? 0, share: weights.share(within: bits),
          rate: share.map { StatedNumber($0.value, $0.lower...$0.upper) }
            ?? StatedNumber(reason: "none of these hits was judged"),
          uncovered: weights.uncovered(within: bits)))
    }
    if let limit = terms.limit {
      audit.choice = Self.choice(audit.thresholds, limit: limit, confidence: claim.confidence)
    }
    return audit
  }

  /// Goes through the thresholds upwards, as ``HitAudit/Choice`` says.
  private static func choice(
    _ thresholds: [HitAudit.Threshold], limit: Double, confidence: Double
  ) -> HitAudit.Choice {
    func canShow(_ threshold: HitAudit.Threshold) -> Bool {
      guard threshold.uncovered.isEmpty,
        let least = try? WeightedShare.upperWithoutYes(of: threshold.effective, confidence: confidence)
      else { return false }
      return least < limit
    }
    let rest = thresholds.drop { !canShow($0) }
    // What was found wrong plays no part in where it begins, and ends it: a threshold that is not covered is not passed.
    let passed = rest.prefix { canShow($0) && ($0.rate.upper ?? 1) < limit }
    if let last = passed.last { return .shown(bits: last.bits) }
    let needed = Int((log((1 - confidence) / 2) / log1p(-limit)).rounded(.down)) + 1
    return .none(first: rest.first?.bits, needed: needed)
  }
}

/// What raters said of one hit.
private struct HitVerdicts {
  private let terms: AuditTerms
  /// Image → rater → points.
  private var served: [ItemID: [String: Double]] = [:]
  private var fresh: [ItemID: [String: Double]] = [:]
  /// Image → raters who gave an answer by which the cache's caption is wrong.
  private var against: [ItemID: Set<String>] = [:]

  init(_ table: RatingTable, arm: ArmCode, fresh: ArmCode, terms: AuditTerms, answers: GivenAnswers?) {
    self.terms = terms
    let criterion = if case .below(_, let criterion) = terms.wrong { criterion } else { table.claim.criterion }
    for cell in table.cells where cell.criterion == criterion {
      if cell.arm == arm { served[cell.item, default: [:]][cell.rater] = cell.value }
      if cell.arm == fresh { self.fresh[cell.item, default: [:]][cell.rater] = cell.value }
    }
    guard case .answered(let question, let wrong) = terms.wrong else { return }
    // A caption that is the fresh one word for word does no harm that the fresh one does not.
    for given in answers?.answers ?? []
    where given.question == question && given.arms.contains(arm) && !given.arms.contains(fresh) {
      if given.answer.names(any: wrong) { against[given.item, default: []].insert(given.rater) }
    }
  }

  /// - Returns: nil where nobody judged it.
  func judged(_ hit: AuditHit) -> HitAudit.JudgedHit? {
    let own = served[hit.item] ?? [:]
    switch terms.wrong {
    case .below(let points, _):
      let differences = own.sorted { $0.key < $1.key }.compactMap { rater, value in
        fresh[hit.item]?[rater].map { value - $0 }
      }
      guard !differences.isEmpty else { return nil }
      let mean = differences.reduce(0, +) / Double(differences.count)
      // Thirds of points do not add up exactly.
      return HitAudit.JudgedHit(
        item: hit.item, bits: hit.bits, raters: differences.count, difference: mean, isWrong: mean <= -points + 1e-9)
    case .answered:
      guard !own.isEmpty else { return nil }
      let said = against[hit.item]?.intersection(own.keys).count ?? 0
      return HitAudit.JudgedHit(
        item: hit.item, bits: hit.bits, raters: own.count, share: Double(said) / Double(own.count),
        isWrong: 2 * said >= own.count)
    }
  }
}

extension Answer {
  /// Whether it is, or names, one of these.
  fileprivate func names(any wanted: Set<String>) -> Bool {
    switch self {
    case .option(let option): wanted.contains(option)
    case .tags(let tags): tags.contains(where: wanted.contains)
    case .number, .text: false
    }
  }
}

/// What each judged hit stands for, and how large a part of production hits are.
private struct HitWeights {
  private let terms: AuditTerms
  private let hits: [AuditHit]
  private let judged: [Int: Int]
  private let byCategory: ImageWeights?
  private let perImage: [ItemID: Double]

  init(
    _ terms: AuditTerms, hits: [AuditHit], judged: [HitAudit.JudgedHit], traffic: [String: Double],
    categories: [ItemID: String]
  ) throws(AnalysisError) {
    self.terms = terms
    self.hits = hits
    self.judged = judged.reduce(into: [:]) { $0[$1.bits, default: 0] += 1 }
    guard terms.population == nil else {
      (byCategory, perImage) = (nil, [:])
      return
    }
    let weights = try ImageWeights(categories: categories, traffic: traffic, confidence: 0.95)
    let counts = weights.strata.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    perImage = Dictionary(
      weights.items.enumerated().map { number, item in
        let stratum = weights.strata[number]
        return (item, weights.shares[stratum].weight / Double(counts[stratum] ?? 1))
      }, uniquingKeysWith: { first, _ in first })
    byCategory = weights
  }

  /// Thresholds at which something changes.
  var steps: [Int] {
    var bits = Set(hits.map(\.bits))
    if let population = terms.population { bits.formUnion(population.hits.filter { $0.value > 0 }.keys) }
    return bits.filter { $0 <= terms.near }.sorted()
  }

  /// How many hits a judged one stands for; 0 where the population has none like it.
  subscript(hit: HitAudit.JudgedHit) -> Double {
    guard let population = terms.population else { return perImage[hit.item] ?? 0 }
    guard let images = population.hits[hit.bits], let judged = judged[hit.bits] else { return 0 }
    return Double(images) / Double(judged)
  }

  func share(within bits: Int) -> Double {
    guard let population = terms.population else {
      return byCategory?.share(of: Set(hits.filter { $0.bits <= bits }.map(\.item))) ?? 0
    }
    return population.share(within: bits)
  }

  func uncovered(within bits: Int) -> [Int] {
    let present =
      terms.population.map { Set($0.hits.filter { $0.value > 0 }.keys) } ?? Set(hits.map(\.bits))
    return present.filter { $0 <= bits && judged[$0] == nil }.sorted()
  }
}

/// Pictures that are linked by hits, each family with a number.
private struct Families {
  private var parents: [ItemID: ItemID] = [:]
  private var numbers: [ItemID: Int] = [:]

  init(_ hits: [AuditHit]) {
    for hit in hits {
      let (one, other) = (root(hit.item), root(hit.donor))
      // The smaller, so that the same hits in another order make the same families.
      if one != other { parents[max(one, other)] = min(one, other) }
    }
    let members = Set(hits.flatMap { [$0.item, $0.donor] }).sorted()
    var roots: [ItemID: Int] = [:]
    for member in members {
      let root = root(member)
      numbers[member] = roots[root] ?? roots.count
      roots[root] = numbers[member]
    }
  }

  private func root(_ item: ItemID) -> ItemID {
    var item = item
    while let parent = parents[item] { item = parent }
    return item
  }

  subscript(item: ItemID) -> Int { numbers[item] ?? 0 }
}
