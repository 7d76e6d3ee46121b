internal import Synchronization

/// What a run has learned of one candidate: whether its service takes its requests at all, and whether it is there.
///
/// The first try is sent alone. A wrong key, a used-up quota or an unknown model then costs one request, however many
/// captions wait, and nobody sends another. The rest begin with its first answer of any other kind. A try without an
/// answer proves nothing, so the one after it is sent alone too; after three such tries in a row the rest begin all the
/// same: whoever does not answer refuses nothing either.
///
/// Captions that end without any answer to any of their tries are counted; so many in a row that nobody can be there
/// stop the candidate for this run.
final class CandidateStanding: Sendable {
  /// How a try bears on a candidate's standing.
  enum Answer {
    /// The service said something that is not for good.
    case heard
    /// Nothing came.
    case unheard
    /// It was given up here before anything could be learned.
    case none
  }

  /// Leave to send one try.
  struct Leave: Sendable {
    fileprivate let isProof: Bool
  }

  private enum Phase {
    case unproven
    /// One try is under way, alone.
    case proving
    case open
    case stopped(PermanentFailure)
  }

  private struct State {
    var phase = Phase.unproven
    var unheardTries = 0
    var unheardCaptions = 0
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var lastNumber = 0
  }

  /// Tries without an answer that are sent alone.
  private static let aloneTries = 3
  /// Captions in a row that end the asking where none of their tries was answered.
  let unheardLimit: Int
  private let state = Mutex(State())

  /// - Parameter concurrency: the most requests under way at once. As many captions may fail together at one moment.
  init(concurrency: Int) { unheardLimit = max(8, concurrency) }

  /// Waits until a try may be sent. Whoever enters leaves, or stops the candidate.
  ///
  /// - Parameter willWait: told before there is a wait.
  /// - Throws: `PermanentFailure` where the candidate was stopped, without tries: the proof was another's;
  ///   `CancellationError`, and what `willWait` throws.
  func enter(willWait: () async throws -> Void = {}) async throws -> Leave {
    while true {
      try Task.checkCancellation()
      let step: Step = state.withLock { state in
        switch state.phase {
        case .unproven:
          state.phase = .proving
          return .go(Leave(isProof: true))
        case .proving:
          state.lastNumber += 1
          return .wait(state.lastNumber)
        case .open: return .go(Leave(isProof: false))
        case .stopped(let failure): return .stop(failure)
        }
      }
      switch step {
      case .go(let leave): return leave
      case .wait(let number):
        try await willWait()
        await wait(number)
      case .stop(let failure): throw failure
      }
    }
  }

  private enum Step {
    case go(Leave)
    case wait(Int)
    case stop(PermanentFailure)
  }

  private func wait(_ number: Int) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { caller in
        let goesOn = state.withLock { state in
          // What changed before this one waited would never wake it.
          guard case .proving = state.phase, !Task.isCancelled else { return true }
          state.waiting[number] = caller
          return false
        }
        if goesOn { caller.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
    }
  }

  /// Gives the leave back, and learns from the answer.
  func leave(_ leave: Leave, _ answer: Answer) {
    change { state in
      switch answer {
      case .heard: (state.unheardTries, state.unheardCaptions) = (0, 0)
      case .unheard: state.unheardTries += 1
      case .none: break
      }
      guard leave.isProof, case .proving = state.phase else { return }
      let isProven = answer == .heard || state.unheardTries >= Self.aloneTries
      state.phase = isProven ? .open : .unproven
    }
  }

  /// Nothing more is sent for this candidate: whoever asks is told why.
  func stop(_ failure: PermanentFailure) {
    var reason = failure
    reason.attempts = []
    change { state in
      if case .stopped = state.phase { return }
      state.phase = .stopped(reason)
    }
  }

  /// Why nothing more is sent for this candidate; nil where something may be.
  var stopped: PermanentFailure? {
    state.withLock { if case .stopped(let failure) = $0.phase { failure } else { nil } }
  }

  /// A caption has ended and none of its tries was answered.
  ///
  /// - Returns: whether nobody can be there.
  func captionEndedUnheard() -> Bool {
    state.withLock { state in
      state.unheardCaptions += 1
      return state.unheardCaptions >= unheardLimit
    }
  }

  /// Changes the state and wakes whoever waits, to look anew.
  private func change(_ body: (inout State) -> Void) {
    let woken = state.withLock { state in
      body(&state)
      if case .proving = state.phase { return [CheckedContinuation<Void, Never>]() }
      defer { state.waiting = [:] }
      return state.waiting.sorted { $0.key < $1.key }.map(\.value)
    }
    for caller in woken { caller.resume() }
  }
}
