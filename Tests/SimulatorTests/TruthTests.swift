import Foundation
import StudyModel
import Testing

@testable import Simulator

@Suite("The declared truth")
struct TruthTests {
  let fixture: Fixture
  init() throws { fixture = try Fixture() }

  @Test("of a perfect model is the normal integral, worked by hand")
  func byHand() throws {
    // Quality 5, error N(0, 0.3² + 0.4² = 0.5²), points 1…5:
    // E = 1 + Φ(3.5/.5) + Φ(2.5/.5) + Φ(1.5/.5) + Φ(0.5/.5) = 1 + 1 + 0.9999997 + 0.9986501 + 0.8413447 = 4.8399945
    let panel = SimulatedPanel(seed: 1, leniencySD: 0.3, noiseSD: 0.4)
    let truth = try DeclaredTruth(book: fixture.book, panel: panel)
    #expect(abs(truth.score(of: SimulatedModel(name: "sim-perfect")) - 4.8399945) < 1e-6)
  }

  @Test("without noise is the rounded quality")
  func noNoise() throws {
    // All facts of the poster but the subject dropped: 0.4 + 0.2 + 0.2 off, 4.2, rounded 4.
    // Of the kettle: 0.4 + 0.4 + 0.2 + 0.4 + 0.2 = 1.6 off, rounded 3. Of the desk: 0.2 + 0.4 + 0.2 = 0.8 off, 4.
    let panel = SimulatedPanel(seed: 1, leniencySD: 0, noiseSD: 0)
    let silent = SimulatedModel(name: "sim-silent", drop: 1)
    let even = try DeclaredTruth(book: fixture.book, panel: panel)
    #expect(abs(even.score(of: silent) - 11.0 / 3) < 1e-9)
    let weighted = try DeclaredTruth(
      book: fixture.book, panel: panel, traffic: ["product": 0.6, "everyday": 0.3, "screenshot-or-chart": 0.1])
    #expect(abs(weighted.score(of: silent) - 3.4) < 1e-9)
  }

  @Test("counts answers that never come as the lowest point")
  func failures() throws {
    let panel = SimulatedPanel(seed: 1, leniencySD: 0, noiseSD: 0)
    let truth = try DeclaredTruth(book: fixture.book, panel: panel)
    #expect(abs(truth.score(of: SimulatedModel(name: "m", refuse: 0.25)) - (0.75 * 5 + 0.25)) < 1e-9)
    #expect(abs(truth.score(of: SimulatedModel(name: "m", error: 0.5)) - 3) < 1e-9)
    #expect(abs(truth.score(of: SimulatedModel(name: "m", error: 0.5, errorTimes: 1)) - 5) < 1e-9)
  }

  @Test("gives every plan its chance: they add up to 1")
  func chances() throws {
    for entry in fixture.book.entries {
      let outcomes = PenaltyDistribution(of: Fixture.clumsy, for: entry).outcomes
      #expect(abs(outcomes.reduce(0) { $0 + $1.chance } - 1) < 1e-12)
      #expect(outcomes.count > 20)
    }
  }

  @Test("agrees with what simulated captions and raters come to")
  func monteCarlo() throws {
    // 600 seeds × 3 images, each caption by one rater of its own: the standard error of the mean is about 0.03.
    var models = [
      Fixture.clumsy, SimulatedModel(name: "sim-fair", drop: 0.15, wrong: 0.05, invent: 0.02, likeness: 0.8),
    ]
    models.append(SimulatedModel(name: "sim-vague", drop: 0.4, wrongSubject: 0.2, vague: 0.5, pad: 0.3, opening: 0.4))
    let traffic = ["product": 0.6, "everyday": 0.3, "screenshot-or-chart": 0.1]
    let truth = try DeclaredTruth(book: fixture.book, panel: Fixture.panel, traffic: traffic)
    for model in models {
      var scores: [Double] = []
      for seed in UInt64(0)..<600 {
        let simulation = Simulation(seed: seed, models: [model], panel: Fixture.panel)
        let rater = StandIn(panel: Fixture.panel, rater: "rater-\(seed)", rubric: Fixture.rubric)
        var score = 0.0
        for entry in fixture.book.entries {
          guard case .caption(let caption) = simulation.answer(to: entry, by: model),
            case .number(let points) = rater.says(of: caption, entry).first?.answer
          else { continue }
          score += truth.weight(of: entry.id) * points
        }
        scores.append(score)
      }
      let mean = scores.reduce(0, +) / Double(scores.count)
      let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count - 1)
      let error = (variance / Double(scores.count)).squareRoot()
      #expect(error < 0.045)
      #expect(abs(truth.score(of: model) - mean) < 4 * error, "\(model.name): \(truth.score(of: model)), \(mean)")
    }
  }

  @Test("by named raters uses their own leniency")
  func named() throws {
    let panel = SimulatedPanel(seed: 1, leniencySD: 0.3, noiseSD: 0.4, raters: ["strict": -1, "even": 0])
    let truth = try DeclaredTruth(book: fixture.book, panel: panel)
    // Quality 4, error N(0, 0.4²): 1 + Φ(6.25) + Φ(3.75) + Φ(1.25) + Φ(−1.25) = 3.9999116 for the strict one;
    // quality 5: 1 + 1 + 1 + Φ(3.75) + Φ(1.25) = 4.8942618 for the even one.
    let perfect = SimulatedModel(name: "m")
    #expect(abs(truth.score(of: perfect, by: ["strict"]) - 3.9999116) < 1e-6)
    #expect(abs(truth.score(of: perfect, by: ["even"]) - 4.8942618) < 1e-6)
  }

  @Test("refuses weights that do not fit the images")
  func weights() throws {
    for traffic: [String: Double] in [
      ["product": 1], ["product": 1, "everyday": 1, "screenshot-or-chart": 1, "maps": 1],
    ] {
      #expect(throws: SimulatorError.self) {
        try DeclaredTruth(book: fixture.book, panel: Fixture.panel, traffic: traffic)
      }
    }
  }
}
