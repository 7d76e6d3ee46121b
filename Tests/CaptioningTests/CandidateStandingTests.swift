internal import Captioning
internal import Glibc
internal import Roster
internal import StudyModel
internal import Synchronization
internal import Testing
internal import WireStand

extension Result where Success == CaptionResult, Failure == PermanentFailure {
  fileprivate var stop: PermanentFailure? { if case .failure(let failure) = self { failure } else { nil } }
  fileprivate var caption: CaptionResult? { if case .success(let result) = self { result } else { nil } }
}

@Suite("What a run has learned of a candidate", .timeLimit(.minutes(30)))
struct CandidateStandingTests {
  private static func stand(attempts: Int = 3, _ script: @escaping WireServer.Script) throws -> Stand {
    var stand = try Stand(script)
    stand.settings = RunSettings(concurrency: 16, timeout: 20, attempts: attempts)
    return stand
  }

  @Test(
    "whatever no wait cures costs one request, also with 16 captions at once and whatever status it is dressed in",
    arguments: [
      (401, "Incorrect API key", "bad_key"), (403, "no access", "forbidden"), (404, "no model cap-1 not found", ""),
      (429, "You exceeded your current quota, check billing", "quota"),
      (500, "image input is not supported, see mmproj", "no_vision"),
      (400, "Unknown model: model does not exist", "model_not_found"),
      (401, "key not allowed to access model. It can only access ['omni-moderation-latest']", "bad_key"),
      (429, "Insufficient balance", "quota"), (429, "Your account has been deactivated", "forbidden"),
      (400, "API key not valid. Please pass a valid API key.", "bad_key"),
      (400, "Unrecognized request argument supplied: seed", "unsupported_setting"),
    ])
  func oneProof(status: Int, words: String, kind: String) async throws {
    let stand = try Self.stand { _ in .fault(status, words) }
    let results = try await stand.ask(16, together: true)
    #expect(stand.server.requests.count == 1 && stand.ledger.entries.count == 2)
    let stops = results.compactMap(\.stop)
    #expect(stops.count == 16 && Set(stops.map(\.message)).count == 1)
    #expect(stops.map(\.attempts.count).sorted() == Array(repeating: 0, count: 15) + [1])
    if !kind.isEmpty { #expect(stops.allSatisfy { $0.kind == kind }) }
    #expect(stand.clock.sleeps.isEmpty)
  }

  @Test("the first request is alone until it is answered, and then the others follow")
  func alone() async throws {
    let arrived = Mutex(0)
    let stand = try Self.stand { request in
      arrived.withLock { $0 += 1 }
      guard request.number == 1 else { return .caption("A teapot.") }
      // Long enough for fifteen others, had they been sent.
      usleep(200_000)
      return arrived.withLock { $0 } == 1 ? .caption("A teapot.") : .fault(401, "not alone")
    }
    let results = try await stand.ask(16, together: true)
    #expect(results.allSatisfy { $0.caption?.outcome == .captioned } && stand.server.requests.count == 16)
  }

  @Test("a try without an answer proves nothing: the one after it is alone too")
  func silence() async throws {
    let stand = try Self.stand { $0.number == 1 ? [.reset] : .fault(401, "Incorrect API key") }
    let results = try await stand.ask(16, together: true)
    #expect(results.allSatisfy { $0.stop?.kind == "bad_key" } && stand.server.requests.count == 2)
  }

  @Test("after three tries without an answer the others begin all the same")
  func longSilence() async throws {
    let stand = try Self.stand(attempts: 4) { $0.number <= 3 ? [.reset] : .caption("A teapot.") }
    let results = try await stand.ask(16, together: true)
    #expect(results.allSatisfy { $0.caption?.outcome == .captioned } && stand.server.requests.count == 19)
  }

  @Test("a fault of the moment is an answer: the others begin, and nobody is stopped", arguments: [429, 500, 503])
  func transient(status: Int) async throws {
    let stand = try Self.stand { $0.number == 1 ? .fault(status, "busy") : .caption("A teapot.") }
    let results = try await stand.ask(16, together: true)
    #expect(results.allSatisfy { $0.caption?.outcome == .captioned } && stand.server.requests.count == 17)
  }

  @Test("a caption that waits and is cancelled gives up; the others go on")
  func cancelled() async throws {
    let stand = try Self.stand { request in
      request.number == 1 ? [.pause(.milliseconds(300))] + .caption("A teapot.") : .caption("A teapot.")
    }
    let captioner = try stand.captioner()
    let request = CaptionRequest(Stand.item, image: [1])
    let first = Task { try await captioner.caption(request) }
    #expect(await soon { stand.server.requests.count == 1 })
    let quitter = Task { try await captioner.caption(request) }
    let other = Task { try await captioner.caption(request) }
    quitter.cancel()
    await #expect(throws: CancellationError.self) { _ = try await quitter.value }
    #expect(try await first.value.outcome == .captioned)
    #expect(try await other.value.outcome == .captioned)
    #expect(stand.server.requests.count == 2)
  }

  @Test("a proof that is cancelled is nobody's: the next one is sent")
  func cancelledProof() async throws {
    let stand = try Self.stand { $0.number == 1 ? [.hold] : .caption("A teapot.") }
    let captioner = try stand.captioner()
    let request = CaptionRequest(Stand.item, image: [1])
    let first = Task { try await captioner.caption(request) }
    #expect(await soon { stand.server.requests.count == 1 })
    let other = Task { try await captioner.caption(request) }
    first.cancel()
    await #expect(throws: CancellationError.self) { _ = try await first.value }
    #expect(try await other.value.outcome == .captioned)
  }

  @Test("a service that is down stops the candidate after 16 captions in a row, and no further one is tried")
  func down() async throws {
    let stand = try Self.stand(attempts: 2) { _ in [] }
    stand.server.stop()
    let results = try await stand.ask(40, together: false)
    #expect(results.prefix(15).allSatisfy { $0.caption?.outcome == .failed })
    #expect(results.dropFirst(15).allSatisfy { $0.stop?.isUnreachable == true })
    #expect(stand.ledger.records.count == 32 && stand.ledger.records.allSatisfy { !$0.lost })
    let message = try #require(results.last?.stop?.message)
    for part in ["candidate 'flash'", "could not be reached for 16 captions in a row", "run again"] {
      #expect(message.contains(part), "\(message)")
    }
  }

  @Test(
    "five captions in a row with the same fault, and none answered before: the candidate is stopped, for now where 5xx",
    arguments: [
      (500, "model requires more system memory (9.0 GiB) than is available", "server", true),
      (400, "this picture is not to my taste", "bad_request", false),
    ])
  func neverAnswered(status: Int, words: String, happened: String, isForNow: Bool) async throws {
    let stand = try Self.stand(attempts: 4) { _ in .fault(status, words) }
    let results = try await stand.ask(40, together: false)
    #expect(results.prefix(4).allSatisfy { $0.caption?.outcome == .failed })
    #expect(results.dropFirst(4).allSatisfy { $0.stop?.isUnreachable == isForNow })
    // A caption's tries are four where the fault may pass, and one where it does not.
    #expect(stand.server.requests.count == (isForNow ? 20 : 5))
    let message = try #require(results.last?.stop?.message)
    for part in ["'flash'", "5 captions in a row", "'\(happened)', and none has come in this run", words, "run again"] {
      #expect(message.contains(part), "\(message)")
    }
  }

  @Test("with many at once no more than five captions are begun before the stop")
  func neverAnsweredTogether() async throws {
    let stand = try Self.stand(attempts: 4) { _ in .fault(500, "model requires more system memory") }
    let results = try await stand.ask(40, together: true)
    #expect(results.count { $0.caption?.outcome == .failed } == 4)
    #expect(results.count { $0.stop?.isUnreachable == true } == 36)
    // Five captions with four tries each, of 160 without the stop.
    #expect(stand.server.requests.count == 20)
  }

  @Test("the first answer lets all begin that waited")
  func doubtEnds() async throws {
    let stand = try Self.stand(attempts: 4) { $0.number <= 6 ? .fault(500, "oops") : .caption("A teapot.") }
    let results = try await stand.ask(40, together: true)
    #expect(results.allSatisfy { $0.caption?.outcome == .captioned } && stand.server.requests.count == 46)
  }

  @Test(
    "one answer of any kind, in whatever place, and a service is not stopped for faults; nor for faults that differ",
    arguments: [1, 4, 5])
  func answeredOnce(place: Int) async throws {
    let refusal = #"{"model":"m","choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}]}"#
    let stand = try Self.stand(attempts: 1) { request in
      request.number == place ? .answer(Array(refusal.utf8)) : .fault(500, "oops")
    }
    let results = try await stand.ask(20, together: false)
    #expect(results.allSatisfy { $0.stop == nil } && stand.server.requests.count == 20)
    let mixed = try Self.stand(attempts: 1) { .fault($0.number % 5 == 0 ? 400 : 500, "oops") }
    #expect(try await mixed.ask(20, together: false).allSatisfy { $0.stop == nil })
    #expect(mixed.server.requests.count == 20)
  }

  @Test("a model that is being loaded is no fault of that kind")
  func loadingForLong() async throws {
    let stand = try Self.stand(attempts: 2) { $0.number <= 20 ? .fault(503, "Loading model") : .caption("A teapot.") }
    let results = try await stand.ask(12, together: false)
    #expect(results.prefix(10).allSatisfy { $0.caption?.outcome == .failed })
    #expect(results.suffix(2).allSatisfy { $0.caption?.outcome == .captioned })
  }

  @Test("so does one that takes requests and never answers; a single answer between begins the count anew")
  func mute() async throws {
    let stand = try Self.stand(attempts: 1) { $0.number == 10 ? .fault(500, "a word") : [.close] }
    let results = try await stand.ask(40, together: false)
    // 9 unheard, 1 heard, 16 unheard: the last of them is the end.
    #expect(results.prefix(25).allSatisfy { $0.caption?.outcome == .failed })
    #expect(results[25].stop?.message.contains("did not answer for 16 captions in a row") == true)
    #expect(stand.ledger.records.count == 26)
  }
}
