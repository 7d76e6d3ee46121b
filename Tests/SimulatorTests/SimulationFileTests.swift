import Foundation
import Testing

@testable import Simulator

@Suite("simulator.json")
struct SimulationFileTests {
  private func read(_ text: String) throws -> Simulation {
    let path = NSTemporaryDirectory() + "simulator-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try Simulation(path: path)
  }

  @Test("declares models and a panel; what is left out is 0")
  func read() throws {
    let simulation = try read(
      """
      {"version": 1, "seed": 5, "models": {"sim-b": {"drop": 0.2, "wrong_subject": 0.1, "error": 0.3, "error_times": 2,
      "latency_ms": {"median": 60, "spread": 15}, "served": "sim-b-1"}, "sim-a": {}},
      "panel": {"seed": 6, "leniency_sd": 0.3, "noise_sd": 0.5, "raters": {"ana": 0.2}}}
      """)
    #expect(simulation.seed == 5)
    #expect(
      simulation.models == [
        SimulatedModel(name: "sim-a"),
        SimulatedModel(
          name: "sim-b", drop: 0.2, wrongSubject: 0.1, error: 0.3, errorTimes: 2,
          latency: .init(median: 60, spread: 15), served: "sim-b-1"),
      ])
    #expect(simulation.panel == SimulatedPanel(seed: 6, leniencySD: 0.3, noiseSD: 0.5, raters: ["ana": 0.2]))
  }

  @Test(
    "is refused with the place of what is wrong",
    arguments: [
      (#"{"drop": 1.2}"#, "models.sim-a.drop: 1.2 is not a chance"),
      (#"{"dropp": 0.2}"#, "models.sim-a.dropp: not a key that is known here"),
      (#"{"latency_ms": {"median": 5}}"#, "models.sim-a.latency_ms: 'spread' is missing"),
      (#"{"latency_ms": {"median": -5, "spread": 1}}"#, "models.sim-a.latency_ms.median: -5.0 is below 0"),
      (#"{"error_status": 200}"#, "models.sim-a.error_status: not between 400 and 599"),
    ])
  func refused(model: String, message: String) throws {
    let error = #expect(throws: SimulatorError.self) {
      try read(
        #"{"version": 1, "seed": 5, "models": {"sim-a": \#(model)}, "panel": {"seed": 6, "leniency_sd": 0, "noise_sd": 0}}"#
      )
    }
    #expect(try #require(error).description.contains(message), "\(String(describing: error))")
  }

  @Test("is refused in a format not known, without models, and where there is no file")
  func formats() throws {
    let panel = #""panel": {"seed": 6, "leniency_sd": 0, "noise_sd": 0}"#
    #expect(throws: SimulatorError.self) { try read(#"{"version": 2, "seed": 5, "models": {"sim-a": {}}, \#(panel)}"#) }
    #expect(throws: SimulatorError.self) { try read(#"{"version": 1, "seed": 5, "models": {}, \#(panel)}"#) }
    #expect(throws: SimulatorError.self) { try Simulation(path: "/nowhere/simulator.json") }
  }
}
