import Blinding
import Foundation
import ProgramStand
import StudyModel
import StudyStore
import Testing
import WireStand

@Suite("a service that is not there, or breaks off", .serialized, .timeLimit(.minutes(30)))
struct UnreachableTests {
  @Test(
    "F01: a port that is closed or a name without address ends its candidate with its count; the other goes on, exit 75",
    arguments: ["closed", "http://nowhere.invalid/v1"])
  func notThere(address: String) throws {
    let good = try WireServer { _ in .caption("A teapot.") }
    let study = try ServiceStudy(
      ["dead": address == "closed" ? deadAddress() : address, "good": good.address], images: 12,
      run: "concurrency: 4, timeout: 20s, attempts: 2")
    let run = try study.run()
    #expect(run.status == 75, "\(run.errors)")
    #expect(run.errors.contains("12 captions are missing: candidate 'dead' (sim-dead at "), "\(run.errors)")
    #expect(run.errors.contains("could not be reached for 8 captions in a row"), "\(run.errors)")
    #expect(
      !run.errors.contains("missing: candidate 'good'") && run.errors.contains("24 of 36 captions are stored and kept"))
    try study.expectComplete(["good"])
    // Eight captions with two tries each, and those of the three that were under way beside the eighth.
    let facts = try study.facts(of: "dead")
    #expect((16...22).contains(facts.attempts) && facts.lost == 0 && facts.outcomes.isEmpty)
    // It is there the next time: only what is missing is asked for.
    let mended = try WireServer { _ in .caption("A teapot.") }
    study.environment["AT_DEAD"] = mended.address
    let again = try study.run()
    #expect(again.status == 0, "\(again.errors)")
    #expect(mended.requests.count == 12 && good.requests.count == 12)
  }

  /// The first `count` requests meet something else than the rest.
  private func study(
    first count: Int = 2, _ steps: [WireServer.Step], keys: String = "", run: String,
    then good: [WireServer.Step] = .caption("A teapot.")
  ) throws -> (ServiceStudy, WireServer) {
    let server = try WireServer { $0.number <= count ? steps : good }
    return (
      try ServiceStudy(["a": server.address], keys: keys.isEmpty ? [:] : ["a": keys], run: run), server
    )
  }

  @Test("F02: a service that takes requests and never answers costs its time limit, and is asked again")
  func silent() throws {
    let (study, server) = try study([.hold], run: "concurrency: 4, timeout: 20s, attempts: 4")
    let run = try study.run()
    #expect(run.status == 0, "\(run.errors)")
    try study.expectComplete(["a"])
    #expect(try study.facts(of: "a").lost == 2 && server.requests.count == 8)
  }

  private static let half = Array(#"{"choices":[{"message":{"content":"A partial te"#.utf8)
  private static let stream =
    Array(
      #"data: {"model":"sim-a","choices":[{"delta":{"content":"A partial te"},"finish_reason":null}]}"#.utf8)
    + Array("\n\n".utf8)
  private static let wholeStream: [WireServer.Step] = .answer(
    headers: ["Content-Type": "text/event-stream"],
    Array(
      ("data: " + #"{"model":"sim-a","choices":[{"delta":{"content":"A teapot."},"finish_reason":"stop"}]}"#
        + "\n\ndata: [DONE]\n\n").utf8), framing: .chunked)

  @Test("F03: an answer that stalls in the middle is given up and asked for again; no part of it is a caption")
  func stalls() throws {
    let (study, server) = try study(
      .answer(Self.half, declared: 500) + [.hold], run: "concurrency: 4, timeout: 20s, attempts: 4")
    let run = try study.run()
    #expect(run.status == 0, "\(run.errors)")
    try study.expectComplete(["a"])
    #expect(try study.facts(of: "a").lost == 2 && server.requests.count == 8)
  }

  @Test(
    "F04: an answer that breaks off, by close, reset, length or a stream's end, is none; asked again, no part of it stays",
    arguments: ["close", "reset", "length", "stream"])
  func breaksOff(how: String) throws {
    let steps: [WireServer.Step] =
      switch how {
      case "close": .answer(Self.half, declared: 500) + [.close]
      case "reset": .answer(Self.half, declared: 500) + [.reset]
      case "length": .answer(Self.half, declared: Self.half.count + 1) + [.close]
      default: .answer(headers: ["Content-Type": "text/event-stream"], Self.stream, framing: .chunked)
      }
    let isStream = how == "stream"
    let (study, server) = try study(
      steps, keys: isStream ? "stream: true" : "", run: "concurrency: 4, timeout: 20s, attempts: 3",
      then: isStream ? Self.wholeStream : .caption("A teapot."))
    let run = try study.run()
    #expect(run.status == 0, "\(run.errors)")
    try study.expectComplete(["a"])
    #expect(try study.facts(of: "a").attempts == 8 && server.requests.count == 8)
  }

  @Test(
    "F11: an answer that was lost on the way is a try of unknown cost; one output is stored, and both tries are counted"
  )
  func lost() throws {
    let (study, server) = try study(
      first: 1, [.reset], keys: "price: {input: 1, output: 1}", run: "concurrency: 1, timeout: 20s, attempts: 3")
    let run = try study.run()
    #expect(run.status == 0, "\(run.errors)")
    try study.expectComplete(["a"])
    let facts = try study.facts(of: "a")
    #expect(facts.attempts == 7 && facts.lost == 1 && facts.unknownCosts == 1 && server.requests.count == 7)
    // 800 and 9 tokens at a dollar a million, six times.
    #expect(facts.cost.map { abs($0 - 6 * 809e-6) < 1e-12 } == true)
  }

  @Test("F12: a kept-alive connection that proves dead costs no try: the request is sent anew, once")
  func stale() throws {
    // Each connection answers once and closes without a word when it is used again.
    let seen = Seen()
    let server = try WireServer { seen.isFirst($0.connection) ? .caption("A teapot.") : [.close] }
    let study = try ServiceStudy(["a": server.address], run: "concurrency: 1, timeout: 20s, attempts: 1")
    let run = try study.run()
    #expect(run.status == 0, "\(run.errors)")
    try study.expectComplete(["a"])
    let facts = try study.facts(of: "a")
    #expect(facts.attempts == 6 && facts.lost == 0)
    #expect(server.requests.count == 11)
  }

  @Test(
    "F10: a certificate of one's own, of another name or expired stops the candidate before anything is sent, exit 69",
    .enabled(if: TLSServer.exists),
    arguments: [("IP:127.0.0.1", 1), ("DNS:elsewhere.example", 1), ("IP:127.0.0.1", -1)])
  func certificate(name: String, days: Int) throws {
    let server = try TLSServer(name: name, days: days)
    let study = try ServiceStudy(
      ["a": "https://127.0.0.1:\(server.port)/v1"], keys: ["a": "api_key_env: A_KEY"])
    let run = try study.run()
    #expect(run.status == 69 && run.errors.contains("its certificate cannot be trusted"), "\(run.errors)")
    let facts = try study.facts(of: "a")
    #expect(facts.attempts == 1 && facts.lost == 0 && facts.outcomes.isEmpty)
  }

  @Test("F10: a key is not sent in the clear to another machine; nothing is sent at all, exit 69")
  func inTheClear() throws {
    let study = try ServiceStudy(["a": "http://192.0.2.1/v1"], keys: ["a": "api_key_env: A_KEY"])
    let run = try study.run()
    #expect(run.status == 69 && run.errors.contains("192.0.2.1") && !run.errors.contains("canary"), "\(run.errors)")
    #expect((try? study.facts(of: "a").outcomes.isEmpty) ?? true)
  }
}
