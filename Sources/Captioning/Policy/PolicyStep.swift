internal import Roster
internal import StudyModel

/// A part of a policy, made ready to be asked.
indirect enum PolicyStep: Sendable {
  case model(Candidate, Captioner)
  /// Captions made elsewhere.
  case captions(Candidate, CaptionFile, @Sendable (ItemID) -> ReadyMadeCaption?)
  /// A candidate of the study whose stored caption is taken.
  case arm(String)
  case router(String, RouterRules, [PolicyStep])
  case fallback(ChainWalk)
  case cache(PolicyStep, CachedStep)
  case audit(AuditStep)

  /// How a step goes about it.
  enum Mode {
    /// With all its waits and tries.
    case whole
    /// One try, or one pass, and no wait: whoever asks decides how it goes on.
    case once
  }

  /// What a step came to.
  struct Answer: Sendable {
    var text: String?
    var outcome: Outcome
    var reason: String?
    var served: Served
    var isFinal: Bool
    /// Why it may be worth asking somebody else.
    var why: FallThrough?
    /// How long its service wants to be left alone.
    var wait: Duration?
    /// Whether it was not asked, for its service wants to be left alone.
    var isHeld = false
    /// Whether its model is still being loaded.
    var isLoading = false
  }

  /// Asks.
  ///
  /// - Throws: `PermanentFailure` where the step cannot go on in this run, `CancellationError`, and what the ledger throws.
  func ask(_ asking: PolicyAsking, _ mode: Mode, _ checks: CaptionChecks) async throws -> Answer {
    switch self {
    case .model(let part, let captioner): return try await Self.ask(part, captioner, asking, mode)
    case .captions(let part, _, let captions):
      let caption = captions(asking.request.item)
      let outcome = caption?.outcome ?? checks.outcome(of: caption?.text)
      return Answer(
        text: caption?.text, outcome: outcome, reason: caption == nil ? "its file has no caption of this image" : nil,
        served: Served(part: part.label), isFinal: true, why: FallThrough(outcome))
    case .arm(let label):
      guard let taken = try await asking.taken(label) else {
        return Answer(
          text: nil, outcome: .failed, reason: "'\(label)' has no caption of it yet",
          served: Served(part: label, takenFrom: label), isFinal: false)
      }
      var served = taken.served ?? Served(part: label)
      served.takenFrom = label
      return Answer(
        text: taken.text, outcome: taken.outcome, served: served, isFinal: true, why: FallThrough(taken.outcome))
    case .router(let label, let rules, let tiers):
      let rule: Int
      do throws(UndecidedRule) {
        rule = try Self.rule(of: rules, for: asking)
      } catch {
        return Answer(outcome: .failed, reason: error.description, served: Served(part: label), isFinal: false)
      }
      var answer = try await tiers[rule].ask(asking, mode, checks)
      answer.served.rule = rule
      return answer
    case .fallback(let walk): return try await walk.ask(asking, mode, checks)
    case .cache(let inner, let cached):
      return try await ask(asking, mode, checks, through: cached, in: inner)
    case .audit(let audit): return try await audit.ask(asking, checks)
    }
  }

  private static func ask(
    _ part: Candidate, _ captioner: Captioner, _ asking: PolicyAsking, _ mode: Mode
  ) async throws -> Answer {
    let watch = asking.watch(of: part)
    let one: OneTry
    switch mode {
    case .whole:
      let result = try await captioner.caption(asking.request, watch)
      one = OneTry(result: result, why: FallThrough(result.outcome))
    case .once: one = try await captioner.once(asking.request, watch)
    }
    return Answer(
      text: one.result.text, outcome: one.result.outcome, reason: one.result.reason, served: Served(part: part.label),
      isFinal: one.result.outcome != .failed, why: one.why, wait: one.wait, isHeld: one.isHeld,
      isLoading: one.isLoading)
  }

  /// Which of a router's rules applies.
  private static func rule(of rules: RouterRules, for asking: PolicyAsking) throws(UndecidedRule) -> Int {
    do throws(TierFault) {
      return try rules.tier(of: asking.facts)
    } catch {
      throw UndecidedRule(rule: error.rule + 1, fact: error.fault.fact.name)
    }
  }

  /// A rule that is neither true nor false for an image: it is never taken for false, so the image has no caption.
  private struct UndecidedRule: Error, CustomStringConvertible {
    var rule: Int
    var fact: String
    var description: String {
      "rule \(rule) of its router is neither true nor false, since '\(fact)' is missing or of another kind"
    }
  }

  /// What the step would ask about this image.
  func question(_ asking: PolicyAsking) throws -> CacheQuestion {
    switch self {
    case .model(_, let captioner): try captioner.question(asking.request)
    case .captions(_, let file, _): CacheQuestion(readyMade: file)
    // Never in front of what is taken: only a router takes, and a cache's router asks for itself.
    case .arm(let label): CacheQuestion(chain: [], rule: "arm \(label)")
    // Nothing names a cache on trial.
    case .audit(let audit): CacheQuestion(chain: [], rule: "audit of \(audit.audit.of)")
    case .router(_, let rules, let tiers): try tiers[Self.rule(of: rules, for: asking)].question(asking)
    case .fallback(let walk): try walk.question(asking)
    case .cache(let inner, _): try inner.question(asking)
    }
  }

  /// What may answer about this image, each with its own question.
  func leaves(_ asking: PolicyAsking) throws -> [(label: String, question: CacheQuestion)] {
    switch self {
    case .model(let part, _), .captions(let part, _, _): [(part.label, try question(asking))]
    case .arm, .audit: []
    case .router(_, let rules, let tiers): try tiers[Self.rule(of: rules, for: asking)].leaves(asking)
    case .fallback(let walk): try walk.legs.flatMap { try $0.step.leaves(asking) }
    case .cache(let inner, _): try inner.leaves(asking)
    }
  }

  private func ask(
    _ asking: PolicyAsking, _ mode: Mode, _ checks: CaptionChecks, through cached: CachedStep, in inner: PolicyStep
  ) async throws -> Answer {
    let leaves: [(label: String, question: CacheQuestion)]
    do {
      leaves = try inner.leaves(asking)
    } catch is UndecidedRule {
      return try await inner.ask(asking, mode, checks)
    }
    let key = CacheKey(image: asking.request.item.hex, question: try inner.question(asking))
    let answer = try await cached.answer(
      key, willWait: asking.willWait, picture: { try asking.request.imageBytes() },
      ask: {
        let before = asking.attempts.count
        let answer = try await inner.ask(asking, mode, checks)
        let result = CaptionResult(
          text: answer.text, outcome: answer.outcome, attempts: Array(asking.attempts.dropFirst(before)))
        let answered = leaves.count > 1 ? leaves.first { $0.label == answer.served.part }?.question : nil
        // What a cache behind this one had was not asked for now: it stays where it is.
        let kept =
          answer.served.hit == nil ? CachedCaption(result, cost: asking.cost(from: before), answered: answered) : nil
        return (answer, kept)
      })
    switch answer {
    case .asked(let answer): return answer
    case .found(let caption, let hit):
      let leaf = leaves.first { $0.question.hex == caption.answeredQuestion } ?? leaves.first
      return Answer(
        text: caption.text, outcome: checks.outcome(of: caption.text),
        served: Served(part: leaf?.label ?? "", hit: hit), isFinal: true)
    }
  }
}
