internal import Analysis
internal import StudyModel

/// Several studies side by side, oldest first: what each found, and for candidates of more than one, how they moved.
///
/// Studies are never pooled, and there is no verdict across them: a margin belongs to one study's claim.
public struct StudyComparison: Sendable {
  /// Oldest first.
  let studies: [StudyRecord]
  /// One for each two studies that hold a candidate in common, the earlier first.
  let pairs: [StudyPair]
  /// Candidates of more than one study: shared incumbents first, then by name.
  let series: [CandidateSeries]

  /// Sets studies side by side.
  ///
  /// - Throws: ``CompareError`` for fewer than two, and for one study twice.
  public init(_ records: [StudyRecord]) throws(CompareError) {
    guard records.count > 1 else { throw .tooFewStudies(found: records.count) }
    studies = records.sorted { ($0.moment, $0.study, $0.folder) < ($1.moment, $1.study, $1.folder) }
    for (index, study) in studies.enumerated() {
      for other in studies[..<index] where !other.commitments.isDisjoint(with: study.commitments) {
        throw .sameStudy(first: other.folder, second: study.folder)
      }
    }
    var places: [String: [Int]] = [:]
    for (index, study) in studies.enumerated() {
      for candidate in study.candidates { places[candidate.label, default: []].append(index) }
    }
    let shared = places.filter { $0.value.count > 1 }
    let found = studies
    series = shared.map { CandidateSeries(label: $0.key, places: $0.value, in: found) }
      .sorted { (-$0.incumbencies, $0.label) < (-$1.incumbencies, $1.label) }
    let compared = Set(series.flatMap { $0.steps.map { [$0.from, $0.to] } })
    pairs = compared.sorted { ($0[1], $0[0]) < ($1[1], $1[0]) }.map { StudyPair(from: $0[0], to: $0[1], in: found) }
  }

  /// A study's name, and its folder beside it where another study has the same name.
  func name(_ index: Int) -> (study: String, folder: String?) {
    let study = studies[index]
    let isShared = studies.count { $0.study == study.study } > 1
    return (study.study, isShared ? study.folder : nil)
  }

  /// What must stand before every number: which studies are simulated, and which were unblinded early.
  var warnings: [String] {
    var lines: [String] = []
    for (index, study) in studies.enumerated() {
      guard let reason = study.earlyReason else { continue }
      lines.append(
        "Study \(index + 1), \(study.study), was UNBLINDED EARLY, with \(Numbers.count(study.ratingsIn)) of "
          + "\(Numbers.count(study.ratingsPlanned)) planned ratings in: \(reason.isEmpty ? "no reason was given" : reason)"
      )
    }
    for mark in Set(studies.compactMap(\.simulated)).sorted() {
      lines.append("\(mark.uppercased()) in \(named { $0.simulated == mark }): no decision can rest on those numbers")
    }
    if studies.contains(where: { !$0.isVouchedFor }) {
      lines.append("Nothing vouches for the numbers of \(named { !$0.isVouchedFor }): manifest.json is not there")
    }
    return lines
  }

  /// "study 2", "studies 1, 2 and 4".
  private func named(_ belongs: (StudyRecord) -> Bool) -> String {
    let numbers = studies.indices.filter { belongs(studies[$0]) }.map { "\($0 + 1)" }
    guard let last = numbers.last, numbers.count > 1 else { return "study \(numbers.first ?? "")" }
    return "studies \(numbers.dropLast().joined(separator: ", ")) and \(last)"
  }

  /// What holds of every number across studies.
  static let limits = [
    "No verdict holds across studies: a margin belongs to the claim of one study, and nothing here is pooled.",
    "A change between studies is worked out as the difference of two independent estimates (Welch); it holds other images "
      + "and other raters as well as another candidate. It speaks of the candidate alone only as far as both studies drew "
      + "images from the same source and raters from the same kind of people.",
    "Intervals are not widened for having looked at several changes.",
  ]
}

