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
///
/// A candidate that answers and never gives a caption is stopped too: once so many captions in a row have ended with the
/// same fault, and none in this run without one. What no wait cures is then found also where nobody foresaw its words. From
/// the first such fault until the first answer no more captions than that are begun, so that no others are asked for meanwhile.
final class CandidateStanding: Sendable {
  /// How a try bears on a candidate's standing.
  enum Answer {
    /// The service said something that is not for good.
    case heard
    /// The service said that it cannot, and not that it has no time.
    case faulty
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
    /// Whether any caption has ended with an answer: a caption, or a refusal, or nothing.
    var hasAnswered = false
    /// Whether a fault was heard before.
    var isInDoubt = false
    /// The fault that the last captions in a row have ended with, and how many.
    var fault: (happened: String, captions: Int)?
    /// Captions that were begun and have not ended.
    var underWay = 0

    /// Whether one that asks for leave has to wait.
    func holds(isFirst: Bool) -> Bool {
      switch phase {
      case .proving: true
      case .open:
        isFirst && isInDoubt && !hasAnswered
          && underWay + (fault?.captions ?? 0) >= CandidateStanding.faultLimit
      case .unproven, .stopped: false
      }
    }
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    var lastNumber = 0
  }

  /// Tries without an answer that are sent alone.
  private static let aloneTries = 3
  /// Captions in a row that end the asking where all had the same fault and none was ever answered.
  static let faultLimit = 5
  /// Captions in a row that end the asking where none of their tries was answered.
  let unheardLimit: Int
  private let state = Mutex(State())

  /// - Parameter concurrency: the most requests under way at once. As many captions may fail together at one moment.
  init(concurrency: Int) { unheardLimit = max(8, concurrency) }

  /// Waits until a try may be sent. Whoever enters leaves, or stops the candidate.
  ///
  /// - Parameters:
  ///   - isFirst: whether a caption begins with it; whoever has begun one ends it.
  ///   - willWait: told before there is a wait.
  /// - Throws: `PermanentFailure` where the candidate was stopped, without tries: the proof was another's;
  ///   `CancellationError`, and what `willWait` throws.
  func enter(isFirst: Bool, willWait: () async throws -> Void = {}) async throws -> Leave {
    while true {
      try Task.checkCancellation()
      let step: Step = state.withLock { state in
        if state.holds(isFirst: isFirst) {
          state.lastNumber += 1
          return .wait(state.lastNumber)
        }
        if case .stopped(let failure) = state.phase { return .stop(failure) }
        if isFirst { state.underWay += 1 }
        guard case .unproven = state.phase else { return .go(Leave(isProof: false)) }
        state.phase = .proving
        return .go(Leave(isProof: true))
      }
      switch step {
      case .go(let leave): return leave
      case .wait(let number):
        try await willWait()
        await wait(number, isFirst: isFirst)
      case .stop(let failure): throw failure
      }
    }
  }

  private enum Step {
    case go(Leave)
    case wait(Int)
    case stop(PermanentFailure)
  }

  private func wait(_ number: Int, isFirst: Bool) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { caller in
        let goesOn = state.withLock { state in
          // What changed before this one waited would never wake it.
          guard state.holds(isFirst: isFirst), !Task.isCancelled else { return true }
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
      case .heard, .faulty: (state.unheardTries, state.unheardCaptions) = (0, 0)
      case .unheard: state.unheardTries += 1
      case .none: break
      }
      if answer == .faulty { state.isInDoubt = true }
      guard leave.isProof, case .proving = state.phase else { return }
      let isProven = answer == .heard || answer == .faulty || state.unheardTries >= Self.aloneTries
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

  /// A caption has ended with an answer: from now on faults are those of the moment.
  func captionAnswered() { change { ($0.hasAnswered, $0.fault) = (true, nil) } }

  /// A caption has ended with a fault.
  ///
  /// - Returns: whether nothing else is to be had.
  func captionEnded(with happened: String) -> Bool {
    state.withLock { state in
      if state.hasAnswered { return false }
      let before = state.fault.map { $0.happened == happened ? $0.captions : 0 } ?? 0
      state.fault = (happened, before + 1)
      return before + 1 >= Self.faultLimit
    }
  }

  /// A caption that was begun has ended, however it did.
  func captionEnded() { change { $0.underWay -= 1 } }

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
