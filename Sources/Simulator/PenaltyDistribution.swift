internal import Roster

/// How likely which penalty is, for the captions that a model writes of one image.
///
/// Every plan is enumerated with its chance: how the subject is named × which falsehood × what is left out × what is
/// made up, and then padding and opening. A caption of each plan is judged word by word, so that a fact which another
/// phrase happens to mention counts as mentioned here too.
struct PenaltyDistribution: Sendable {
  /// Points taken off, and the chance of that; chances add up to 1.
  let outcomes: [(penalty: Double, chance: Double)]

  init(of model: SimulatedModel, for entry: FactBook.Entry) {
    let facts = entry.facts
    let options = PlanOptions(facts)
    let places = facts.indices.filter { facts[$0].kind != .absent }
    var chances: [Int: Double] = [:]
    for (subject, subjectChance) in Self.subjects(model, options) {
      let drop = CaptionPlan.dropChance(subject, model)
      for (wrong, wrongChance) in Self.falsehoods(model, options, facts) {
        for (invented, inventedChance) in Self.inventions(model, options) {
          let chance = subjectChance * wrongChance * inventedChance
          guard chance > 0 else { continue }
          var plan = CaptionPlan()
          plan.subject = subject
          plan.wrong = wrong
          plan.invented = invented
          let said = plan.phrases(of: facts).map { Phrase($0, entry.matcher) }
          let loose = places.indices.filter { options.details.contains(places[$0]) && places[$0] != wrong?.fact }
          // A bit of the mask is a detail that is left out.
          for mask in 0..<(1 << loose.count) {
            let left = mask.nonzeroBitCount
            let dropChance = Self.power(drop, left) * Self.power(1 - drop, loose.count - left)
            guard dropChance > 0 else { continue }
            var kept = said
            for (bit, place) in loose.enumerated().reversed() where mask >> bit & 1 == 1 { kept.remove(at: place) }
            Self.add(kept, chance * dropChance, model, entry, to: &chances)
          }
        }
      }
    }
    outcomes = chances.sorted { $0.key < $1.key }.map { (Double($0.key) / 1000, $0.value) }
  }

  /// Adds a plan with and without padding and opening. Penalties are kept in thousandths, so that equal ones meet.
  private static func add(
    _ phrases: [Phrase], _ chance: Double, _ model: SimulatedModel, _ entry: FactBook.Entry,
    to chances: inout [Int: Double]
  ) {
    let length = phrases.reduce(0) { $0 + $1.length }
    var defects = entry.matcher.defects(
      numbers: phrases.flatMap(\.numbers), length: length, checks: FactBook.checks, opening: false)
    let isLong = defects.isTooLong
    let isLongWithOpening = FactBook.checks.maxWords.map { length + CaptionBank.openingWords > $0 } ?? false
    for (isPadded, padChance) in [(false, 1 - model.pad), (true, model.pad)] where padChance > 0 {
      for (opens, openChance) in [(false, 1 - model.opening), (true, model.opening)] where openChance > 0 {
        defects.hasBannedOpening = opens
        defects.isTooLong = isPadded || (opens ? isLongWithOpening : isLong)
        chances[Int((defects.penalty * 1000).rounded()), default: 0] += chance * padChance * openChance
      }
    }
  }

  /// A phrase cut into words once, for all the captions that it is part of.
  private struct Phrase {
    let numbers: [Int]
    let length: Int

    init(_ text: String, _ matcher: FactMatcher) {
      numbers = matcher.numbers(text)
      length = Words.count(text)
    }
  }

  private static func subjects(_ model: SimulatedModel, _ options: PlanOptions) -> [(CaptionPlan.Subject, Double)] {
    let wrong = options.wrongSubjects.isEmpty ? 0 : model.wrongSubject
    let vague = options.vagueSubjects.isEmpty ? 0 : (1 - wrong) * model.vague
    return [(.right, 1 - wrong - vague)]
      + options.wrongSubjects.map { ($0, wrong / Double(options.wrongSubjects.count)) }
      + options.vagueSubjects.map { ($0, vague / Double(options.vagueSubjects.count)) }
  }

  private static func falsehoods(
    _ model: SimulatedModel, _ options: PlanOptions, _ facts: [Fact]
  ) -> [(CaptionPlan.Wrong?, Double)] {
    guard !options.wrong.isEmpty else { return [(nil, 1)] }
    let each = model.wrong / Double(options.wrong.count)
    return [(nil, 1 - model.wrong)]
      + options.wrong.flatMap { fact in
        facts[fact].wrong.indices.map {
          (CaptionPlan.Wrong(fact: fact, variant: $0), each / Double(facts[fact].wrong.count))
        }
      }
  }

  private static func inventions(_ model: SimulatedModel, _ options: PlanOptions) -> [(Int?, Double)] {
    guard !options.absent.isEmpty else { return [(nil, 1)] }
    return [(nil, 1 - model.invent)] + options.absent.map { ($0, model.invent / Double(options.absent.count)) }
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
