internal import Blinding
internal import Captioning
internal import Roster
internal import Runner
internal import StudyModel
internal import StudyStore
internal import Synchronization

/// A policy made ready to be asked, as the run wants it.
struct PolicySource {
  private let candidate: Candidate
  private let captioner: PolicyCaptioner
  private let checks: CaptionChecks
  private let request: @Sendable (SetItem) throws -> CaptionRequest

  /// - Parameter request: an item and its image, as all candidates are told of it.
  init(
    _ candidate: Candidate, captioner: PolicyCaptioner, checks: CaptionChecks,
    request: @escaping @Sendable (SetItem) throws -> CaptionRequest
  ) {
    self.candidate = candidate
    self.captioner = captioner
    self.checks = checks
    self.request = request
  }

  /// As the run asks it.
  var source: CaptionSource {
    CaptionSource(
      service: captioner.service, takes: candidate.takes, unpriced: Set(candidate.unpriced)
    ) { [self] item, ledger in
      // What is read of the image is read before anything is sent for it.
      try await patiently { try await ask(item, ledger) }
    }
  }

  private func ask(_ item: SetItem, _ ledger: ItemLedger) async throws -> Caption {
    let request = try request(item)
    let picture = candidate.asksForPicture ? try pictureFacts(of: request.imageBytes(), named: item.path) : nil
    let from = Mutex<ArmCode?>(nil)
    do {
      let caption = try await captioner.caption(
        request, facts: ItemFacts(item, picture: picture), ledger: PolicyLedger(ledger),
        taken: { label in
          guard let answer = try await ledger.answer(label) else { return nil }
          from.withLock { $0 = answer.arm }
          return TakenCaption(answer)
        },
        lent: { label, item in
          try await ledger.lent(label, item).map { lent in
            var caption = TakenCaption(lent.answer)
            caption.origin = lent.origin
            caption.isKept = CachedCaption.isKept(lent.oddities)
            return caption
          }
        })
      guard caption.isFinal else {
        if let label = caption.served.takenFrom, from.withLock({ $0 }) == nil { throw Untaken(label) }
        throw Unanswered(caption.result.reason ?? "no answer")
      }
      var made = CandidateSources.caption(caption.result.text, caption.result.outcome, for: item, checks)
      made.served = ServedRow(caption.served, from: from.withLock { $0 })
      return made
    } catch let failure as PermanentFailure {
      throw CandidateStopped(failure.message, isUnreachable: failure.isUnreachable)
    }
  }
}

extension PolicyLedger {
  /// The ledger of a study's arm: every part's requests are the arm's, each under its part's label and price.
  init(_ ledger: ItemLedger) {
    self.init(
      willWait: ledger.willWait,
      willSend: { part, start in try await ledger.willSend(LedgerStart(start, part: part.label)) },
      didEnd: { part, id, record in try await ledger.didEnd(id, LedgerAttempt(record, price: part.price)) })
    isAwaited = true
  }
}

extension TakenCaption {
  init(_ answer: StoredAnswer) {
    self.init(
      text: answer.text, outcome: answer.outcome,
      served: answer.served.map { Served(part: $0.part, rule: $0.rule, passed: $0.passed) })
  }
}

extension ServedRow {
  /// What gave a caption, as it is stored. Of one that was taken from another arm, that arm's own row has the rest.
  init(_ served: Served, from arm: ArmCode?) {
    self.init(
      part: served.part, rule: served.rule, passed: served.passed,
      fromArm: served.takenFrom == nil ? nil : arm, hit: served.hit, fromItem: served.lentBy)
  }
}
