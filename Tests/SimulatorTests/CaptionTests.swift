import Testing

@testable import Simulator

@Suite("Simulated captions")
struct CaptionTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  private func simulation(_ model: SimulatedModel, seed: UInt64) -> Simulation {
    Simulation(seed: seed, models: [model], panel: Fixture.panel)
  }

  private func captions(_ model: SimulatedModel, of entry: FactBook.Entry, seeds: Range<UInt64>) throws -> [String] {
    try seeds.map { seed in
      guard case .caption(let caption) = simulation(model, seed: seed).answer(to: entry, by: model) else {
        throw Unexpected()
      }
      return caption
    }
  }

  private struct Unexpected: Error {}

  @Test("are true and complete where no defect is declared, in more than one wording")
  func truthful() throws {
    let perfect = SimulatedModel(name: "sim-perfect")
    for entry in fixture.book.entries {
      let captions = try captions(perfect, of: entry, seeds: 0..<60)
      for caption in captions {
        #expect(entry.defects(of: caption).penalty == 0, "\(caption)")
        #expect(caption.first?.isUppercase == true && caption.hasSuffix("."), "\(caption)")
      }
      #expect(Set(captions).count > 1)
    }
  }

  @Test("are the same for the same seed, image and model, and depend on each")
  func deterministic() throws {
    let entry = try fixture.entry("kettle")
    let model = Fixture.clumsy
    let other = SimulatedModel(
      name: "sim-other", drop: model.drop, wrong: model.wrong, invent: model.invent, pad: model.pad)
    let first = try captions(model, of: entry, seeds: 0..<40)
    #expect(try captions(model, of: entry, seeds: 0..<40) == first)
    #expect(try captions(other, of: entry, seeds: 0..<40) != first)
    #expect(Set(first).count > 20)
    let simulation = simulation(model, seed: 3)
    #expect(simulation.latency(of: entry.id, by: model) == simulation.latency(of: entry.id, by: model))
  }

  @Test("are worded without a change of what they are worth")
  func wording() throws {
    for entry in fixture.book.entries {
      for seed in UInt64(0)..<150 {
        let draws = ModelDraws(seed: seed, item: entry.id, model: Fixture.clumsy)
        let plan = CaptionPlan(for: entry.facts, model: Fixture.clumsy, draws: draws)
        let caption = CaptionWriter(entry: entry, draws: draws).caption(of: plan)
        let defects = entry.defects(of: caption)
        #expect(defects.isTooLong || !plan.isPadded)
        #expect(defects.hasBannedOpening == plan.hasOpening)
        #expect(defects.invented.isEmpty == (plan.invented == nil))
        #expect(defects.wrong.isEmpty == (plan.wrong == nil))
        #expect(defects.missing.map(\.say) == plan.dropped.sorted().map { entry.facts[$0].say })
      }
    }
  }

  @Test("have each declared defect as often as declared")
  func rates() throws {
    // 1,500 captions: a count may be off by 4 standard errors, sqrt(p (1 − p) n) each.
    let entry = try fixture.entry("kettle")
    let model = Fixture.clumsy
    let n = 1500
    var counts: [String: (seen: Int, of: Int, chance: Double)] = [:]
    func count(_ name: String, _ happened: Bool, _ chance: Double) {
      let known = counts[name] ?? (0, 0, chance)
      counts[name] = (known.seen + (happened ? 1 : 0), known.of + 1, chance)
    }
    for caption in try captions(model, of: entry, seeds: 0..<UInt64(n)) {
      let found = entry.defects(of: caption)
      count("wrong", !found.wrong.isEmpty, model.wrong)
      count("wrong subject", found.subject == .wrong, model.wrongSubject)
      count("vague", found.subject == .vague, (1 - model.wrongSubject) * model.vague)
      count("invented", !found.invented.isEmpty, model.invent)
      count("too long", found.isTooLong, model.pad)
      count("opening", found.hasBannedOpening, model.opening)
      guard found.wrong.isEmpty else { continue }
      for fact in entry.facts where fact.kind != .absent && fact.kind != .subject {
        let chance = found.subject == .vague ? SimulatedModel.vagueDrop : model.drop
        count("drop \(fact.say) \(chance)", found.missing.contains(fact), chance)
      }
    }
    #expect(counts.count == 16)
    for (name, count) in counts {
      let expected = count.chance * Double(count.of)
      let tolerance = 4 * (expected * (1 - count.chance)).squareRoot()
      #expect(abs(Double(count.seen) - expected) < tolerance, "\(name): \(count.seen) of \(count.of)")
    }
  }

  @Test("refuse, stay empty or fail as often as declared")
  func failures() throws {
    let entry = try fixture.entry("desk")
    let model = SimulatedModel(name: "sim-frail", refuse: 0.2, empty: 0.1, error: 0.3, errorStatus: 503, errorTimes: 2)
    var refusals = 0
    var empties = 0
    var errors = 0
    for seed in UInt64(0)..<3000 {
      switch simulation(model, seed: seed).answer(to: entry, by: model) {
      case .refusal: refusals += 1
      case .empty: empties += 1
      case .error(503, 2, _): errors += 1
      default: break
      }
    }
    // Drawn one after the other: 0.2, 0.8 × 0.1, 0.72 × 0.3; within 4 standard errors.
    #expect(abs(refusals - 600) < 4 * 22)
    #expect(abs(empties - 240) < 4 * 15)
    #expect(abs(errors - 648) < 4 * 23)
  }

  @Test("of two models are alike as declared, at unchanged rates")
  func likeness() throws {
    // With likeness 0.9, both draws are the shared one in 0.81 of all cases: two models at the same drop chance p agree
    // about one fact with chance 0.81 + 0.19 (p² + (1 − p)²), which is 0.92 for p = 0.3; unlike ones in 0.58.
    func agreement(_ likeness: Double) throws -> (agree: Double, dropped: Double) {
      let entry = try fixture.entry("desk")
      let models = ["sim-a", "sim-b"].map { SimulatedModel(name: $0, drop: 0.3, likeness: likeness) }
      var agree = 0
      var dropped = 0
      for seed in UInt64(0)..<3000 {
        let missing = models.map { model in
          let draws = ModelDraws(seed: seed, item: entry.id, model: model)
          return CaptionPlan(for: entry.facts, model: model, draws: draws).dropped.contains(2)
        }
        agree += missing[0] == missing[1] ? 1 : 0
        dropped += missing[0] ? 1 : 0
      }
      return (Double(agree) / 3000, Double(dropped) / 3000)
    }
    let alike = try agreement(0.9)
    let unlike = try agreement(0)
    #expect(abs(alike.agree - 0.9202) < 0.02)
    #expect(abs(unlike.agree - 0.58) < 0.036)
    #expect(abs(alike.dropped - 0.3) < 0.034)
    #expect(abs(unlike.dropped - 0.3) < 0.034)
  }
}
