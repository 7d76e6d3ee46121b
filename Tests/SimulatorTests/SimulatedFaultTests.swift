import StudyModel
import Testing

@testable import Simulator

@Suite("Faults of the stand-in service")
struct SimulatedFaultTests {
  @Test("are written as KIND[:RATE][@MODEL], and anything else is none")
  func written() {
    #expect(SimulatedFault("quota") == SimulatedFault(.quota))
    #expect(SimulatedFault("rate-limit:0.25") == SimulatedFault(.rateLimit, rate: 0.25))
    #expect(SimulatedFault("close:1@sim-nano") == SimulatedFault(.close, model: "sim-nano"))
    #expect(SimulatedFault("hang@openai/gpt:4") == SimulatedFault(.hang, model: "openai/gpt:4"))
    for wrong in ["", "quotas", "quota:", "quota:0", "quota:1.1", "quota:-1", "quota:x", "quota:1:1", "quota@", ":0.5"]
    {
      #expect(SimulatedFault(wrong) == nil, "\(wrong)")
    }
    for kind in SimulatedFault.Kind.allCases { #expect(SimulatedFault(kind.rawValue)?.kind == kind) }
  }

  @Test(
    "strike as often as their rate says, each time anew, the same for the same seed, and only the model they are for")
  func strikes() throws {
    let items = try (0..<50).map { number in
      try #require(ItemID(hex: String(repeating: "0", count: 62) + String(number + 100, radix: 16)))
    }
    let fault = SimulatedFault(.serverError, rate: 0.3)
    func struck(_ seed: UInt64, by model: String = "m") -> [Bool] {
      items.flatMap { item in (1...20).map { fault.strikes(item, by: model, time: $0, seed: seed) } }
    }
    // 1,000 draws of chance 0.3: within 5 standard deviations of 14.5.
    #expect((228...372).contains(struck(1).count { $0 }))
    #expect(struck(1) == struck(1) && struck(1) != struck(2) && struck(1) != struck(1, by: "n"))
    let always = SimulatedFault(.quota, model: "m")
    #expect(always.strikes(items[0], by: "m", time: 1, seed: 1) && !always.strikes(items[0], by: "n", time: 1, seed: 1))
  }
}

@Suite("Faults of the stand-in's batches")
struct SimulatedBatchFaultTests {
  @Test("are written as KIND[:RATE], and strike the same lines for the same seed")
  func written() {
    #expect(SimulatedBatchFault("missing:0.1") == SimulatedBatchFault(.missing, rate: 0.1))
    for kind in SimulatedBatchFault.Kind.allCases { #expect(SimulatedBatchFault(kind.rawValue)?.kind == kind) }
    for wrong in ["", "gone", "missing:", "missing:0", "missing:2", "missing:x", "missing@m", "missing:1:1"] {
      #expect(SimulatedBatchFault(wrong) == nil, "\(wrong)")
    }
    let fault = SimulatedBatchFault(.missing, rate: 0.3)
    let struck = (1...1000).filter { fault.strikes("line-\($0)", seed: 1) }
    // 1,000 draws of chance 0.3: within 5 standard deviations of 14.5.
    #expect((228...372).contains(struck.count))
    #expect(struck == (1...1000).filter { fault.strikes("line-\($0)", seed: 1) })
    #expect(struck != (1...1000).filter { fault.strikes("line-\($0)", seed: 2) })
  }
}
