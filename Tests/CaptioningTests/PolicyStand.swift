import CaptionClient
import Foundation
import Roster
import StudyModel
import Synchronization
import WireStand

@testable import Captioning

/// A policy over models at one stand-in service, with everything that a test looks at afterwards.
struct PolicyStand {
  let server: WireServer
  let clock = NotedClock()
  let log = PolicyLog()
  let client: HTTPClient
  var retries = RetryPolicy()
  var cache: CaptionCache?
  private let pacer: Pacer
  private let known = Guarded<[String: Captioner]>([:])

  /// - Parameter script: what a model answers to its n-th request.
  init(_ script: @escaping @Sendable (_ model: String, _ count: Int) -> [WireServer.Step]) throws {
    let counts = Guarded<[String: Int]>([:])
    server = try WireServer { request in
      let model = Self.model(request)
      let count = counts.change { counts in
        counts[model, default: 0] += 1
        return counts[model] ?? 0
      }
      return script(model, count)
    }
    client = try HTTPClient()
    pacer = Pacer(clock: clock, random: FixedBits(bits: .max), wallClock: { 1_795_300_000_000 })
  }

  private static func model(_ request: WireServer.Request) -> String {
    let body = String(decoding: request.body, as: UTF8.self)
    return (body.firstMatch(of: /"model":"([^"]*)"/)?.1).map(String.init) ?? "?"
  }

  /// The models in the order in which the service was asked.
  var asked: [String] { server.requests.map(Self.model) }

  func model(_ label: String, address: String? = nil) -> Candidate {
    Candidate(
      label: label,
      source: .model(
        ModelCall(
          model: label, declared: label, baseURL: address ?? server.address, user: "Describe this {{category}}.")),
      price: Price(input: 1, output: 1))
  }

  static func policy(_ label: String, _ kind: CaptionPolicy.Kind, _ parts: [Candidate], shared: Set<String> = []) throws
    -> Candidate
  {
    let named = Dictionary(parts.map { ($0.label, $0) }) { first, _ in first }
    guard let policy = CaptionPolicy(kind, parts: named, shared: shared) else { throw FallbackChain.Fault.tooShort }
    return Candidate(label: label, source: .policy(policy))
  }

  static func chain(
    _ legs: [Candidate], label: String = "chain", on: Set<FallThrough> = FallThrough.usual, attempts: Int = 6,
    shared: Set<String> = []
  ) throws -> Candidate {
    try policy(
      label, .fallback(try FallbackChain(legs.map(\.label), on: on, attempts: attempts)), legs, shared: shared)
  }

  static func router(_ rules: [(String?, Candidate)], label: String = "tiered", shared: Set<String> = []) throws
    -> Candidate
  {
    let router = try RouterRules(
      rules.map { RouterRules.Rule(when: try $0.0.map { try Condition($0) }, use: $0.1.label) })
    return try policy(label, .router(router), rules.map(\.1), shared: shared)
  }

  func captioner(_ candidate: Candidate, readyMade: [ItemID: ReadyMadeCaption] = [:]) throws -> PolicyCaptioner {
    try PolicyCaptioner(
      candidate,
      parts: PolicyCaptioner.Parts(
        captioner: { [known, client, pacer, retries] part, call in
          try known.change { known in
            if let captioner = known[part.label] { return captioner }
            let captioner = try Captioner(
              call, label: part.label, settings: RunSettings(timeout: 15, attempts: 3), checks: CaptionChecks(),
              client: client, environment: { _ in nil }, policy: retries, pacer: pacer)
            known[part.label] = captioner
            return captioner
          }
        }, readyMade: { readyMade[$1] }, cache: cache, takesStored: true),
      checks: CaptionChecks(), retries: retries, pacer: pacer)
  }

  func ask(
    _ captioner: PolicyCaptioner, taken: @escaping @Sendable (String) async throws -> TakenCaption? = { _ in nil }
  ) async throws -> ServedCaption {
    try await captioner.caption(
      CaptionRequest(Stand.item, image: [0xFF, 0xD8, 0xFF]), facts: ItemFacts(Stand.item, picture: nil),
      ledger: log.ledger, taken: taken)
  }
}

/// What a policy's ledger was told, in order.
final class PolicyLog: Sendable {
  private let lines = Guarded<[String]>([])
  var entries: [String] { lines.change { $0 } }
  var ledger: PolicyLedger {
    PolicyLedger(
      willSend: { [lines] part, start in
        lines.change { $0.append("\(part.label) send \(start.number)") }
        return Int64(start.number)
      },
      didEnd: { [lines] part, id, record in lines.change { $0.append("\(part.label) end \(id) \(record.happened)") } })
  }
}

/// A value that several threads change in turn, to be captured by closures.
final class Guarded<Value: Sendable>: Sendable {
  private let value: Mutex<Value>
  init(_ value: Value) { self.value = Mutex(value) }
  func change<Result: Sendable>(_ work: (inout Value) throws -> Result) rethrows -> Result {
    try value.withLock { value throws -> Result in try work(&value) }
  }
}
