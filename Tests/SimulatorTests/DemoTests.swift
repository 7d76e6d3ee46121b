import Foundation
import Testing

@testable import Simulator

/// The declarations that the demo ships, against what their notes say of them.
@Suite("The demo's declarations")
struct DemoTests {
  static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path + "/datasets/demo"
  static var hasFacts: Bool { FileManager.default.fileExists(atPath: folder + "/metadata.jsonl") }

  @Test("can be read and never fail to answer")
  func read() throws {
    let simulation = try Simulation(path: Self.folder + "/simulator.json")
    #expect(simulation.models.map(\.name) == ["sim-flash", "sim-large", "sim-mini", "sim-nano"])
    #expect(simulation.models.allSatisfy { $0.failure == 0 && $0.latency.median <= 180 })
  }

  @Test("come to the declared differences on the demo's own facts", .enabled(if: hasFacts))
  func differences() throws {
    let simulation = try Simulation(path: Self.folder + "/simulator.json")
    let truth = try DeclaredTruth(
      book: try FactBook(metadata: Self.folder + "/metadata.jsonl"), panel: simulation.panel,
      traffic: ["product": 0.6, "everyday": 0.3, "screenshot-or-chart": 0.1])
    let scores = Dictionary(uniqueKeysWithValues: simulation.models.map { ($0.name, truth.score(of: $0)) })
    func difference(_ name: String) throws -> Double {
      try #require(scores[name]) - (try #require(scores["sim-large"]))
    }
    #expect(abs(try #require(scores["sim-large"]) - 4.2) < 0.1)
    #expect(abs(try difference("sim-flash")) < 0.05)
    #expect(abs(try difference("sim-mini") + 0.3) < 0.02)
    #expect(abs(try difference("sim-nano") + 1) < 0.1)
  }
}
