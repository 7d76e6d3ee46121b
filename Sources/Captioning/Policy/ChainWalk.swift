internal import Roster
internal import StudyModel

/// A fallback chain on its way over its legs, pass by pass.
///
/// A leg is asked once a pass, and nobody waits inside one: a leg whose service wants to be left alone is passed over
/// without a request. A model that is still being loaded is the exception: it is waited for and asked once more before the
/// next leg is, once an image. What answered without a caption is not asked again about this image, and what was stopped not in this
/// run. After a pass that brought nothing, and in which some leg had a fault that may pass, there is one wait (full jitter,
/// and no less than the shortest that a leg asked for), until the requests are used up or the waits exceed the patience.
struct ChainWalk: Sendable {
  /// A part with its label.
  struct Leg: Sendable {
    var label: String
    var step: PolicyStep
  }

  let label: String
  let chain: FallbackChain
  let legs: [Leg]
  let pacer: Pacer
  let retries: RetryPolicy

  /// How far one image has come.
  private struct Walk {
    var passed: [Passed] = []
    /// Legs that answered without a caption, by their index.
    var answers: [Int: PolicyStep.Answer] = [:]
    var stopped: [Int: PermanentFailure] = [:]
    /// The last fault of this pass that may pass.
    var fault: PolicyStep.Answer?
    /// The shortest wait that a leg asked for in this pass.
    var shortest: Duration?
    /// Legs whose model was waited for.
    var waitedFor: Set<Int> = []
    /// All waits so far.
    var waited = Duration.zero
  }

  func ask(
    _ asking: PolicyAsking, _ mode: PolicyStep.Mode, _ checks: CaptionChecks
  ) async throws -> PolicyStep.Answer {
    var walk = Walk()
    let last = asking.sent + chain.attempts
    for pass in 1... {
      (walk.fault, walk.shortest) = (nil, nil)
      if var answer = try await self.pass(&walk, asking, checks, until: last) {
        answer.served.passed = walk.passed + answer.served.passed
        answer.served.rule = nil
        return answer
      }
      if walk.stopped.count == legs.count { throw allStopped(walk) }
      guard let fault = walk.fault else {
        // Every leg that is left has answered, and the last resort has the last word.
        guard let end = walk.answers.max(by: { $0.key < $1.key })?.value else { throw allStopped(walk) }
        return ending(end, walk)
      }
      if mode == .once || asking.sent >= last || walk.waited > retries.patience { return ending(fault, walk) }
      try await asking.willWait()
      walk.waited += try await pacer.wait(after: pass, asked: walk.shortest, by: retries)
    }
    preconditionFailure("the passes have no end of their own")
  }

  /// Asks every leg that is left, once.
  ///
  /// - Returns: what ends the asking; nil where the pass brought nothing.
  private func pass(
    _ walk: inout Walk, _ asking: PolicyAsking, _ checks: CaptionChecks, until last: Int
  ) async throws -> PolicyStep.Answer? {
    for (index, leg) in legs.enumerated() where walk.answers[index] == nil && walk.stopped[index] == nil {
      guard asking.sent < last else {
        // A pass that was cut off has had its faults before.
        if walk.fault == nil { walk.fault = Self.usedUp(leg.label) }
        return nil
      }
      let answer: PolicyStep.Answer
      do {
        answer = try await ask(index, &walk, asking, checks, until: last)
      } catch let failure as PermanentFailure {
        walk.stopped[index] = failure
        walk.passed.append(Passed(part: leg.label, why: Passed.stopped))
        continue
      }
      if answer.isFinal, answer.outcome == .failed {
        walk.answers[index] = answer
        walk.passed.append(Passed(part: answer.served.part, why: Passed.noCaption))
        continue
      }
      guard let why = answer.why else { return answer }
      let goesOn = chain.on.contains(why)
      if !goesOn, why.isAnswer { return answer }
      walk.passed +=
        answer.served.passed + [Passed(part: answer.served.part, why: answer.isHeld ? Passed.onHold : why.rawValue)]
      if why.isAnswer {
        walk.answers[index] = answer
        continue
      }
      walk.fault = answer
      walk.shortest = min(walk.shortest ?? .seconds(1_000_000), answer.wait ?? .zero)
      if !goesOn { return nil }
    }
    return nil
  }

  /// Asks a leg, and one whose model is being loaded once more after a wait.
  private func ask(
    _ index: Int, _ walk: inout Walk, _ asking: PolicyAsking, _ checks: CaptionChecks, until last: Int
  ) async throws -> PolicyStep.Answer {
    asking.takeBack()
    var answer = try await legs[index].step.ask(asking, .once, checks)
    guard answer.isLoading, walk.waitedFor.insert(index).inserted else { return answer }
    // Where another image was told of the loading, this one's first wait is for its first request.
    var requests = answer.isHeld ? 0 : 1
    for _ in 0..<2 where answer.isLoading && requests < 2 && asking.sent < last {
      try await asking.willWait()
      walk.waited += try await pacer.wait(after: 1, asked: answer.wait, by: retries)
      asking.takeBack()
      answer = try await legs[index].step.ask(asking, .once, checks)
      requests += answer.isHeld ? 0 : 1
    }
    return answer
  }

  private static func usedUp(_ label: String) -> PolicyStep.Answer {
    PolicyStep.Answer(
      outcome: .failed, reason: "the requests for this image are used up", served: Served(part: label), isFinal: false)
  }

  /// What the whole chain came to where no leg gave a caption.
  private func ending(_ answer: PolicyStep.Answer, _ walk: Walk) -> PolicyStep.Answer {
    var answer = answer
    // Its model was waited for here; whoever has this chain for a leg goes on.
    answer.isLoading = false
    var passed = walk.passed
    if answer.isFinal {
      // The one that has the last word was not passed over.
      if let own = passed.lastIndex(where: { $0.part == answer.served.part }) { passed.remove(at: own) }
    } else {
      answer.reason =
        "none of the chain gave a caption (\(Self.counted(passed))); last: \(answer.reason ?? "no answer")"
    }
    answer.served.passed = passed
    answer.served.rule = nil
    return answer
  }

  /// "'flaky' rate_limited 3 times, 'large' timeout": each once, in the order in which it was met first.
  private static func counted(_ passed: [Passed]) -> String {
    var kinds: [(passed: Passed, times: Int)] = []
    for one in passed {
      if let known = kinds.firstIndex(where: { $0.passed == one }) {
        kinds[known].times += 1
      } else {
        kinds.append((one, 1))
      }
    }
    return kinds.map { "'\($0.passed.part)' \($0.passed.why)\($0.times > 1 ? " \($0.times) times" : "")" }
      .joined(separator: ", ")
  }

  private func allStopped(_ walk: Walk) -> PermanentFailure {
    let failures = legs.indices.compactMap { walk.stopped[$0] }
    let isAway = !failures.isEmpty && failures.allSatisfy(\.isUnreachable)
    return PermanentFailure(
      kind: isAway ? PermanentFailure.unreachable : "all_stopped",
      message: "candidate '\(label)': everything in its chain was stopped. It is not asked about further images; the "
        + "captions it gave are kept.\n" + failures.map { "  \($0.message)" }.joined(separator: "\n"),
      attempts: [])
  }

  /// All that the legs may be asked, and when one gives way to the next.
  func question(_ asking: PolicyAsking) throws -> CacheQuestion {
    CacheQuestion(
      chain: try legs.map { try $0.step.question(asking) }, rule: chain.on.map(\.rawValue).joined(separator: " "))
  }
}