/// One candidate over the studies that it was in.
struct CandidateSeries: Sendable {
  let label: String
  /// Numbers of its studies, oldest first.
  let places: [Int]
  /// In how many of them it was the incumbent.
  let incumbencies: Int
  /// To each study from the last one before it whose numbers mean the same, and from the first to the last where that is
  /// another step. A study without such a predecessor has a step that says why.
  let steps: [SeriesStep]

  init(label: String, places: [Int], in studies: [StudyRecord]) {
    self.label = label
    self.places = places
    incumbencies = places.count { studies[$0].incumbent == label }
    func isComparable(_ from: Int, _ to: Int) -> Bool { StudyPair(from: from, to: to, in: studies).obstacles.isEmpty }
    var ends: [(Int, Int)] = []
    for (index, to) in places.enumerated().dropFirst() {
      let before = places[..<index]
      ends.append((before.last { isComparable($0, to) } ?? places[index - 1], to))
    }
    if let first = places.first, let last = places.last, isComparable(first, last),
      !ends.contains(where: { $0 == (first, last) })
    {
      ends.append((first, last))
    }
    steps = ends.map { SeriesStep(label: label, from: $0.0, to: $0.1, in: studies) }
  }
}

/// How one candidate moved between two studies.
struct SeriesStep: Sendable {
  let from: Int
  let to: Int
  /// Whether the two studies' numbers mean the same; where they do not, ``StudyPair/obstacles`` say why.
  let isComparable: Bool
  /// Its score in the later study less that in the earlier; nil where captions were compared in pairs, which gives no
  /// candidate a score of its own.
  let score: Change?
  /// The same of its difference from the incumbent; nil where it was the incumbent in both.
  let difference: Change?
  /// What else is not as it was: served model, prompt, failures, cost.
  let news: [String]

  init(label: String, from: Int, to: Int, in studies: [StudyRecord]) {
    (self.from, self.to) = (from, to)
    let (before, after) = (studies[from], studies[to])
    let (old, new) = (before.candidate(label), after.candidate(label))
    let level = max(before.claim.confidence, after.claim.confidence)
    let pair = StudyPair(from: from, to: to, in: studies)
    isComparable = pair.obstacles.isEmpty
    score =
      before.isPairs && after.isPairs
      ? nil : Change(from: old?.score, to: new?.score, confidence: level, obstacles: pair.obstacles)
    if old?.isIncumbent == true && new?.isIncumbent == true {
      difference = nil
    } else {
      var obstacles = pair.obstacles
      if before.incumbent != after.incumbent {
        obstacles.append("the incumbent was \(before.incumbent), then \(after.incumbent)")
      }
      difference = Change(from: old?.difference, to: new?.difference, confidence: level, obstacles: obstacles)
    }
    news = old.flatMap { old in new.map { Self.news(old, $0) } } ?? []
  }

  private static func news(_ old: CandidateRecord, _ new: CandidateRecord) -> [String] {
    var news: [String] = []
    func named(_ models: [String]) -> String {
      models.isEmpty ? "a model it did not name" : models.joined(separator: ", ")
    }
    if old.servedModels != new.servedModels, !(old.isReadyMade && new.isReadyMade) {
      news.append("the service answered as \(named(new.servedModels)), before as \(named(old.servedModels))")
    }
    for (study, record) in [("earlier", old), ("later", new)] where !record.mixture.isEmpty {
      news.append("in the \(study) study not one model answered: \(record.mixture.joined(separator: "; "))")
    }
    if old.isReadyMade != new.isReadyMade {
      news.append(
        new.isReadyMade ? "its captions were ready-made, before a model's" : "a model captioned, before ready-made")
    }
    if old.prompts != new.prompts, old.prompts != nil, new.prompts != nil {
      news.append("its prompts were other ones")
    }
    switch (old.definition, new.definition) {
    case (let before?, let after?):
      if before != after {
        news.append(
          "its definition (model string, prompts, settings, price) was another one: the same name, not the same thing")
      }
    default:
      news.append(
        "whether it was defined the same way (model string, prompts, settings) cannot be told: an older report "
          + "does not say")
    }
    return news
  }
}
