internal import CaptionClient
internal import Captioning
internal import Foundation
internal import Roster
internal import Runner
internal import StudyFile
internal import StudyModel
internal import StudyStore
internal import Synchronization

/// A policy made ready to be asked, outside a study.
struct PolicyAsker: Sendable {
  /// Asks for one caption; every request is in the ledger before it is sent.
  let ask: @Sendable (SetItem, [UInt8], RowEntries) async throws -> AskedCaption

  /// Makes a policy ready; nothing is sent.
  ///
  /// - Throws: `CaptionerProblem` for a missing key or service address.
  init(_ setup: CaptionSetup) throws {
    let candidate = setup.candidate
    guard case .model(let call) = candidate.source else {
      throw Refusal(.wrongInput, "'\(candidate.label)' has no model. There is nothing to ask.")
    }
    let captioner = try Captioner(
      call, label: candidate.label, settings: setup.run, checks: setup.checks, client: HTTPClient(),
      environment: Variables().value)
    ask = { item, bytes, entries in
      let entry = Mutex<Int64?>(nil)
      let result = try await captioner.caption(
        CaptionRequest(item, image: bytes),
        willSend: { start in
          let id = try await entries.willSend(LedgerStart(start), part: candidate.label)
          entry.withLock { $0 = id }
        },
        didEnd: { record in
          guard let id = entry.withLock({ $0 }) else { return }
          try await entries.didEnd(id, LedgerAttempt(record, price: candidate.price))
        })
      if result.outcome == .failed { throw Unanswered(result.reason ?? "no answer") }
      return AskedCaption(
        text: result.text, outcome: result.outcome, reason: result.reason, part: candidate.label)
    }
  }
}
